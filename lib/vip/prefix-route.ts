/**
 * The route to the network of an IPv6 address. The kernel makes one for each address that has not the
 * flag IFA_F_NOPREFIXROUTE, and removes along with an address whichever route to that network it finds
 * first on the interface, whoever made it (cleanup_prefix_route() of net/ipv6/addrconf.c).
 */
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { HeldAddress, HeldRoute, Kernel } from '../linux/kernel.ts';
import { IFA_F_NOPREFIXROUTE, IFA_F_PERMANENT, type InterfaceAddress } from '../wire/ifaddrmsg.ts';
import { isLinkLocal, sameBytes, samePrefix } from '../wire/ip-address.ts';
import { RT_TABLE_MAIN, RTN_UNICAST, RTPROT_KERNEL } from '../wire/rtmsg.ts';
import { LIFETIME_TOLERANCE, routesOnLink } from './lost-routes.ts';

/** Metric of the route where the address names none (IP6_RT_PRIO_ADDRCONF). */
const IP6_RT_PRIO_ADDRCONF = 256;

/**
 * Whether there is a route to the network of an address that is to be added which no address of the
 * interface accounts for: of a router advertisement, of a network manager, or added by hand. The
 * address needs none of its own then, and must be added without: the kernel would take that one for
 * the address's, end its lifetime, and remove it.
 */
export function hasForeignPrefixRoute(kernel: Kernel, entry: InterfaceAddress): boolean {
  const routes = prefixRoutes(entry, routesOnLink(kernel, 'inet6', entry.index));
  const foreign = routes.filter((route) => !isOwn(route, entry));
  return foreign.length > 0 && !neighboursOf(kernel, entry).some(isPermanent);
}

/** One that is there already, and is to be made permanent, has a route whose lifetime is its own. */
function isOwn(route: HeldRoute, entry: InterfaceAddress): boolean {
  const { expires } = route;
  return (
    isOfAddress(route, entry) &&
    Math.abs((expires ?? 0) - (entry.validLifetime ?? 0)) <= LIFETIME_TOLERANCE &&
    expires !== undefined
  );
}

/** Whether the kernel touches no route when the address goes. */
export function leavesRoutes(kernel: Kernel, entry: HeldAddress): boolean {
  return !hasPrefixRoute(entry) || neighboursOf(kernel, entry).some(isPermanent);
}

/** The route that an address has, alone or with others, among those of its interface. */
export function prefixRouteOf(
  entry: HeldAddress,
  routes: readonly HeldRoute[],
): HeldRoute | undefined {
  if (!hasPrefixRoute(entry)) return undefined;
  return prefixRoutes(entry, routes).find(
    (route) => isOfAddress(route, entry) && route.expires === undefined,
  );
}

/** As the kernel makes one for an address, whatever its lifetime. */
function isOfAddress({ protocol, metric }: HeldRoute, entry: InterfaceAddress): boolean {
  return protocol === RTPROT_KERNEL && metric === metricOf(entry);
}

/**
 * Seconds for which the other addresses that have the same route need it: the longest of their lifetimes;
 * undefined where there is no other.
 */
export function lifetimeOfOthers(kernel: Kernel, entry: HeldAddress): number | undefined {
  const lifetimes = neighboursOf(kernel, entry).map(({ validLifetime = 0 }) => validLifetime);
  return lifetimes.length === 0 ? undefined : Math.max(...lifetimes);
}

/** The other addresses of the interface that have the same route. */
function neighboursOf(kernel: Kernel, entry: InterfaceAddress): HeldAddress[] {
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

/** On-link, in the table in which the kernel puts those of the interface's addresses. */
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

/** Main, or that of the VRF to which the interface belongs: the route of its link-local address tells. */
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

function isPermanent({ flags }: HeldAddress): boolean {
  return (flags & IFA_F_PERMANENT) !== 0;
}

function metricOf({ routeMetric }: InterfaceAddress): number {
  return routeMetric || IP6_RT_PRIO_ADDRCONF;
}
