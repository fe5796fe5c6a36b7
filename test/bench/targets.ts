/** What we set out to reach, and whether this run shows it. A measurement, not a test. */
import type { Footprint } from './background.ts';
import type { Comparison } from './comparisons.ts';
import { ACTIONS } from './contender.ts';
import type { Delays } from './first-frame.ts';
import type { ActionPair } from './report.ts';
import { milliseconds } from './table.ts';

export interface Target {
  readonly text: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface Measured {
  readonly ipv4: ActionPair;
  readonly ipv6: ActionPair;
  readonly footprint: Footprint;
  readonly empty: Comparison;
  readonly manyAddresses: Comparison;
  readonly firstFrame: Delays;
}

const TIMES_FASTER = 6;
const TIMES_EMPTY = 1.5;
const TIMES_ALONE = 2;
const FIRST_FRAME_MILLISECONDS = 1;

export function judge(measured: Measured): Target[] {
  const { ipv4, ipv6, footprint, empty, manyAddresses, firstFrame } = measured;
  const targets = [...judgeActions('', ipv4), ...judgeActions('IPv6 ', ipv6)];
  for (const [name, most] of [['monitor', 0] as const, ['start', 1] as const]) {
    const { created } = footprint.actions[name];
    targets.push({
      text: `${name}: creates ${most === 0 ? 'no process' : `at most ${most} process`}`,
      measured: String(created),
      met: created <= most,
    });
  }
  for (const key of ['wall', 'cpu'] as const) {
    const times = empty.measured[key] / empty.reference[key];
    const what = key === 'wall' ? 'wall time' : 'CPU time';
    targets.push({
      text: `monitor: at most ${TIMES_EMPTY} times the ${what} of an empty Bun executable`,
      measured: `${times.toFixed(2)} times`,
      met: times <= TIMES_EMPTY,
    });
  }
  for (const key of ['wall', 'cpu'] as const) {
    const times = manyAddresses.measured[key] / manyAddresses.reference[key];
    const what = key === 'wall' ? 'wall time' : 'CPU time';
    targets.push({
      text: `monitor: with 2,000 other addresses less than ${TIMES_ALONE} times the ${what}`,
      measured: `${times.toFixed(2)} times`,
      met: times < TIMES_ALONE,
    });
  }
  targets.push({
    text: `first frame: less than ${FIRST_FRAME_MILLISECONDS} ms after the kernel's report`,
    measured: milliseconds(firstFrame.median),
    met: firstFrame.median < FIRST_FRAME_MILLISECONDS,
  });
  return targets;
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
