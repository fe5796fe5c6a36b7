/**
 * The routes of the fake host. Follows fib_add_ifaddr(), fib_sync_down_addr(), fib_disable_ip() and
 * fib_table_lookup() of net/ipv4. Of IPv6, only prefix routes of addresses are implemented.
 */
import type { HeldRoute, RouteTable } from '../../../lib/linux/kernel.ts';
import {
  IFA_F_NOPREFIXROUTE,
  IFA_F_PERMANENT,
  IFA_F_SECONDARY,
  type InterfaceAddress,
} from '../../../lib/wire/ifaddrmsg.ts';
import { IFF_LOOPBACK, IFF_UP, type Link } from '../../../lib/wire/ifinfomsg.ts';
import {
  type Family,
  type IpAddress,
  sameBytes,
  samePrefix,
  withHostBits,
} from '../../../lib/wire/ip-address.ts';
import { type Attribute, encodeAttributes, u32Value } from '../../../lib/wire/rtattr.ts';
import {
  decodeRoute,
  type NextHop,
  type Route,
  RT_TABLE_MAIN,
  RTN_UNICAST,
  RTNH_F_DEAD,
  RTPROT_KERNEL,
  requestFromReport,
  sameRoute,
} from '../../../lib/wire/rtmsg.ts';
import { AF_INET6 } from '../../../lib/wire/socket.ts';
import { systemError } from './system-error.ts';

/** linux/rtnetlink.h */
const [RTA_DST, RTA_OIF, RTA_GATEWAY, RTA_PRIORITY, RTA_PREFSRC] = [1, 4, 5, 6, 7] as const;
const [RTA_MULTIPATH, RTA_CACHEINFO, RTA_TABLE] = [9, 12, 15] as const;

export type FakeNextHop = NextHop;

export interface FakeRoute extends Route {
  readonly nextHops: readonly FakeNextHop[];
}

export const RT_TABLE_LOCAL = 255;
export const RTPROT_BOOT = 3;
export const RTN_LOCAL = 2;
export const RTN_BLACKHOLE = 6;
export const RTN_UNREACHABLE = 7;
export const RTN_PROHIBIT = 8;
const IP6_RT_PRIO_ADDRCONF = 256;
const FORBIDDING = new Set([RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT]);

export class FakeRoutes implements RouteTable {
  #routes: FakeRoute[] = [];
  readonly #isLocal: (address: Uint8Array) => boolean;

  constructor(isLocal: (address: Uint8Array) => boolean) {
    this.#isLocal = isLocal;
  }

  all(): readonly FakeRoute[] {
    return this.#routes;
  }

  /** `ip route append`. */
  append(route: FakeRoute): void {
    this.#routes.push(route);
  }

  lookUp(destination: IpAddress, index = 0): Route | undefined {
    const usable = (hop: NextHop) =>
      !(hop.flags & RTNH_F_DEAD) && (index === 0 || hop.index === index);
    for (const table of [RT_TABLE_LOCAL, RT_TABLE_MAIN]) {
      const matches = this.#routes
        .filter(
          (route) =>
            route.table === table &&
            route.tos === 0 &&
            samePrefix(route.destination, destination.bytes, route.prefixLength),
        )
        .sort((a, b) => b.prefixLength - a.prefixLength || a.metric - b.metric);
      for (const route of matches) {
        if (FORBIDDING.has(route.type)) return undefined;
        if (route.nextHops.some(usable)) return route;
      }
    }
    return undefined;
  }

  list(family: Family, index = 0): HeldRoute[] {
    return this.#held(family, index).filter(({ table }) => table === RT_TABLE_MAIN);
  }

  onLink(family: Family, index: number): HeldRoute[] {
    return this.#held(family, index);
  }

