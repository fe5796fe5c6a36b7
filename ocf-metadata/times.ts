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

/** The seconds after start of the late rounds (arp_late), as keepalived's vrrp_garp_master_delay. */
export const LATE_ROUNDS = '5';

/**
 * The time that monitor waits for another owner of the address to answer: it answers a probe within a fraction of a
 * millisecond.
 */
export const CONFLICT_WAIT_MS = 5;

/** The same if one was heard before: it may answer late. */
export const SUSPICION_WAIT_MS = 200;

/** The least and the greatest wait for the answers to control questions: a slow proxy needs longer. */
export const CONTROL_WAIT_MS = 100;
export const MAX_CONTROL_WAIT_MS = 1000;

/** The time for which an announcer listens after its last round, in a background process and in start itself. */
export const ANSWER_WAIT_MS = { background: 1000, foreground: 100 };

/** RFC 5227 section 2.4: DEFEND_INTERVAL, the minimum interval between two announcements because of a conflict. */
export const DEFEND_INTERVAL_MS = 10_000;
