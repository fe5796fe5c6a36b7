/** How often, and what there is to wait for. */

/** Runs of each scenario and contender: `make bench-failover RUNS=5`. */
export const RUNS = readRuns(process.env.RUNS);

/** Milliseconds from one question of the client to the next. */
export const ASK_INTERVAL = 5;

/** Milliseconds after the first answer in which announcements still count: five rounds of 200 ms fit. */
export const LISTEN = 1300;

function readRuns(text = '15'): number {
  const runs = Number(text);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`RUNS=${text} is not a number of runs`);
  return runs;
}