  #held(family: Family, index: number): HeldRoute[] {
    const isOfFamily = (route: Route) => (route.family === AF_INET6) === (family === 'inet6');
    return this.#routes
      .filter((route) => isOfFamily(route) && (index === 0 || uses(route, index)))
      .map((route) => ({ ...route, message: encodeReport(route) }));
  }

  restore(reported: HeldRoute): void {
    const route = fromReport(reported);
    // EEXIST: the same route exists. Another route to the same destination is no error.
    if (this.#routes.some((other) => sameReport(other, route))) return;
    if (route.preferredSource && !this.#isLocal(route.preferredSource)) {
      throw systemError('RTM_NEWROUTE', 'EINVAL');
    }
    for (const { gateway, index } of route.nextHops) {
      if (gateway && !this.#isOnLink(gateway, index)) {
        throw systemError('RTM_NEWROUTE', 'ENETUNREACH');
      }
    }
    this.append(route);
  }

  replace(reported: HeldRoute, lifetime?: number): void {
    this.remove(reported);
    const route = fromReport(reported);
    this.append(lifetime === undefined ? route : { ...route, expires: lifetime });
  }

  remove(reported: HeldRoute): void {
    const route = fromReport(reported);
    this.#routes = this.#routes.filter((other) => !sameReport(other, route));
  }

  /** Adds the routes of an address, and revives the next hops of its link. */
  addressAdded(entry: InterfaceAddress, { flags }: Link): void {
    const { family, local, prefixLength, index } = entry;
    if (family === AF_INET6) {
      this.#addPrefixRoute(entry);
      return;
    }
    if (flags & IFF_UP) this.#mark(index, (hop) => hop & ~RTNH_F_DEAD);
    const common = { family, tos: 0, metric: 0, protocol: RTPROT_KERNEL, preferredSource: local };
    const nextHops = [{ index, flags: 0, viaGateway: false }];
    const own = { ...common, nextHops, table: RT_TABLE_LOCAL, type: RTN_LOCAL };
    if (
      !this.#routes.some((other) =>
        sameKey(other, { ...own, destination: local, prefixLength: 32 }),
      )
    ) {
      this.append({ ...own, destination: local, prefixLength: 32 });
    }
    if (entry.flags & (IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE) || prefixLength === 32) return;
    if (!(flags & IFF_UP)) return;
    const destination = withHostBits(local, prefixLength, 0);
    const kind = flags & IFF_LOOPBACK ? own : { ...own, table: RT_TABLE_MAIN, type: RTN_UNICAST };
    this.append({ ...kind, destination, prefixLength, metric: entry.routeMetric ?? 0 });
  }

  /** All addresses of a prefix share one route. */
  #addPrefixRoute({ family, local, prefixLength, index, flags, routeMetric }: InterfaceAddress) {
    if (prefixLength === 128 || flags & IFA_F_NOPREFIXROUTE) return;
    const route = {
      family,
      destination: withHostBits(local, prefixLength, 0),
      prefixLength,
      tos: 0,
      table: RT_TABLE_MAIN,
      protocol: RTPROT_KERNEL,
      type: RTN_UNICAST,
      metric: routeMetric ?? IP6_RT_PRIO_ADDRCONF,
      nextHops: [{ index, flags: 0, viaGateway: false }],
    };
    const isThere = this.#routes.some((other) => sameKey(other, route) && uses(other, index));
    if (!isThere) this.append(route);
  }

  /** Removes the routes of an address; with the last address of a link, all routes via the link. */
  addressRemoved(entry: InterfaceAddress, others: readonly InterfaceAddress[]): void {
    if (entry.family === AF_INET6) {
      this.#removePrefixRoute(entry, others);
      return;
    }
    const network = withHostBits(entry.local, entry.prefixLength, 0);
    this.#routes = this.#routes.filter(
      (route) =>
        !(
          route.prefixLength === entry.prefixLength &&
          sameBytes(route.destination, network) &&
          route.preferredSource &&
          sameBytes(route.preferredSource, entry.local) &&
          uses(route, entry.index)
        ),
    );
    if (!this.#isLocal(entry.local)) {
      this.#routes = this.#routes.filter(
        ({ preferredSource }) => !preferredSource || !sameBytes(preferredSource, entry.local),
      );
    }
    if (others.length === 0) this.linkDisabled(entry.index);
  }

  /** As inet6_addr_modify() of net/ipv6/addrconf.c, for an address that stays permanent. */
  addressChanged(
    before: InterfaceAddress,
    entry: InterfaceAddress,
    onLink: readonly InterfaceAddress[],
  ): void {
    const hadRoute = before.flags & IFA_F_PERMANENT && !(before.flags & IFA_F_NOPREFIXROUTE);
    if (entry.family !== AF_INET6 || !hadRoute) return;
    if (entry.flags & IFA_F_NOPREFIXROUTE) {
      const others = onLink.filter(({ local }) => !sameBytes(local, entry.local));
      this.#removePrefixRoute(before, others);
      return;
    }
    const first = this.#firstToPrefix(entry);
    const metric = entry.routeMetric ?? IP6_RT_PRIO_ADDRCONF;
    if (first?.metric !== metric) this.#routes = this.#routes.filter((route) => route !== first);
    this.#addPrefixRoute(entry);
  }

  /**
   * As cleanup_prefix_route() of net/ipv6/addrconf.c: removes the first route to the prefix, or sets its
   * lifetime to that of the other addresses.
   */
  #removePrefixRoute(entry: InterfaceAddress, others: readonly InterfaceAddress[]): void {
    if (entry.flags & IFA_F_NOPREFIXROUTE) return;
    const ofNetwork = others.filter(
      ({ family, local, prefixLength }) =>
        family === AF_INET6 &&
        prefixLength === entry.prefixLength &&
        samePrefix(local, entry.local, prefixLength),
    );
    if (ofNetwork.some(({ flags }) => flags & (IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE))) return;
    const first = this.#firstToPrefix(entry);
    if (ofNetwork.length === 0) {
      this.#routes = this.#routes.filter((route) => route !== first);
      return;
    }
    const expires = Math.max(...ofNetwork.map(({ validLifetime = 0 }) => validLifetime));
    this.#routes = this.#routes.map((route) => (route === first ? { ...route, expires } : route));
  }

  #firstToPrefix({ local, prefixLength, index }: InterfaceAddress): FakeRoute | undefined {
    const [first] = this.#routes
      .filter(
        (route) =>
          route.table === RT_TABLE_MAIN &&
          route.prefixLength === prefixLength &&
          samePrefix(route.destination, local, prefixLength) &&
          uses(route, index) &&
          !route.nextHops.some((hop) => hop.viaGateway),
      )
      .sort((a, b) => a.metric - b.metric);
    return first;
  }

  /** Marks the next hops of a link dead, and removes routes without other next hops. */
  linkDisabled(index: number): void {
    this.#mark(index, (flags) => flags | RTNH_F_DEAD);
    this.#routes = this.#routes.filter(
      ({ nextHops }) => nextHops.length === 0 || nextHops.some((hop) => !(hop.flags & RTNH_F_DEAD)),
    );
  }

  #mark(index: number, change: (flags: number) => number): void {
    this.#routes = this.#routes.map((route) => ({
      ...route,
      nextHops: route.nextHops.map((hop) =>
        hop.index === index ? { ...hop, flags: change(hop.flags) } : hop,
      ),
    }));
  }

  #isOnLink(gateway: Uint8Array, index: number): boolean {
    return this.#routes.some(
      (route) =>
        route.table === RT_TABLE_MAIN &&
        route.prefixLength > 0 &&
        samePrefix(route.destination, gateway, route.prefixLength) &&
        route.nextHops.some((hop) => hop.index === index && !hop.viaGateway),
    );
  }
}

