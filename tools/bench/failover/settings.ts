/** Number of runs, times and paths. */
import { readRuns } from '../settings.ts';

/** Runs of each scenario and contender: `make bench-failover RUNS=5`. */
export const RUNS = readRuns('15');

/** Time between two requests of the client. */
export const ASK_INTERVAL_MS = 5;

/** Time after the first answer in which announcements are counted: five rounds of 200 ms fit. */
export const LISTEN_MS = 1300;

/**
 * Maximum of the random delay before a failover. corosync's token circulates about five times a second, and without
 * the delay the failovers of an agent would always meet it at about the same place.
 */
export const JITTER_MS = 400;

/** The runs so far, for drawing/main.ts. */
export const RESULTS = 'build/failover-runs.json';
/** The runs so far of ipv6.ts. */
export const IPV6_RESULTS = 'build/failover-ipv6-runs.json';
export const DRAWINGS = 'docs/failover';
