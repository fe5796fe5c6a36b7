/** What we set out to reach, and whether this run shows it. A measurement, not a test. */

import { milliseconds } from '../table.ts';
import type { Target } from '../targets.ts';
import { type Contender, gap, type Run, type Scenario } from './run.ts';
import { medianBetween, medianOf } from './series.ts';

/** Milliseconds. */
const WHOLE_START = 1.5;
const FIRST_FRAME = 0.2;
const SHARE_OF_GAP = 0.4;

export function judge(runs: readonly Run[]): Target[] {
  const of = (contender: Contender) => runs.filter((run) => run.contender === contender);
  const [ours, theirs] = [of('VirtualIP'), of('IPaddr2')];
  const part = (some: readonly Run[], scenario?: Scenario) => {
    const meant = some.filter((run) => scenario === undefined || run.scenario === scenario);
    return medianBetween(meant, 'startBegun', 'firstFrame') ?? Number.NaN;
  };
  const scenarios = [...new Set(ours.map(({ scenario }) => scenario))];
  const shorter = scenarios.map((scenario) => part(theirs, scenario) / part(ours, scenario));
  const [least, most] = [Math.min(...shorter).toFixed(1), Math.max(...shorter).toFixed(1)];
  const whole = part(ours);
  const delay = medianBetween(ours, 'added', 'firstFrame') ?? Number.NaN;
  const astray = ours.filter((run) => run.astray.length > 0).length;
  const planned = (['standby', 'move'] as const).map((scenario) => {
    const median = (some: readonly Run[]) =>
      medianOf(
        some.filter((run) => run.scenario === scenario),
        gap,
      ) ?? Number.NaN;
    const share = median(ours) / median(theirs);
    return {
      text: `${scenario}: the gap is at most ${SHARE_OF_GAP * 100} % of IPaddr2's`,
      measured: `${milliseconds(median(ours))}, ${(share * 100).toFixed(0)} %`,
      met: share <= SHARE_OF_GAP,
    };
  });
  return [
    {
      text: `start to first frame: at most ${milliseconds(WHOLE_START)}`,
      measured: `${milliseconds(whole)}; IPaddr2 takes ${least} to ${most} times as long`,
      met: whole <= WHOLE_START,
    },
    {
      text: `address added to first frame: less than ${milliseconds(FIRST_FRAME)}`,
      measured: milliseconds(delay),
      met: delay < FIRST_FRAME,
    },
    ...planned,
    {
      text: "every neighbour's table points at the new holder, in every run",
      measured: `${ours.length - astray} of ${ours.length} runs`,
      met: astray === 0,
    },
  ];
}
