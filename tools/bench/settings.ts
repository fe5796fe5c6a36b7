/** Numbers of runs, and pauses. */

/** Measured pairs of runs: `make bench RUNS=10`. */
export const RUNS = readRuns('40');

/** Pairs before them, which only fill the caches. */
export const WARM_UP = 2;

/** Fewer: keepalived is slow to start and to end. */
export const KEEPALIVED_RUNS = Math.min(RUNS, 10);

/** Runs under strace or for page faults; the counts hardly differ between runs. */
export const TRACED_RUNS = 3;

/**
 * Milliseconds between start and the next measurement: the start of the background process must not take CPU time
 * from it.
 */
export const SETTLE_MS = 50;

/** @param usual the default of RUNS */
export function readRuns(usual: string): number {
  const { RUNS: text = usual } = process.env;
  const runs = Number(text);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`RUNS=${text} is not a number of runs`);
  return runs;
}

/** Calls `run` for the warm-up (counts = false), and then for the measured runs. */
export async function repeat(runs: number, run: (counts: boolean) => Promise<void>): Promise<void> {
  for (let i = -WARM_UP; i < runs; i++) await run(i >= 0);
}