function uses(route: Route, index: number): boolean {
  return route.nextHops.some((hop) => hop.index === index);
}

function sameKey(a: Route, b: Route): boolean {
  return (
    a.table === b.table &&
    a.prefixLength === b.prefixLength &&
    a.metric === b.metric &&
    a.tos === b.tos &&
    sameBytes(a.destination, b.destination)
  );
}

/** Encodes an RTM_NEWROUTE message, as the kernel reports a route. */
function encodeReport(route: FakeRoute): Uint8Array {
  const { family, prefixLength, tos, table, protocol, type, metric, expires } = route;
  const header = Uint8Array.of(
    family,
    prefixLength,
    0,
    tos,
    Math.min(table, 252),
    protocol,
    0,
    type,
  );
  const [hop] = route.nextHops;
  const attributes: Attribute[] = [
    { type: RTA_TABLE, value: u32Value(table) },
    { type: RTA_DST, value: route.destination },
  ];
  if (metric) attributes.push({ type: RTA_PRIORITY, value: u32Value(metric) });
  if (route.preferredSource) attributes.push({ type: RTA_PREFSRC, value: route.preferredSource });
  if (expires !== undefined) attributes.push({ type: RTA_CACHEINFO, value: cacheInfo(expires) });
  if (route.nextHops.length > 1) {
    attributes.push({ type: RTA_MULTIPATH, value: concat(route.nextHops.map(encodeHop)) });
  } else if (hop) {
    attributes.push({ type: RTA_OIF, value: u32Value(hop.index) }, ...gatewayOf(hop));
  }
  const flags = u32Value(route.nextHops.length > 1 ? 0 : (hop?.flags ?? 0));
  return concat([header, flags, encodeAttributes(attributes)]);
}

/** struct rta_cacheinfo: rta_expires at 8, in hundredths of a second. */
function cacheInfo(expires: number): Uint8Array {
  return concat([new Uint8Array(8), u32Value(expires * 100), new Uint8Array(20)]);
}

/** struct rtnexthop: length 2, flags 1, hops 1, ifindex 4, attributes. */
function encodeHop(hop: FakeNextHop): Uint8Array {
  const attributes = encodeAttributes(gatewayOf(hop));
  const length = 8 + attributes.length;
  return concat([Uint8Array.of(length, 0, hop.flags, 0), u32Value(hop.index), attributes]);
}

function gatewayOf({ gateway }: FakeNextHop): Attribute[] {
  return gateway ? [{ type: RTA_GATEWAY, value: gateway }] : [];
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The route that the kernel adds if a report is sent back to it. */
function fromReport({ message }: HeldRoute): FakeRoute {
  const route = decodeRoute(requestFromReport(message));
  return route.preferredSource ? route : { ...route, preferredSource: undefined };
}

function sameReport(a: FakeRoute, b: FakeRoute): boolean {
  return sameRoute(encodeReport(a), encodeReport(b));
}
