/** Puts back the routes of a link that the kernel removed together with an address. */
import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import type { HeldRoute, Kernel } from '../../linux/kernel.ts';
import { SystemError } from '../../linux/system-error.ts';
import type { Family } from '../../wire/ip-address.ts';
import {
  type NextHop,
  RTN_UNICAST,
  RTNH_F_DEAD,
  RTNH_F_ONLINK,
  RTPROT_KERNEL,
  sameRoute,
} from '../../wire/rtmsg.ts';

/** Seconds by which two reports of a remaining lifetime may differ. */
export const LIFETIME_TOLERANCE_S = 2;

/**
 * The routes of a link in all tables, without the routes that the kernel adds and removes with each address
 * (local, broadcast, anycast). Empty if they cannot be listed: stop still removes the address.
 */
export function routesOnLink(kernel: Kernel, family: Family, index: number): HeldRoute[] {
  try {
    return kernel.routes
      .onLink(family, index)
      .filter(({ type, protocol }) => type === RTN_UNICAST || protocol !== RTPROT_KERNEL);
  } catch {
    return [];
  }
}

/**
 * Restores the routes of `before` that are missing or changed in `after`.
 * @param attempt runs one change, and returns whether it succeeded
 * @returns the restored routes
 */
export function putRoutesBack(
  kernel: Kernel,
  before: readonly HeldRoute[],
  after: readonly HeldRoute[],
  attempt: (change: () => boolean) => boolean,
): HeldRoute[] {
  // The kernel refuses a route via a gateway that is not on-link yet.
  const onLinkFirst = [...before].sort((a, b) => Number(viaGateway(a)) - Number(viaGateway(b)));
  return onLinkFirst.filter((route) => {
    const now = after.find((other) => sameRoute(other.message, route.message));
    if (!now) return attempt(() => restore(kernel, route));
    if (lifetimeDiffers(now, route)) {
      return attempt(() => {
        kernel.routes.replace(route);
        return true;
      });
    }
    if (!hasLostNextHop(now, route)) return false;
    return attempt(() => revive(kernel, now, route));
  });
}

/** `expires` is undefined for a route without a lifetime. */
function lifetimeDiffers(now: HeldRoute, { expires }: HeldRoute): boolean {
  if (now.expires === undefined || expires === undefined) return now.expires !== expires;
  return Math.abs(now.expires - expires) > LIFETIME_TOLERANCE_S;
}

function hasLostNextHop(now: HeldRoute, route: HeldRoute): boolean {
  return deadHops(now).length > deadHops(route).length;
}

function deadHops({ nextHops }: HeldRoute): NextHop[] {
  return nextHops.filter(({ flags }) => flags & RTNH_F_DEAD);
}

/**
 * Replaces a multipath route with dead next hops. When an interface loses its last address, the kernel marks
 * its next hops dead, and only adding the route again revives them. Returns false if that is not possible,
 * because the gateway was in the network of the deleted address.
 */
function revive(kernel: Kernel, now: HeldRoute, route: HeldRoute): boolean {
  for (const hop of deadHops(now)) if (!isReachable(kernel, hop)) return false;
  kernel.routes.remove(now);
  kernel.routes.restore(route);
  return true;
}

function isReachable(kernel: Kernel, { index, flags, viaGateway, gateway }: NextHop): boolean {
  if (!viaGateway || flags & RTNH_F_ONLINK) return true;
  if (!gateway) return false;
  const route = kernel.routes.lookUp(ipAddressFromBytes(gateway), index);
  return route?.nextHops.some((hop) => hop.index === index && !hop.viaGateway) ?? false;
}

/** Returns false if the gateway was in the network of the deleted address. */
function restore(kernel: Kernel, route: HeldRoute): boolean {
  try {
    kernel.routes.restore(route);
    return true;
  } catch (error) {
    const isUnreachable = error instanceof SystemError && UNREACHABLE.includes(error.code);
    if (viaGateway(route) && isUnreachable) return false;
    throw error;
  }
}

/** The errors of IPv4 and IPv6 for a gateway that is not on-link. */
const UNREACHABLE = ['ENETUNREACH', 'EHOSTUNREACH'];

function viaGateway(route: HeldRoute): boolean {
  return route.nextHops.some((hop) => hop.viaGateway);
}
