/** What we set out to reach, and whether this run shows it. A measurement, not a test. */
import type { Footprint } from './background.ts';
import type { Comparison } from './comparisons.ts';
import { ACTIONS, type Action } from './contender.ts';
import { type Cost, MONITOR } from './costs.ts';
import type { Delays } from './first-frame.ts';
import type { ActionPair } from './pairs.ts';
import { mega, megabytes, milliseconds } from './table.ts';

export interface Target {
  readonly text: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface Measured {
  readonly ipv4: ActionPair;
  /** With arp_bg=true, so that neither waits for the announcements. */
  readonly ipv6: ActionPair;
  readonly footprint: Footprint;
  readonly overTrue: Readonly<Record<Action, Comparison>>;
  readonly manyAddresses: Comparison;
  readonly firstFrame: Delays;
  readonly costs: readonly Cost[];
  /** Octets of the executable. */
  readonly size: number;
}

const TIMES_FASTER = 25;
const TIMES_TRUE: Readonly<Record<Action, number>> = { start: 2, monitor: 1.2, stop: 2 };
const TIMES_ALONE = 2;
const INSTRUCTIONS = 500_000;
/** Octets. */
const RESIDENT = 3e6;
const ON_DISK = 3.5e6;
/** Milliseconds. */
const WHOLE_START = 1.5;
const FIRST_FRAME = 0.2;

export function judge(measured: Measured): Target[] {
  const { ipv4, ipv6, footprint, costs, size } = measured;
  return [
    ...judgeActions('', ipv4),
    ...judgeActions('IPv6 ', ipv6),
    ...judgeProcesses(footprint),
    judgeInstructions(costs),
    ...judgeTimes(measured),
    ...ACTIONS.map((name) => {
      const octets = footprint.actions[name].peak * 1024;
      return {
        text: `${name}: at most ${megabytes(RESIDENT)} resident`,
        measured: megabytes(octets),
        met: octets <= RESIDENT,
      };
    }),
    {
      text: `at most ${megabytes(ON_DISK)} on disk`,
      measured: megabytes(size),
      met: size <= ON_DISK,
    },
    ...judgeFirstFrame(measured.firstFrame),
  ];
}

function judgeActions(prefix: string, { ours, theirs }: ActionPair): Target[] {
  return ACTIONS.flatMap((name) =>
    (['wall', 'cpu'] as const).map((key) => {
      const faster = theirs[name][key] / ours[name][key];
      const what = key === 'wall' ? 'wall time' : 'CPU time';
      return {
        text: `${prefix}${name}: IPaddr2 takes at least ${TIMES_FASTER} times the ${what}`,
        measured: `${faster.toFixed(2)} times`,
        met: faster >= TIMES_FASTER,
      };
    }),
  );
}

function judgeProcesses(footprint: Footprint): Target[] {
  return [['monitor', 0] as const, ['start', 1] as const].map(([name, most]) => {
    const { created } = footprint.actions[name];
    return {
      text: `${name}: creates ${most === 0 ? 'no process' : `at most ${most} process`}`,
      measured: String(created),
      met: created <= most,
    };
  });
}

function judgeInstructions(costs: readonly Cost[]): Target {
  const instructions = costs.find(({ what }) => what === MONITOR)?.instructions ?? Number.NaN;
  return {
    text: `monitor: at most ${mega(INSTRUCTIONS)} instructions in user mode`,
    measured: mega(instructions),
    met: instructions <= INSTRUCTIONS,
  };
}

function judgeTimes({ overTrue, manyAddresses }: Measured): Target[] {
  const targets = ACTIONS.map((name) => {
    const times = overTrue[name].measured.wall / overTrue[name].reference.wall;
    return {
      text: `${name}: at most ${TIMES_TRUE[name]} times the wall time of /bin/true`,
      measured: `${times.toFixed(2)} times`,
      met: times <= TIMES_TRUE[name],
    };
  });
  const times = manyAddresses.measured.wall / manyAddresses.reference.wall;
  targets.push({
    text: `monitor: with 2,000 other addresses less than ${TIMES_ALONE} times the wall time`,
    measured: `${times.toFixed(2)} times`,
    met: times < TIMES_ALONE,
  });
  return targets;
}

function judgeFirstFrame({ whole, median }: Delays): Target[] {
  return [
    {
      text: `start: at most ${milliseconds(WHOLE_START)} from its process to the first frame`,
      measured: milliseconds(whole),
      met: whole <= WHOLE_START,
    },
    {
      text: `first frame: less than ${milliseconds(FIRST_FRAME)} after the kernel's report`,
      measured: milliseconds(median),
      met: median < FIRST_FRAME,
    },
  ];
}
