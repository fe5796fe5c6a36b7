/**
 * Time limit of a wait: detects hangs only. Long enough for a slow and busy machine, because no test is
 * about its speed.
 */
export const WAIT_LIMIT_MS = 600_000;

/** The same for ping and Pacemaker, which take seconds. */
export const WAIT_LIMIT_S = WAIT_LIMIT_MS / 1000;

/** Time limit of a test: longer than a wait, so that the error of the wait is reported. */
export const TEST_LIMIT_MS = 1.5 * WAIT_LIMIT_MS;
