/** The kernel's routes, by rtnetlink. */
import type { Family, IpAddress } from '../wire/ip-address.ts';
import { NLM_F_APPEND, NLM_F_CREATE } from '../wire/netlink.ts';
import {
  clearNextHopState,
  decodeRoute,
  encodeRouteFilter,
  encodeRouteLookup,
  type Route,
  RT_TABLE_MAIN,
} from '../wire/rtmsg.ts';
import { addressFamily } from './addresses.ts';
import { unlessRefused } from './libc.ts';
import type { NetlinkSocket } from './netlink-socket.ts';

const RTM_NEWROUTE = 24;
export const RTM_GETROUTE = 26;

/** What a look-up answers where there is no route, or one that forbids. */
const NO_ROUTE = ['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL', 'ENODEV', 'EAGAIN'];
const THERE = ['EEXIST'];

/** A route as the kernel reported it, and the report itself. */
export interface HeldRoute extends Route {
  readonly message: Uint8Array;
}

export class Routes {
  readonly #netlink: NetlinkSocket;

  constructor(netlink: NetlinkSocket) {
    this.#netlink = netlink;
  }

  /**
   * The route that the kernel would take to `destination`, by way of one interface or of any.
   * Equivalent to `ip route get fibmatch`: its cost does not depend on the number of routes.
   */
  lookUp(destination: IpAddress, index = 0): Route | undefined {
    let route: Route | undefined;
    const family = addressFamily(destination.family);
    unlessRefused(NO_ROUTE, () =>
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

  /** The whole main table, or what of it goes by way of one interface. */
  list(family: Family, index = 0): HeldRoute[] {
    const filter = encodeRouteFilter(addressFamily(family), RT_TABLE_MAIN, index);
    return this.#netlink.dump('RTM_GETROUTE', RTM_GETROUTE, filter, ({ payload }) => {
      const route = decodeRoute(payload);
      return route.table === RT_TABLE_MAIN ? { ...route, message: payload.slice() } : undefined;
    });
  }

  /** Puts a route back as the kernel had reported it. One that is there is no error. */
  restore(route: HeldRoute): void {
    unlessRefused(THERE, () =>
      this.#netlink.request(
        'RTM_NEWROUTE',
        RTM_NEWROUTE,
        // Beside another one to the same destination, if there is one: EXCL would take it for this.
        NLM_F_CREATE | NLM_F_APPEND,
        clearNextHopState(route.message),
      ),
    );
  }
}
