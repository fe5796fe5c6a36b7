/** Deletes an address, and keeps the other addresses and routes of its link. */
import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import type { HeldAddress, HeldRoute, Kernel } from '../../linux/kernel.ts';
import { IFA_F_SECONDARY } from '../../wire/ifaddrmsg.ts';
import { type Family, sameBytes, samePrefix } from '../../wire/ip-address.ts';
import { RTPROT_KERNEL, sameRoute } from '../../wire/rtmsg.ts';
import { putRoutesBack, routesOnLink } from './lost-routes.ts';
import { keepsRoutes, lifetimeOfOthers, prefixRouteOf } from './prefix-route.ts';

export interface Deletion {
  /** Addresses that promote_secondaries has kept. */
  readonly keptAddresses: readonly HeldAddress[];
  /** Addresses that the kernel also removed, and floatip put back. */
  readonly restoredAddresses: readonly HeldAddress[];
  readonly restoredRoutes: readonly HeldRoute[];
  /** Errors for addresses and routes that could not be put back. */
  readonly failures: readonly string[];
}

const NOTHING_ELSE: Deletion = {
  keptAddresses: [],
  restoredAddresses: [],
  restoredRoutes: [],
  failures: [],
};

/**
 * Equivalent to `ip address delete` without its side effects. Requires the list lock.
 *
 * Unless promote_secondaries is set, the kernel removes all secondary IPv4 addresses with their primary
 * address. So promote_secondaries is set during the removal; if that is not possible, the secondaries are put
 * back. With the last IPv4 address of an interface the kernel removes all its routes, and with an IPv6 address
 * it may remove the route of another address: these routes are put back.
 */
export function deleteAddress(kernel: Kernel, family: Family, entry: HeldAddress): Deletion {
  return family === 'inet' ? deleteIpv4(kernel, entry) : deleteIpv6(kernel, entry);
}

function deleteIpv4(kernel: Kernel, entry: HeldAddress): Deletion {
  const before = entry.flags & IFA_F_SECONDARY ? [] : kernel.addresses.onLink('inet', entry.index);
  const isOnly = before.length === 1;
  const siblings = before.filter((other) => isSecondaryOf(other, entry));
  const isLocalElsewhere = isHeldElsewhere(kernel, entry);
  if (!isOnly && siblings.length === 0 && !isLocalElsewhere) {
    kernel.addresses.remove(entry);
    return NOTHING_ELSE;
  }
  const routes = routesOnLink(kernel, 'inet', entry.index);
  const dropped = removeWithPromotion(kernel, entry, siblings.length > 0);
  const after = kernel.addresses.onLink('inet', entry.index);
  const lost = before.filter(
    (other) => !sameEntry(other, entry) && !after.some((kept) => sameEntry(kept, other)),
  );
  const keptAddresses = dropped
    ? []
    : siblings.filter((other) => !lost.some((gone) => sameEntry(gone, other)));
  const ofOthers = routes.filter((route) => !isRemovedWith(route, entry, isLocalElsewhere));
  return putBack(kernel, 'inet', entry.index, lost, ofOthers, keptAddresses);
}

/** Whether the address is also on another interface, or assigned with another prefix length. */
function isHeldElsewhere(kernel: Kernel, entry: HeldAddress): boolean {
  const ip = ipAddressFromBytes(entry.local);
  return kernel.addresses.find(ip).some((other) => !sameEntry(other, entry));
}

/**
 * Whether a route must go with the address: its prefix route, and each route with the address as preferred source,
 * because the kernel accepts only a local address as preferred source.
 */
function isRemovedWith(route: HeldRoute, entry: HeldAddress, isLocalElsewhere: boolean): boolean {
  const source = route.preferredSource;
  if (!source || !sameBytes(source, entry.local)) return false;
  return !isLocalElsewhere || route.protocol === RTPROT_KERNEL;
}

/** IPv6 has no secondary addresses: only routes need to be put back. */
function deleteIpv6(kernel: Kernel, entry: HeldAddress): Deletion {
  if (keepsRoutes(kernel, entry)) {
    kernel.addresses.remove(entry);
    return NOTHING_ELSE;
  }
  const routes = routesOnLink(kernel, 'inet6', entry.index);
  const own = prefixRouteOf(entry, routes);
  kernel.addresses.remove(entry);
  const ofOthers = routes.filter(({ message }) => !own || !sameBytes(message, own.message));
  const deletion = putBack(kernel, 'inet6', entry.index, [], ofOthers, []);
  if (own) cleanUpPrefixRoute(kernel, entry, own);
  return deletion;
}

/**
 * If the kernel did not remove the address's prefix route: removes the prefix route, or sets its lifetime to
 * that of the dynamic addresses that share it. Must be called after the other routes are put back, because the
 * kernel finds a route by prefix and metric only.
 */
function cleanUpPrefixRoute(kernel: Kernel, entry: HeldAddress, own: HeldRoute): void {
  const left = routesOnLink(kernel, 'inet6', entry.index).find(({ message }) =>
    sameRoute(message, own.message),
  );
  if (left === undefined) return;
  const lifetime = lifetimeOfOthers(kernel, entry);
  if (lifetime === undefined) kernel.routes.remove(own);
  else if (left.expires === undefined) kernel.routes.replace(own, lifetime);
}

/** Removes the address. Returns false if promote_secondaries was set during the removal. */
function removeWithPromotion(kernel: Kernel, entry: HeldAddress, hasSiblings: boolean): boolean {
  const link = hasSiblings ? kernel.links.byIndex(entry.index) : undefined;
  const isOurs = link !== undefined && kernel.setPromotion(link.name, true);
  try {
    kernel.addresses.remove(entry);
  } finally {
    if (isOurs) kernel.setPromotion(link.name, false);
  }
  return !isOurs;
}

function putBack(
  kernel: Kernel,
  family: Family,
  index: number,
  lost: readonly HeldAddress[],
  routes: readonly HeldRoute[],
  keptAddresses: readonly HeldAddress[],
): Deletion {
  const failures: string[] = [];
  const attempt = (restore: () => boolean): boolean => {
    try {
      return restore();
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
      return false;
    }
  };
  const restoredAddresses = lost.filter((other) =>
    attempt(() => {
      kernel.addresses.restore(other);
      return true;
    }),
  );
  const now = routesOnLink(kernel, family, index);
  const restoredRoutes = putRoutesBack(kernel, routes, now, attempt);
  return { keptAddresses, restoredAddresses, restoredRoutes, failures };
}

function isSecondaryOf(other: HeldAddress, entry: HeldAddress): boolean {
  return (
    (other.flags & IFA_F_SECONDARY) !== 0 &&
    other.prefixLength === entry.prefixLength &&
    samePrefix(other.address, entry.address, entry.prefixLength)
  );
}

function sameEntry(a: HeldAddress, b: HeldAddress): boolean {
  return (
    a.index === b.index &&
    a.prefixLength === b.prefixLength &&
    sameBytes(a.local, b.local) &&
    sameBytes(a.address, b.address)
  );
}
