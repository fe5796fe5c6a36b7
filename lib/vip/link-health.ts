/** Whether a link can carry traffic, and how to make it so. */

import type { Kernel } from '../linux/kernel.ts';
import { RT_SCOPE_LINK } from '../wire/ifaddrmsg.ts';
import { IFF_LOOPBACK, IFF_LOWER_UP, IFF_UP, type Link } from '../wire/ifinfomsg.ts';

export type LinkHealth =
  | { readonly kind: 'up' }
  | { readonly kind: 'administratively-down' }
  | { readonly kind: 'no-lower-layer' };

/**
 * Judged by the carrier, which the kernel knows at once; the operational state follows it with some
 * delay. A driver that reports no state (UNKNOWN, RFC 2863) counts as up.
 */
export function linkHealth(link: Link): LinkHealth {
  if (!(link.flags & IFF_UP)) return { kind: 'administratively-down' };
  const carrier = (link.flags & IFF_LOWER_UP) !== 0 || link.operationalState === 'UNKNOWN';
  return { kind: carrier ? 'up' : 'no-lower-layer' };
}

export function isLoopback(link: Link): boolean {
  return (link.flags & IFF_LOOPBACK) !== 0;
}

export interface RaisedLink {
  readonly health: LinkHealth;
  /** Whether it was brought up here, so that a failure later on can take it down again. */
  readonly raised: boolean;
  /** Milliseconds that its carrier was waited for. */
  readonly waited?: number;
}

/**
 * Brings the link up if it is administratively down. Equivalent to `ip link set … up`.
 * A link that was brought up here may take until `deadline` (clock.now()) for its carrier.
 */
export function raiseLink(kernel: Kernel, link: Link, deadline: number): RaisedLink {
  const health = linkHealth(link);
  if (health.kind !== 'administratively-down') return { health, raised: false };
  const watch = kernel.links.watch();
  try {
    kernel.links.setUp(link.index, true);
    const since = kernel.clock.now();
    for (;;) {
      const now = kernel.links.byIndex(link.index);
      const reached = now ? linkHealth(now) : health;
      if (!now || reached.kind === 'up' || !watch.waitForChange(deadline)) {
        return { health: reached, raised: true, waited: kernel.clock.now() - since };
      }
    }
  } catch (error) {
    try {
      lowerLink(kernel, link);
    } catch {
      // The first error is the one to tell.
    }
    throw error;
  } finally {
    watch.close();
  }
}

/**
 * Takes down a link that was brought up here. False where it stays up, because the kernel would drop
 * the IPv6 addresses that it was given.
 */
export function lowerLink(kernel: Kernel, { index }: Link): boolean {
  const given = kernel.addresses
    .onLink('inet6', index)
    .filter((entry) => entry.scope !== RT_SCOPE_LINK);
  if (given.length > 0) return false;
  kernel.links.setUp(index, false);
  return true;
}
