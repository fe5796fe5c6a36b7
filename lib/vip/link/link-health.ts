/** Whether a link can carry traffic, and how to bring it up. */
import type { Kernel } from '../../linux/kernel.ts';
import { RT_SCOPE_LINK } from '../../wire/ifaddrmsg.ts';
import { IFF_LOOPBACK, IFF_LOWER_UP, IFF_NOARP, IFF_UP, type Link } from '../../wire/ifinfomsg.ts';

export type LinkHealth = 'up' | 'down' | 'no-carrier';

/**
 * Tests the carrier (IFF_LOWER_UP), which changes at once; the operational state (RFC 2863) changes later.
 * UNKNOWN, from a driver that reports no state, counts as up.
 */
export function linkHealth(link: Link): LinkHealth {
  if (!(link.flags & IFF_UP)) return 'down';
  const hasCarrier = (link.flags & IFF_LOWER_UP) !== 0 || link.operationalState === 'UNKNOWN';
  return hasCarrier ? 'up' : 'no-carrier';
}

export function isLoopback(link: Link): boolean {
  return (link.flags & IFF_LOOPBACK) !== 0;
}

/** Whether the link can have neighbours with an ARP or neighbour cache. */
export function hasNeighbours(link: Link): boolean {
  return (
    !(link.flags & (IFF_LOOPBACK | IFF_NOARP)) &&
    link.address.length > 0 &&
    link.broadcast.length === link.address.length
  );
}

export interface LinkUpResult {
  readonly health: LinkHealth;
  /** The time waited for the carrier, in milliseconds. */
  readonly waited: number;
}

/**
 * Equivalent to `ip link set … up`; then waits for the carrier until `deadline` (clock.now()). Sets the link
 * down again if it throws.
 */
export function setLinkUp(kernel: Kernel, link: Link, deadline: number): LinkUpResult {
  const watch = kernel.links.watch();
  try {
    kernel.links.setUp(link.index, true);
    const since = kernel.clock.now();
    for (;;) {
      const now = kernel.links.byIndex(link.index);
      const health = now ? linkHealth(now) : 'down';
      if (!now || health === 'up' || !watch.waitForChange(deadline)) {
        return { health, waited: kernel.clock.now() - since };
      }
    }
  } catch (error) {
    try {
      setLinkDown(kernel, link);
    } catch {
      // The first error is the one to report.
    }
    throw error;
  } finally {
    watch.close();
  }
}

/**
 * Equivalent to `ip link set … down`. Returns false and leaves the link up if it has IPv6 addresses, which the
 * kernel would remove; link-local addresses do not count.
 */
export function setLinkDown(kernel: Kernel, { index }: Link): boolean {
  const added = kernel.addresses
    .onLink('inet6', index)
    .filter((entry) => entry.scope !== RT_SCOPE_LINK);
  if (added.length > 0) return false;
  kernel.links.setUp(index, false);
  return true;
}
