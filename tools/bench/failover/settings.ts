/** How often, and what there is to wait for. */
import { readRuns } from '../settings.ts';

/** Runs of each scenario and contender: `make bench-failover RUNS=5`. */
export const RUNS = readRuns('15');

/** Milliseconds from one question of the client to the next. */
export const ASK_INTERVAL = 5;

/** Milliseconds after the first answer in which announcements still count: five rounds of 200 ms fit. */
export const LISTEN = 1300;

/**
 * Milliseconds within which a failover happens at random, whoever it befalls: corosync's token goes round
 * some five times a second, and what came before takes each agent about as long every time.
 */
export const JITTER = 400;

/** Each run so far, for whoever wants to draw or count anew. */
export const RESULTS = 'build/failover-runs.json';
export const DRAWINGS = 'docs/failover';
