/** Time-outs, in milliseconds; the texts of the parameters name them as well. */

/** The number of ARP Probes before start adds the address (RFC 5227 section 2.1.1: PROBE_NUM). */
export const PROBE_NUM = 3;
/**
 * From one probe to the next, and from the last one to the verdict. RFC 5227 has seconds (PROBE_MIN,
 * PROBE_MAX, ANNOUNCE_WAIT); a failover cannot wait that long.
 */
export const PROBE_INTERVAL_MS = 100;
export const CONFLICT_DETECTION_MS = PROBE_NUM * PROBE_INTERVAL_MS;

/**
 * An announcer's wait for duplicate address detection, which takes at most two seconds with the kernel's
 * defaults. start waits until its deadline.
 */
export const DAD_WAIT_MS = 10_000;

/** An announcer's wait for another action that changes addresses, which takes one or two milliseconds. */
export const ADDRESS_LIST_WAIT_MS = 10_000;

/**
 * What an announcer has to notice that its address was removed. The kernel notifies it at once; one that has
 * not ended by then hangs, and is killed.
 */
export const ANNOUNCER_GRACE_MS = 500;
