/** Groups runs of one kind, and computes medians. */
import { median } from '../statistics.ts';
import { between, type Contender, type Moments, type Run, type Scenario } from './run.ts';

/**
 * Hard failures under Pacemaker have two modes: if changes of the same loss are still pending when its controller has
 * received the CIB, it sleeps for a second, and asks for the CIB again.
 */
export type Mode = 'asked once' | 'asked again';

/** More than any decision takes in a lab, and less than that sleep. */
const ASKED_AGAIN_MS = 900;

export interface Series {
  readonly scenario: Scenario;
  readonly contender: Contender;
  /** Undefined if the scenario has no modes. */
  readonly mode: Mode | undefined;
  readonly runs: readonly Run[];
}

function modeOf(run: Run): Mode | undefined {
  const decision = between(run, 'membership', 'scheduled');
  if (decision === undefined) return undefined;
  return decision > ASKED_AGAIN_MS ? 'asked again' : 'asked once';
}

/** In the order in which scenarios and contenders first appear; the modes of each next to each other. */
export function seriesOf(runs: readonly Run[]): Series[] {
  const scenarios = new Set(runs.map(({ scenario }) => scenario));
  const contenders = new Set(runs.map(({ contender }) => contender));
  const series: Series[] = [];
  for (const scenario of scenarios) {
    for (const mode of ['asked once', 'asked again', undefined] as const) {
      for (const contender of contenders) {
        const some = runs.filter(
          (run) => run.scenario === scenario && run.contender === contender && modeOf(run) === mode,
        );
        if (some.length > 0) series.push({ scenario, contender, mode, runs: some });
      }
    }
  }
  return series;
}

/** Runs of one kind; empty if there are none. */
export function runsOf(
  runs: readonly Run[],
  scenario: Scenario,
  contender: Contender,
  mode: Mode | undefined,
): readonly Run[] {
  const isMeant = (series: Series) =>
    series.scenario === scenario && series.contender === contender && series.mode === mode;
  return seriesOf(runs).find(isMeant)?.runs ?? [];
}

/** The median of the known values; undefined if there are none. */
export function medianOf(
  runs: readonly Run[],
  value: (run: Run) => number | undefined,
): number | undefined {
  const known = runs.map(value).filter((one) => one !== undefined);
  return known.length === 0 ? undefined : median(known);
}

export function medianBetween(
  runs: readonly Run[],
  from: keyof Moments,
  to: keyof Moments,
): number | undefined {
  return medianOf(runs, (run) => between(run, from, to));
}

/** The run whose gap is nearest to the median. */
export function typical(runs: readonly Run[]): Run | undefined {
  return runs.toSorted((a, b) => a.at.firstAnswer - b.at.firstAnswer)[(runs.length - 1) >> 1];
}
