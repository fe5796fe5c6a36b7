/**
 * The prefix route of an IPv6 address. The kernel adds one for each address without IFA_F_NOPREFIXROUTE;
 * addresses with the same metric share it. When an address is deleted, the kernel compares no metrics
 * (check_cleanup_prefix_route() and cleanup_prefix_route() of net/ipv6/addrconf.c). Observed with Linux 6.18:
 *
 * - If the prefix has another permanent address, or one with IFA_F_NOPREFIXROUTE, all routes stay, even the
 *   route whose metric only the deleted address had.
 * - If it has other addresses with a limited lifetime only, the route to the prefix with the lowest metric gets
 *   their lifetime, and the other routes stay.
 * - Otherwise the route with the lowest metric is removed, whoever added it.
 */
import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import type { HeldAddress, HeldRoute, Kernel } from '../../linux/kernel.ts';
import {
  IFA_F_NOPREFIXROUTE,
  IFA_F_PERMANENT,
  type InterfaceAddress,
} from '../../wire/ifaddrmsg.ts';
import { isLinkLocal, sameBytes, samePrefix } from '../../wire/ip-address.ts';
import { RT_TABLE_MAIN, RTN_UNICAST, RTPROT_KERNEL } from '../../wire/rtmsg.ts';
import { AF_INET6 } from '../../wire/socket.ts';
import { LIFETIME_TOLERANCE_S, routesOnLink } from './lost-routes.ts';

/** The metric of the route of an IPv6 address without IFA_RT_PRIORITY. */
const IP6_RT_PRIO_ADDRCONF = 256;

/**
 * Whether the interface has a route to the address's prefix that the kernel did not add for an address, but a
 * router advertisement, a network manager or the administrator did. The address then needs IFA_F_NOPREFIXROUTE:
 * otherwise the kernel would change the lifetime of this route, and remove it with the address.
 *
 * @param which `of-same-metric`: only a route with the metric of the address, in place of which the kernel would
 * not add another one. A route with another metric stays when the address is added, and deleteAddress puts it
 * back.
 */
export function hasForeignPrefixRoute(
  kernel: Kernel,
  entry: InterfaceAddress,
  which: 'of-any-metric' | 'of-same-metric',
): boolean {
  const routes = prefixRoutes(entry, routesOnLink(kernel, 'inet6', entry.index));
  const foreign = routes.filter(
    (route) =>
      !isOwn(route, entry) && (which === 'of-any-metric' || route.metric === metricOf(entry)),
  );
  return foreign.length > 0 && !sharersOf(kernel, entry).some(isPermanent);
}

/** Whether the route is the prefix route of an address with a limited lifetime: both have the same lifetime. */
function isOwn(route: HeldRoute, entry: InterfaceAddress): boolean {
  const { expires } = route;
  return (
    isOfAddress(route, entry) &&
    Math.abs((expires ?? 0) - (entry.validLifetime ?? 0)) <= LIFETIME_TOLERANCE_S &&
    expires !== undefined
  );
}

/** Whether the kernel keeps all routes when the address is removed. */
export function keepsRoutes(kernel: Kernel, entry: HeldAddress): boolean {
  return !hasPrefixRoute(entry) || sharersOf(kernel, entry).some(isPermanent);
}

/** The prefix route of an address, which other addresses may share, among the routes of its interface. */
export function prefixRouteOf(
  entry: HeldAddress,
  routes: readonly HeldRoute[],
): HeldRoute | undefined {
  if (!hasPrefixRoute(entry)) return undefined;
  return prefixRoutes(entry, routes).find(
    (route) => isOfAddress(route, entry) && route.expires === undefined,
  );
}

/** Whether the kernel added the route for an address. */
function isOfAddress({ protocol, metric }: HeldRoute, entry: InterfaceAddress): boolean {
  return protocol === RTPROT_KERNEL && metric === metricOf(entry);
}

/** The longest lifetime of the other addresses with the same route, in seconds; undefined without others. */
export function lifetimeOfOthers(kernel: Kernel, entry: HeldAddress): number | undefined {
  const lifetimes = sharersOf(kernel, entry).map(({ validLifetime = 0 }) => validLifetime);
  return lifetimes.length === 0 ? undefined : Math.max(...lifetimes);
}

/** The other addresses of the interface with the same prefix route. */
function sharersOf(kernel: Kernel, entry: InterfaceAddress): HeldAddress[] {
  return kernel.addresses
    .onLink('inet6', entry.index)
    .filter(
      (other) =>
        !sameBytes(other.local, entry.local) &&
        hasPrefixRoute(other) &&
        other.prefixLength === entry.prefixLength &&
        samePrefix(other.local, entry.local, entry.prefixLength) &&
        metricOf(other) === metricOf(entry),
    );
}

/** The on-link routes to the prefix, in the table of the interface's prefix routes. */
function prefixRoutes(
  { local, prefixLength }: InterfaceAddress,
  routes: readonly HeldRoute[],
): HeldRoute[] {
  const table = tableOf(routes);
  return routes.filter(
    (route) =>
      route.table === table &&
      route.type === RTN_UNICAST &&
      route.prefixLength === prefixLength &&
      samePrefix(route.destination, local, prefixLength) &&
      !route.nextHops.some((hop) => hop.viaGateway),
  );
}

/** Table main, or the table of the interface's VRF, which also has the route of its link-local address. */
function tableOf(routes: readonly HeldRoute[]): number {
  const linkLocal = routes.find(
    ({ destination, protocol }) =>
      protocol === RTPROT_KERNEL && isLinkLocal(ipAddressFromBytes(destination)),
  );
  return linkLocal?.table ?? RT_TABLE_MAIN;
}

function hasPrefixRoute({ flags }: InterfaceAddress): boolean {
  return (flags & IFA_F_NOPREFIXROUTE) === 0;
}

export function isPermanent({ flags }: HeldAddress): boolean {
  return (flags & IFA_F_PERMANENT) !== 0;
}

/** The metric of the address's prefix route. */
export function metricOf({ family, routeMetric }: InterfaceAddress): number {
  return routeMetric || (family === AF_INET6 ? IP6_RT_PRIO_ADDRCONF : 0);
}
