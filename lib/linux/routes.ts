/** Reads and changes routes through rtnetlink. */
import type { Family, IpAddress } from '../wire/ip-address.ts';
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_REPLACE } from '../wire/netlink.ts';
import {
  decodeRoute,
  encodeRouteFilter,
  encodeRouteLookup,
  type Route,
  RT_TABLE_MAIN,
  RT_TABLE_UNSPEC,
  requestFromReport,
} from '../wire/rtmsg.ts';
import { RTM_DELROUTE, RTM_GETROUTE, RTM_NEWROUTE } from '../wire/rtnetlink.ts';
import { addressFamily } from './addresses.ts';
import { type HeldRoute, RouteTable } from './kernel.ts';
import type { NetlinkSocket } from './netlink-socket.ts';
import { ignoreErrno, undefinedOnErrno } from './system-error.ts';

/** Errors of a lookup: there is no route, or its type is unreachable, prohibit or blackhole. */
const NO_ROUTE = ['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL', 'ENODEV', 'EAGAIN', 'ENOENT'];
/** Error of a dump: the kernel creates a table with its first route. */
const NO_SUCH_TABLE = ['ENOENT'];
export const NO_SUCH_ROUTE = ['ESRCH', 'ENOENT'];

export class Routes extends RouteTable {
  readonly #netlink: NetlinkSocket;

  constructor(netlink: NetlinkSocket) {
    super();
    this.#netlink = netlink;
  }

  /**
   * The route to `destination`, on one interface or, if `index` is 0, on any. Equivalent to `ip route get
   * fibmatch`; its cost does not depend on the number of routes.
   */
  lookUp(destination: IpAddress, index = 0): Route | undefined {
    let route: Route | undefined;
    const family = addressFamily(destination.family);
    ignoreErrno(NO_ROUTE, () =>
      this.#netlink.request(
        `RTM_GETROUTE ${destination.text}`,
        RTM_GETROUTE,
        0,
        encodeRouteLookup(family, destination.bytes, index),
        ({ payload }) => {
          route = decodeRoute(payload);
        },
      ),
    );
    return route;
  }

  /** The routes of a table, on one interface or, if `index` is 0, on any. */
  list(family: Family, index = 0, table = RT_TABLE_MAIN): HeldRoute[] {
    const filter = encodeRouteFilter(addressFamily(family), table, index);
    const dump = () =>
      this.#netlink.dump('RTM_GETROUTE', RTM_GETROUTE, filter, ({ payload }) => {
        const route = decodeRoute(payload);
        // Kernels before 4.20 ignore the filter.
        const isOfTable = table === RT_TABLE_UNSPEC || route.table === table;
        const isOnLink = index === 0 || route.nextHops.some((hop) => hop.index === index);
        return isOfTable && isOnLink ? { ...route, message: payload.slice() } : undefined;
      });
    return undefinedOnErrno(NO_SUCH_TABLE, dump) ?? [];
  }

  /** The routes on one interface, of all tables. */
  onLink(family: Family, index: number): HeldRoute[] {
    return this.list(family, index, RT_TABLE_UNSPEC);
  }

  /** Adds a route again as the kernel reported it. Idempotent. */
  restore(route: HeldRoute): void {
    // NLM_F_EXCL would fail if there is another route to the same destination.
    this.#put(NLM_F_CREATE | NLM_F_APPEND, route);
  }

  /**
   * Equivalent to `ip route replace` with the route as the kernel reported it.
   * @param lifetime in seconds; by default the remaining lifetime that the kernel reported
   */
  replace(route: HeldRoute, lifetime?: number): void {
    this.#put(NLM_F_CREATE | NLM_F_REPLACE, route, lifetime);
  }

  /** Equivalent to `ip route delete`. Idempotent. */
  remove(route: HeldRoute): void {
    const request = requestFromReport(route.message);
    ignoreErrno(NO_SUCH_ROUTE, () =>
      this.#netlink.request('RTM_DELROUTE', RTM_DELROUTE, 0, request),
    );
  }

  #put(flags: number, { message }: HeldRoute, lifetime?: number): void {
    const request = requestFromReport(message, lifetime);
    ignoreErrno(['EEXIST'], () =>
      this.#netlink.request('RTM_NEWROUTE', RTM_NEWROUTE, flags, request),
    );
  }
}
