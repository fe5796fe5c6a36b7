/** The targets, and whether this run meets them. */
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
  /** With arp_bg=true: neither agent waits for the announcements. */
  readonly ipv6: ActionPair;
  readonly footprint: Footprint;
  readonly overTrue: Readonly<Record<Action, Comparison>>;
  readonly manyAddresses: Comparison;
  readonly firstFrame: Delays;
  readonly costs: readonly Cost[];
  /** Octets of the executable. */
  readonly size: number;
}

const MIN_TIMES_FASTER = 25;
const MAX_TIMES_TRUE: Readonly<Record<Action, number>> = { start: 2, monitor: 1.2, stop: 2 };
const MAX_TIMES_ALONE = 2;
const MAX_INSTRUCTIONS = 500_000;
const MAX_RESIDENT_OCTETS = 3e6;
const MAX_FILE_OCTETS = 3.5e6;
const MAX_START_MS = 1.5;
const MAX_FIRST_FRAME_MS = 0.2;

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
        text: `${name}: at most ${megabytes(MAX_RESIDENT_OCTETS)} resident`,
        measured: megabytes(octets),
        met: octets <= MAX_RESIDENT_OCTETS,
      };
    }),
    {
      text: `at most ${megabytes(MAX_FILE_OCTETS)} on disk`,
      measured: megabytes(size),
      met: size <= MAX_FILE_OCTETS,
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
        text: `${prefix}${name}: IPaddr2 takes at least ${MIN_TIMES_FASTER} times the ${what}`,
        measured: `${faster.toFixed(2)} times`,
        met: faster >= MIN_TIMES_FASTER,
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
    text: `monitor: at most ${mega(MAX_INSTRUCTIONS)} instructions in user mode`,
    measured: mega(instructions),
    met: instructions <= MAX_INSTRUCTIONS,
  };
}

function judgeTimes({ overTrue, manyAddresses }: Measured): Target[] {
  const targets = ACTIONS.map((name) => {
    const times = overTrue[name].measured.wall / overTrue[name].reference.wall;
    return {
      text: `${name}: at most ${MAX_TIMES_TRUE[name]} times the wall time of /bin/true`,
      measured: `${times.toFixed(2)} times`,
      met: times <= MAX_TIMES_TRUE[name],
    };
  });
  const times = manyAddresses.measured.wall / manyAddresses.reference.wall;
  targets.push({
    text: `monitor: with 2,000 other addresses less than ${MAX_TIMES_ALONE} times the wall time`,
    measured: `${times.toFixed(2)} times`,
    met: times < MAX_TIMES_ALONE,
  });
  return targets;
}

function judgeFirstFrame({ whole, median }: Delays): Target[] {
  return [
    {
      text: `start: at most ${milliseconds(MAX_START_MS)} from its process to the first frame`,
      measured: milliseconds(whole),
      met: whole <= MAX_START_MS,
    },
    {
      text: `first frame: less than ${milliseconds(MAX_FIRST_FRAME_MS)} after the kernel's report`,
      measured: milliseconds(median),
      met: median < MAX_FIRST_FRAME_MS,
    },
  ];
}
