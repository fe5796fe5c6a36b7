/** Lets go of an address, and of nothing else. */
import { IFA_F_SECONDARY } from '../wire/ifaddrmsg.ts';
import { type IpAddress, sameBytes, samePrefix } from '../wire/ip-address.ts';
import type { HeldAddress, HeldRoute, Kernel } from './kernel.ts';

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
 * kernel removes with a primary address all secondary ones of its network; it is set for that
 * moment, and where it cannot be they are put back as they were. With an interface's last address
 * the kernel removes all its routes; those of others are put back.
 */
export function release(kernel: Kernel, family: IpAddress['family'], entry: HeldAddress): Release {
  // In IPv6 no address depends on another, and no route on there being any.
  if (family === 'inet6') {
    kernel.addresses.remove(entry);
    return NOTHING_ELSE;
  }
  const before = entry.flags & IFA_F_SECONDARY ? [] : kernel.addresses.onLink(family, entry.index);
  const isOnly = before.length === 1;
  const siblings = before.filter((other) => isSecondaryOf(other, entry));
  if (!isOnly && siblings.length === 0) {
    kernel.addresses.remove(entry);
    return NOTHING_ELSE;
  }
  const routesBefore = routesOf(kernel, family, entry);
  const dropped = removePromoting(kernel, entry, siblings.length > 0);
  const after = kernel.addresses.onLink(family, entry.index);
  const lost = before.filter(
    (other) => !sameEntry(other, entry) && !after.some((kept) => sameEntry(kept, other)),
  );
  const keptAddresses = dropped ? [] : siblings.filter((other) => !lost.includes(other));
  if (lost.length === 0 && !isOnly) return { ...NOTHING_ELSE, keptAddresses };
  return { ...putBack(kernel, family, entry, lost, routesBefore), keptAddresses };
}

/** What cannot be listed cannot be put back; that is no reason to keep the address. */
function routesOf(kernel: Kernel, family: IpAddress['family'], entry: HeldAddress): HeldRoute[] {
  try {
    return kernel.routes.list(family, entry.index);
  } catch {
    return [];
  }
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
  family: IpAddress['family'],
  entry: HeldAddress,
  lost: readonly HeldAddress[],
  routesBefore: readonly HeldRoute[],
): Omit<Release, 'keptAddresses'> {
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
  const routesNow = routesOf(kernel, family, entry);
  const lostRoutes = routesBefore.filter(
    (route) =>
      !routesNow.some((now) => sameBytes(now.message, route.message)) &&
      // These belong to the address that leaves.
      !(route.preferredSource && sameBytes(route.preferredSource, entry.local)),
  );
  // A gateway must be on-link before a route can go by way of it.
  const onLinkFirst = [...lostRoutes].sort((a, b) => Number(viaGateway(a)) - Number(viaGateway(b)));
  const restoredRoutes = onLinkFirst.filter((route) => attempt(() => restoreRoute(kernel, route)));
  return { restoredAddresses, restoredRoutes, failures };
}

/** False where its gateway was in the network of the address that left: it went with that. */
function restoreRoute(kernel: Kernel, route: HeldRoute): boolean {
  try {
    kernel.routes.restore(route);
    return true;
  } catch (error) {
    const isUnreachable = (error as { code?: string }).code === 'ENETUNREACH';
    if (viaGateway(route) && isUnreachable) return false;
    throw error;
  }
}

function viaGateway(route: HeldRoute): boolean {
  return route.nextHops.some((hop) => hop.viaGateway);
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
