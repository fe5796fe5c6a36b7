/** Times that the descriptions of the parameters also contain. */

/** The number of ARP Probes before start adds the address (RFC 5227 section 2.1.1: PROBE_NUM). */
export const PROBE_NUM = 3;
/**
 * The interval between probes, and the wait for answers to the last one. RFC 5227 has seconds (PROBE_MIN,
 * PROBE_MAX, ANNOUNCE_WAIT): too long for a failover.
 */
export const PROBE_INTERVAL_MS = 100;
export const CONFLICT_DETECTION_MS = PROBE_NUM * PROBE_INTERVAL_MS;

/**
 * The time that an announcer waits for duplicate address detection, which takes at most two seconds with the
 * kernel's defaults. start waits until its deadline.
 */
export const DAD_WAIT_MS = 10_000;

/**
 * The time that an announcer waits for another action to change addresses, which takes one or two milliseconds.
 */
export const ADDRESS_LIST_WAIT_MS = 10_000;

/**
 * The time for an announcer to end after the removal of its address. The kernel notifies it at once: an
 * announcer that has not ended by then hangs, and is killed.
 */
export const ANNOUNCER_GRACE_MS = 500;
