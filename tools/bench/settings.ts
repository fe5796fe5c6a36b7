/** How often, and with which pauses. */

/** Pairs of runs that count: `make bench RUNS=10`. */
export const RUNS = readRuns('40');

/** Pairs before them that do not: they fill the caches. */
export const WARM_UP = 2;

/** keepalived takes its time to begin and to end. */
export const KEEPALIVED_RUNS = Math.min(RUNS, 10);

/** Runs under strace; what they count hardly differs from one to the next. */
export const TRACED_RUNS = 3;

/**
 * Milliseconds between start and what follows, in which the background process gets under way: it
 * must not take a core from the measurement that follows.
 */
export const SETTLE = 50;

/** @param usual where RUNS is not set */
export function readRuns(usual: string): number {
  const { RUNS: text = usual } = process.env;
  const runs = Number(text);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`RUNS=${text} is not a number of runs`);
  return runs;
}

/** Calls `run` for the warm-up and then for what counts, and says which it is. */
export async function repeat(runs: number, run: (counts: boolean) => Promise<void>): Promise<void> {
  for (let i = -WARM_UP; i < runs; i++) await run(i >= 0);
}
