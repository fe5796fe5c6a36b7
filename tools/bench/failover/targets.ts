/** The targets, and whether this run meets them. */

import { milliseconds } from '../table.ts';
import type { Target } from '../targets.ts';
import { type Contender, gap, type Run, type Scenario } from './run.ts';
import { medianBetween, medianOf } from './series.ts';

const MAX_START_MS = 1.5;
const MAX_FIRST_FRAME_MS = 0.2;
const MAX_GAP_SHARE = 0.4;

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
      text: `${scenario}: the gap is at most ${MAX_GAP_SHARE * 100} % of IPaddr2's`,
      measured: `${milliseconds(median(ours))}, ${(share * 100).toFixed(0)} %`,
      met: share <= MAX_GAP_SHARE,
    };
  });
  return [
    {
      text: `start to first frame: at most ${milliseconds(MAX_START_MS)}`,
      measured: `${milliseconds(whole)}; IPaddr2 takes ${least} to ${most} times as long`,
      met: whole <= MAX_START_MS,
    },
    {
      text: `address added to first frame: less than ${milliseconds(MAX_FIRST_FRAME_MS)}`,
      measured: milliseconds(delay),
      met: delay < MAX_FIRST_FRAME_MS,
    },
    ...planned,
    {
      text: "every neighbour's table points at the new holder, in every run",
      measured: `${ours.length - astray} of ${ours.length} runs`,
      met: astray === 0,
    },
  ];
}
