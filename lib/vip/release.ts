/** Lets go of an address, and of nothing else. */
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { HeldAddress, HeldRoute, Kernel } from '../linux/kernel.ts';
import { IFA_F_SECONDARY } from '../wire/ifaddrmsg.ts';
import { type Family, sameBytes, samePrefix } from '../wire/ip-address.ts';
import { RTPROT_KERNEL, sameRoute } from '../wire/rtmsg.ts';
import { putRoutesBack, routesOnLink } from './lost-routes.ts';
import { leavesRoutes, lifetimeOfOthers, prefixRouteOf } from './prefix-route.ts';

export interface Release {
  /** Addresses that the kernel would have dropped along with it, had it not been told otherwise. */
  readonly keptAddresses: readonly HeldAddress[];
  /** Addresses that the kernel dropped all the same, and that are back. */
  readonly restoredAddresses: readonly HeldAddress[];
  readonly restoredRoutes: readonly HeldRoute[];
  /** What could not be put back, in words. */
  readonly failures: readonly string[];
}

const NOTHING_ELSE: Release = {
  keptAddresses: [],
  restoredAddresses: [],
  restoredRoutes: [],
  failures: [],
};

/**
 * To be called while the address list is ours to change (changeAddressList).
 * Equivalent to `ip address delete`, without its side effects: unless promote_secondaries is set, the
 * kernel removes with a primary IPv4 address all secondary ones of its network; it is set for that
 * moment, and where it cannot be they are put back as they were. With an interface's last IPv4 address
 * the kernel removes all its routes, and with an IPv6 address maybe a route that is another's; those
 * of others are put back.
 */
export function release(kernel: Kernel, family: Family, entry: HeldAddress): Release {
  return family === 'inet' ? releaseIpv4(kernel, entry) : releaseIpv6(kernel, entry);
}

function releaseIpv4(kernel: Kernel, entry: HeldAddress): Release {
  const before = entry.flags & IFA_F_SECONDARY ? [] : kernel.addresses.onLink('inet', entry.index);
  const isOnly = before.length === 1;
  const siblings = before.filter((other) => isSecondaryOf(other, entry));
  const isLocalElsewhere = isHeldElsewhere(kernel, entry);
  if (!isOnly && siblings.length === 0 && !isLocalElsewhere) {
    kernel.addresses.remove(entry);
    return NOTHING_ELSE;
  }
  const routes = routesOnLink(kernel, 'inet', entry.index);
  const dropped = removePromoting(kernel, entry, siblings.length > 0);
  const after = kernel.addresses.onLink('inet', entry.index);
  const lost = before.filter(
    (other) => !sameEntry(other, entry) && !after.some((kept) => sameEntry(kept, other)),
  );
  const keptAddresses = dropped
    ? []
    : siblings.filter((other) => !lost.some((gone) => sameEntry(gone, other)));
  const ofOthers = routes.filter((route) => !goesWith(route, entry, isLocalElsewhere));
  return putBack(kernel, 'inet', entry.index, lost, ofOthers, keptAddresses);
}

/** On another interface, or with another prefix length. */
function isHeldElsewhere(kernel: Kernel, entry: HeldAddress): boolean {
  const ip = ipAddressFromBytes(entry.local);
  return kernel.addresses.find(ip).some((other) => !sameEntry(other, entry));
}

/**
 * Whether a route belongs to the address: the kernel's to its network, and whatever has it as its
 * source, which the kernel would not take back once the address is local no more.
 */
function goesWith(route: HeldRoute, entry: HeldAddress, isLocalElsewhere: boolean): boolean {
  const source = route.preferredSource;
  if (!source || !sameBytes(source, entry.local)) return false;
  return !isLocalElsewhere || route.protocol === RTPROT_KERNEL;
}

/** In IPv6 no address depends on another, and no route on there being any. */
function releaseIpv6(kernel: Kernel, entry: HeldAddress): Release {
  if (leavesRoutes(kernel, entry)) {
    kernel.addresses.remove(entry);
    return NOTHING_ELSE;
  }
  const routes = routesOnLink(kernel, 'inet6', entry.index);
  const own = prefixRouteOf(entry, routes);
  kernel.addresses.remove(entry);
  const ofOthers = routes.filter(({ message }) => !own || !sameBytes(message, own.message));
  const released = putBack(kernel, 'inet6', entry.index, [], ofOthers, []);
  if (own) endRoute(kernel, entry, own);
  return released;
}

/**
 * Where the kernel has taken another's route in place of the address's own: that goes as well, or lasts as
 * long as the dynamic addresses that share it. Once it is gone, a request would meet another's that is
 * like it.
 */
function endRoute(kernel: Kernel, entry: HeldAddress, own: HeldRoute): void {
  const left = routesOnLink(kernel, 'inet6', entry.index).find(({ message }) =>
    sameRoute(message, own.message),
  );
  if (left === undefined || left.expires !== undefined) return;
  const lifetime = lifetimeOfOthers(kernel, entry);
  if (lifetime === undefined) kernel.routes.remove(own);
  else kernel.routes.replace(own, lifetime);
}

/** @returns whether nothing was done to keep the siblings, or had to be */
function removePromoting(kernel: Kernel, entry: HeldAddress, hasSiblings: boolean): boolean {
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
): Release {
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
