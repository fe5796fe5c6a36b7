/**
 * Milliseconds after which something that was waited for will not happen any more. Only for what hangs:
 * a machine that is slow and busy takes what it takes, and no test is about that.
 */
export const PATIENCE = 600_000;

/** The same in seconds, as ping and others want it. */
export const PATIENCE_SECONDS = PATIENCE / 1000;

/** Milliseconds for a whole test: more than a wait gets, so that the wait can say what did not happen. */
export const TEST_LIMIT = 1.5 * PATIENCE;
