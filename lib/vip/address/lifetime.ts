/** The lifetime of an assigned address. */
import type { HeldAddress, HeldRoute, Kernel } from '../../linux/kernel.ts';
import {
  createdAt,
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  INFINITY_LIFE_TIME,
} from '../../wire/ifaddrmsg.ts';
import { type IpAddress, sameBytes } from '../../wire/ip-address.ts';
import { putRoutesBack, routesOnLink } from './lost-routes.ts';
import { hasForeignPrefixRoute, isPermanent, prefixRouteOf } from './prefix-route.ts';

/** Whether the address is not permanent, or its preferred lifetime is not `wanted` (seconds). */
export function hasOtherLifetime(
  { validLifetime, preferredLifetime }: HeldAddress,
  wanted: number,
): boolean {
  return (
    (validLifetime ?? INFINITY_LIFE_TIME) !== INFINITY_LIFE_TIME ||
    (preferredLifetime ?? INFINITY_LIFE_TIME) !== wanted
  );
}

/**
 * Equivalent to `ip address change … valid_lft forever preferred_lft SECONDS` without its side effects. Requires
 * the list lock. Returns false if the address was removed meanwhile.
 *
 * For a permanent IPv6 address, the kernel looks up the first route to the prefix on the interface. If this
 * route has another metric than that of the address, the kernel replaces it, even if it was not added for the
 * address (modify_prefix_route() of net/ipv6/addrconf.c): this route is put back.
 */
export function changeLifetime(
  kernel: Kernel,
  ip: IpAddress,
  entry: HeldAddress,
  preferredLifetime: number,
): boolean {
  const isIpv6 = ip.family === 'inet6';
  // A permanent address has its own route already.
  const isForeign =
    isIpv6 && !isPermanent(entry) && hasForeignPrefixRoute(kernel, entry, 'of-any-metric');
  // RTM_NEWADDR with NLM_F_REPLACE also sets these flags, and clears those that are missing.
  const flags =
    (entry.flags & (IFA_F_NODAD | IFA_F_NOPREFIXROUTE)) | (isForeign ? IFA_F_NOPREFIXROUTE : 0);
  const validLifetime = INFINITY_LIFE_TIME;
  const routes = isIpv6 && isPermanent(entry) ? routesOnLink(kernel, 'inet6', entry.index) : [];
  kernel.addresses.change({ ...entry, flags, preferredLifetime, validLifetime });
  // If the address was removed meanwhile, the kernel has added it: remove it again.
  const now = kernel.addresses
    .find(ip, entry.index)
    .find(({ prefixLength }) => prefixLength === entry.prefixLength);
  const stays = now !== undefined && createdAt(now) === createdAt(entry);
  if (now && !stays) kernel.addresses.remove(now);
  keepRoutesOfOthers(kernel, entry, routes);
  return stays;
}

/** @param routes the routes of the interface before the change */
function keepRoutesOfOthers(
  kernel: Kernel,
  entry: HeldAddress,
  routes: readonly HeldRoute[],
): void {
  const own = prefixRouteOf(entry, routes);
  const ofOthers = routes.filter(({ message }) => !own || !sameBytes(message, own.message));
  if (ofOthers.length === 0) return;
  putRoutesBack(kernel, ofOthers, routesOnLink(kernel, 'inet6', entry.index), (change) => change());
}
