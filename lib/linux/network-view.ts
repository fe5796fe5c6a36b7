/** Reads the tables of the network namespace that an action does not need: only the doctor does. */
import { decodeRule, encodeRuleFilter, type FibRule } from '../wire/fib-rule.ts';
import { encodeLinkRequest } from '../wire/ifinfomsg.ts';
import type { Family } from '../wire/ip-address.ts';
import { decodeLinkDetails, type LinkDetails } from '../wire/link-details.ts';
import { decodeNeighbour, encodeNeighbourFilter, type Neighbour } from '../wire/ndmsg.ts';
import { decodeRoute, encodeJourney, type Journey, type Route } from '../wire/rtmsg.ts';
import {
  RTM_GETLINK,
  RTM_GETNEIGH,
  RTM_GETQDISC,
  RTM_GETROUTE,
  RTM_GETRULE,
  RTM_GETTFILTER,
} from '../wire/rtnetlink.ts';
import { AF_BRIDGE } from '../wire/socket.ts';
import {
  decodeQueueing,
  decodeTrafficFilter,
  encodeTrafficFilter,
  type Queueing,
  type TrafficFilter,
} from '../wire/tcmsg.ts';
import { addressFamily } from './addresses.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { SystemError } from './system-error.ts';

/** What the kernel does with a packet: the route that it takes, or the errno of the lookup. */
export interface JourneyResult {
  readonly route: Route | undefined;
  /** The name of the errno; empty with a route. */
  readonly code: string;
}

export class NetworkView {
  readonly #netlink = new NetlinkSocket();

  links(): LinkDetails[] {
    return this.#netlink.dump('RTM_GETLINK', RTM_GETLINK, encodeLinkRequest(), ({ payload }) =>
      decodeLinkDetails(payload),
    );
  }

  /** In the order in which the kernel applies them. */
  rules(family: Family): FibRule[] {
    const filter = encodeRuleFilter(addressFamily(family));
    return this.#netlink.dump('RTM_GETRULE', RTM_GETRULE, filter, ({ payload }) =>
      decodeRule(payload),
    );
  }

  neighbours(family: Family): Neighbour[] {
    return this.#neighbours(addressFamily(family));
  }

  /** The entries of the forwarding tables of all bridges. */
  forwardingEntries(): Neighbour[] {
    return this.#neighbours(AF_BRIDGE);
  }

  #neighbours(family: number): Neighbour[] {
    const filter = encodeNeighbourFilter(family);
    return this.#netlink.dump('RTM_GETNEIGH', RTM_GETNEIGH, filter, ({ payload }) =>
      decodeNeighbour(payload),
    );
  }

  /** The queueing disciplines of all interfaces. */
  queueing(): Queueing[] {
    const filter = encodeTrafficFilter(0, 0);
    return this.#netlink.dump('RTM_GETQDISC', RTM_GETQDISC, filter, ({ payload }) =>
      decodeQueueing(payload),
    );
  }

  /** The traffic filters of an interface. @param parent TC_INGRESS or TC_EGRESS */
  trafficFilters(index: number, parent: number): TrafficFilter[] {
    const filter = encodeTrafficFilter(index, parent);
    return this.#netlink.dump('RTM_GETTFILTER', RTM_GETTFILTER, filter, ({ payload }) =>
      decodeTrafficFilter(payload),
    );
  }

  /** Equivalent to `ip route get`. */
  journey(family: Family, journey: Journey): JourneyResult {
    const request = encodeJourney(addressFamily(family), journey);
    let route: Route | undefined;
    try {
      this.#netlink.request('RTM_GETROUTE', RTM_GETROUTE, 0, request, ({ payload }) => {
        route = decodeRoute(payload);
      });
    } catch (error) {
      if (error instanceof SystemError) return { route: undefined, code: error.code };
      throw error;
    }
    return { route, code: route ? '' : 'ENOENT' };
  }

  close(): void {
    this.#netlink.close();
  }
}
