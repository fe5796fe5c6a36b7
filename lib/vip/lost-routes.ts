/** The routes of a link, before and after an address is taken from it: what it loses is put back. */

import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { HeldRoute, Kernel } from '../linux/kernel.ts';
import { SystemError } from '../linux/system-error.ts';
import type { Family } from '../wire/ip-address.ts';
import {
  type NextHop,
  RTN_UNICAST,
  RTNH_F_DEAD,
  RTNH_F_ONLINK,
  RTPROT_KERNEL,
  sameRoute,
} from '../wire/rtmsg.ts';

/** Seconds by which what is left of a lifetime may differ from one report to the next. */
export const LIFETIME_TOLERANCE = 2;

/**
 * The routes of all tables that go by way of a link, but for those that the kernel makes and removes
 * with each address (local, broadcast, anycast). None where they cannot be listed: what is not known
 * cannot be put back, and that is no reason to keep an address.
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
 * Makes `after` what `before` was.
 * @param attempt runs one change, and says whether it succeeded
 * @returns the routes that were missing or changed, and are as they were
 */
export function putRoutesBack(
  kernel: Kernel,
  before: readonly HeldRoute[],
  after: readonly HeldRoute[],
  attempt: (change: () => boolean) => boolean,
): HeldRoute[] {
  // A gateway must be on-link before a route can go by way of it.
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

/** Also one without an end that has got one. */
function lifetimeDiffers(now: HeldRoute, { expires }: HeldRoute): boolean {
  if (now.expires === undefined || expires === undefined) return now.expires !== expires;
  return Math.abs(now.expires - expires) > LIFETIME_TOLERANCE;
}

function hasLostNextHop(now: HeldRoute, route: HeldRoute): boolean {
  return deadHops(now).length > deadHops(route).length;
}

function deadHops({ nextHops }: HeldRoute): NextHop[] {
  return nextHops.filter(({ flags }) => flags & RTNH_F_DEAD);
}

/**
 * With the last address of an interface the kernel gives up the interface's part of a multipath route,
 * and takes it up again for a new route only. False where that could not be added: its gateway was in
 * the network of the address that left.
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

/** False where its gateway was in the network of the address that left: it went with that. */
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

/** What IPv4 and IPv6 answer to a gateway that is not on-link. */
const UNREACHABLE = ['ENETUNREACH', 'EHOSTUNREACH'];

function viaGateway(route: HeldRoute): boolean {
  return route.nextHops.some((hop) => hop.viaGateway);
}
