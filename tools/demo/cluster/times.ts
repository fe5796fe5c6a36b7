/** The events of a failover, and the parts of its duration. */
import { chronicle, type Moments } from '../../bench/failover/run.ts';
import type { Sighting } from '../../bench/failover/segment.ts';
import type { Narrator } from '../narrator.ts';

/** Parts of the failover in the order of time, and their durations in milliseconds. */
export type Parts = readonly (readonly [what: string, duration: number])[];

const AGENT = "the agent: from its start to its first ARP on the client's wire";
const CLIENT = 'until the client had sent its next request and received the answer';

/** @throws Error if the event was not observed */
function required(at: Moments, name: keyof Moments): number {
  const time = at[name];
  if (time === undefined) throw new Error(`no time was recorded for the event ${name}`);
  return time;
}

/** The last two parts of every failover. */
function ending(at: Moments): Parts {
  const frame = required(at, 'firstFrame');
  return [
    [AGENT, frame - required(at, 'startBegun')],
    [CLIENT, at.firstAnswer - frame],
  ];
}

export function partsOfMove(at: Moments): Parts {
  const removed = required(at, 'removed');
  return [
    ['until the address was removed', removed],
    ['Pacemaker: until it called start', required(at, 'startBegun') - removed],
    ...ending(at),
  ];
}

export function partsOfLoss(at: Moments): Parts {
  const [happened, membership] = [required(at, 'happened'), required(at, 'membership')];
  return [
    ['until the power was cut', happened],
    ['corosync: until the others agreed on a membership without it', membership - happened],
    ['Pacemaker: until it called start', required(at, 'startBegun') - membership],
    ...ending(at),
  ];
}

export function tellTimes(tell: Narrator, sighting: Sighting, at: Moments, parts: Parts): void {
  const { from, to, lost } = sighting;
  tell.prose(`Counted from the last answer of ${from.name}:`);
  for (const { what, time } of chronicle(at)) tell.seen(`${milliseconds(time)}  ${what}`);
  tell.prose(`From the last answer of ${from.name} to the first of ${to.name}, and its parts:`);
  tell.seen(`${milliseconds(at.firstAnswer)}  in all; ${lost} requests without an answer`);
  for (const [what, duration] of parts) tell.seen(`${milliseconds(duration)}  ${what}`);
}

function milliseconds(duration: number): string {
  return `${duration.toFixed(1).padStart(8)} ms`;
}
