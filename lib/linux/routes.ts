/** The kernel's routes, by rtnetlink. */
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
import { addressFamily } from './addresses.ts';
import { type HeldRoute, RouteTable } from './kernel.ts';
import type { NetlinkSocket } from './netlink-socket.ts';
import { allowing, unlessRefused } from './system-error.ts';

const RTM_NEWROUTE = 24;
export const RTM_DELROUTE = 25;
export const RTM_GETROUTE = 26;

/** What a look-up answers where there is no route, or one that forbids. */
const NO_ROUTE = ['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL', 'ENODEV', 'EAGAIN', 'ENOENT'];
/** What a dump answers where nothing was ever put into a table: the kernel makes it with its first route. */
const NO_TABLE = ['ENOENT'];
const THERE = ['EEXIST'];
/** What the kernel answers about a route, or a table, that it does not have. */
export const GONE = ['ESRCH', 'ENOENT'];

export class Routes extends RouteTable {
  readonly #netlink: NetlinkSocket;

  constructor(netlink: NetlinkSocket) {
    super();
    this.#netlink = netlink;
  }

  /**
   * The route that the kernel would take to `destination`, by way of one interface or of any.
   * Equivalent to `ip route get fibmatch`: its cost does not depend on the number of routes.
   */
  lookUp(destination: IpAddress, index = 0): Route | undefined {
    let route: Route | undefined;
    const family = addressFamily(destination.family);
    allowing(NO_ROUTE, () =>
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

  /** One table, the main one unless said otherwise, or what of it goes by way of one interface. */
  list(family: Family, index = 0, table = RT_TABLE_MAIN): HeldRoute[] {
    const filter = encodeRouteFilter(addressFamily(family), table, index);
    const dump = () =>
      this.#netlink.dump('RTM_GETROUTE', RTM_GETROUTE, filter, ({ payload }) => {
        const route = decodeRoute(payload);
        // A kernel older than 4.20 ignores the filter.
        const isOfTable = table === RT_TABLE_UNSPEC || route.table === table;
        const isOnLink = index === 0 || route.nextHops.some((hop) => hop.index === index);
        return isOfTable && isOnLink ? { ...route, message: payload.slice() } : undefined;
      });
    return unlessRefused(NO_TABLE, dump) ?? [];
  }

  /** What goes by way of one interface, of all tables. */
  onLink(family: Family, index: number): HeldRoute[] {
    return this.list(family, index, RT_TABLE_UNSPEC);
  }

  /** Puts a route back as the kernel had reported it. One that is there is no error. */
  restore(route: HeldRoute): void {
    // Beside another one to the same destination, if there is one: EXCL would take it for this.
    this.#put(NLM_F_CREATE | NLM_F_APPEND, route);
  }

  /**
   * Makes a route that is there what the kernel had reported of it. Equivalent to `ip route replace`.
   * @param lifetime in seconds, in place of what is left of its own
   */
  replace(route: HeldRoute, lifetime?: number): void {
    this.#put(NLM_F_CREATE | NLM_F_REPLACE, route, lifetime);
  }

  /** Equivalent to `ip route delete`. One that is not there is no error. */
  remove(route: HeldRoute): void {
    const request = requestFromReport(route.message);
    allowing(GONE, () => this.#netlink.request('RTM_DELROUTE', RTM_DELROUTE, 0, request));
  }

  #put(flags: number, { message }: HeldRoute, lifetime?: number): void {
    const request = requestFromReport(message, lifetime);
    allowing(THERE, () => this.#netlink.request('RTM_NEWROUTE', RTM_NEWROUTE, flags, request));
  }
}
