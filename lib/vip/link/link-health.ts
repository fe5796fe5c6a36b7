/** Whether a link can carry traffic, and how to bring it up. */
import type { Kernel } from '../../linux/kernel.ts';
import { RT_SCOPE_LINK } from '../../wire/ifaddrmsg.ts';
import { IFF_LOOPBACK, IFF_LOWER_UP, IFF_NOARP, IFF_UP, type Link } from '../../wire/ifinfomsg.ts';

export type LinkHealth = 'up' | 'down' | 'no-carrier';

/**
 * Judged by the carrier, which the kernel knows at once; the operational state (RFC 2863) follows with a
 * delay. A driver that reports no state (UNKNOWN) counts as up.
 */
export function linkHealth(link: Link): LinkHealth {
  if (!(link.flags & IFF_UP)) return 'down';
  const hasCarrier = (link.flags & IFF_LOWER_UP) !== 0 || link.operationalState === 'UNKNOWN';
  return hasCarrier ? 'up' : 'no-carrier';
}

export function isLoopback(link: Link): boolean {
  return (link.flags & IFF_LOOPBACK) !== 0;
}

/** Whether the link has neighbours with an ARP or neighbour cache. */
export function hasNeighbours(link: Link): boolean {
  return (
    !(link.flags & (IFF_LOOPBACK | IFF_NOARP)) &&
    link.address.length > 0 &&
    link.broadcast.length === link.address.length
  );
}

export interface LinkUpResult {
  readonly health: LinkHealth;
  /** Milliseconds that the carrier was waited for. */
  readonly waited: number;
}

/**
 * Equivalent to `ip link set … up`, and waits for the carrier until `deadline` (clock.now()). If it fails,
 * the link is down again.
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
 * Equivalent to `ip link set … down`. False if the link stays up, because the kernel would remove the IPv6
 * addresses that were added to it.
 */
export function setLinkDown(kernel: Kernel, { index }: Link): boolean {
  const added = kernel.addresses
    .onLink('inet6', index)
    .filter((entry) => entry.scope !== RT_SCOPE_LINK);
  if (added.length > 0) return false;
  kernel.links.setUp(index, false);
  return true;
}
