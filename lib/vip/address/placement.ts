/** Determines link, prefix length and broadcast address of an address from parameters and routes. */

import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import type { HeldAddress, Kernel } from '../../linux/kernel.ts';
import type { BroadcastRule } from '../../ocf/request.ts';
import { IFA_F_NOPREFIXROUTE } from '../../wire/ifaddrmsg.ts';
import { IFF_UP, type Link } from '../../wire/ifinfomsg.ts';
import {
  addressBits,
  type IpAddress,
  isLoopbackAddress,
  sameBytes,
  samePrefix,
  withHostBits,
} from '../../wire/ip-address.ts';
import {
  type Route,
  RT_TABLE_MAIN,
  RTN_UNICAST,
  RTNH_F_DEAD,
  RTPROT_KERNEL,
} from '../../wire/rtmsg.ts';
import { isLoopback } from '../link/link-health.ts';
import { isReachableOn } from './assigned-address.ts';

/** The values of the parameters; undefined for a value that must be determined. */
export interface PlacementRequest {
  readonly ip: IpAddress;
  readonly link?: Link | undefined;
  readonly prefixLength?: number | undefined;
  readonly broadcast?: BroadcastRule | undefined;
  /** Only routes of this protocol are considered. */
  readonly routeProtocol?: number | undefined;
}

/** An on-link route that covers the address. */
export interface Candidate {
  readonly link: Link;
  readonly prefixLength: number;
  readonly metric: number;
  readonly preferredSource: Uint8Array | undefined;
  /** Whether the kernel added the route for an address. */
  readonly ofAddress: boolean;
  /** The route as `ip route` prints it: `192.0.2.0/24 dev eth0 metric 100`. */
  readonly text: string;
}

export type Placement = Placed | NotPlaced;

export interface Placed {
  readonly kind: 'placed';
  readonly link: Link;
  readonly prefixLength: number;
  readonly broadcast: Uint8Array | undefined;
  /** The route that determines link and prefix length; undefined if the parameters do. */
  readonly route: Candidate | undefined;
}

export interface NotPlaced {
  /** `ambiguous`: the best candidates are on several links. */
  readonly kind: 'ambiguous' | 'no-route';
  readonly candidates: readonly Candidate[];
}

/** With more links, reading the whole table is faster than a route lookup for each link. */
const MAX_LOOK_UPS = 1024;

/** The longest prefix with more than one host. */
const MAX_NETWORK_PREFIX = 31;

/** The longest prefix with a broadcast address (RFC 3021). */
const MAX_PREFIX_WITH_BROADCAST = 30;

export function place(kernel: Kernel, request: PlacementRequest): Placement {
  const best = bestCandidates(kernel, request);
  if (request.link && request.prefixLength !== undefined) {
    return placedOn(kernel, request, request.link, request.prefixLength, best.at(0));
  }
  const route = best.at(0);
  const rival = best.at(1);
  if (!route && request.link && isLoopback(request.link)) {
    // No route covers the address on lo: a host address (/32 or /128).
    return placedOn(kernel, request, request.link, addressBits(request.ip.family), undefined);
  }
  if (rival) return { kind: 'ambiguous', candidates: best };
  if (!route) {
    const candidates = listCandidates(kernel, { ip: request.ip });
    return { kind: 'no-route', candidates };
  }
  return placedOn(
    kernel,
    request,
    request.link ?? route.link,
    request.prefixLength ?? route.prefixLength,
    route,
  );
}

/** All on-link routes that cover the address, best first. Reads the whole table. */
export function listCandidates(kernel: Kernel, request: PlacementRequest): Candidate[] {
  const routes = kernel.routes.list(request.ip.family, request.link?.index);
  const candidates = routes.flatMap((route) => candidatesOf(kernel, route, request));
  return [...candidates, ...loopbackCandidates(kernel, request)].sort(bestFirst);
}

/** Compares by longest prefix, then lowest metric, then interface index. */
function bestFirst(a: Candidate, b: Candidate): number {
  return b.prefixLength - a.prefixLength || a.metric - b.metric || a.link.index - b.link.index;
}

/** The links of the host, read at most once. */
class LinkList {
  readonly #kernel: Kernel;
  #links: readonly Link[] | undefined = undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  all(): readonly Link[] {
    const links = this.#links ?? this.#kernel.links.all();
    this.#links = links;
    return links;
  }
}

/** The best candidate, or several equally good candidates on different links. */
function bestCandidates(kernel: Kernel, request: PlacementRequest): Candidate[] {
  const links = new LinkList(kernel);
  const live =
    lookUpBest(kernel, request, links) ?? usable(listCandidates(kernel, request), request);
  const longestLive = live.at(0)?.prefixLength ?? 0;
  // Among equally long prefixes, a link that is up is preferred.
  const down = usable(downCandidates(kernel, request, links), request).filter(
    ({ prefixLength }) => prefixLength > longestLive,
  );
  const candidates = down.length > 0 ? down : live;
  const best = candidates.at(0);
  if (!best) return [];
  const equals: Candidate[] = [];
  for (const candidate of candidates) {
    const isEqual =
      candidate.prefixLength === best.prefixLength && candidate.metric === best.metric;
    const isOnNewLink = !equals.some(({ link }) => link.index === candidate.link.index);
    if (isEqual && isOnNewLink) equals.push(candidate);
  }
  return equals;
}

/**
 * Finds the best candidates with a few route lookups; their cost does not depend on the number of routes. If
 * the kernel's longest match is an on-link route of the main table, it is the best candidate. Otherwise returns
 * undefined: the whole table must be read.
 */
function lookUpBest(
  kernel: Kernel,
  request: PlacementRequest,
  list: LinkList,
): Candidate[] | undefined {
  // A route lookup cannot filter by routing protocol (rtm_protocol).
  if (request.routeProtocol !== undefined) return undefined;
  const route = kernel.routes.lookUp(request.ip, request.link?.index);
  // The default route is the longest match only if nothing else covers the address. If link and prefix length
  // are given, no route is needed.
  const onlyDefault = route?.table === RT_TABLE_MAIN && route.prefixLength === 0;
  const fixed = request.link !== undefined && request.prefixLength !== undefined;
  if (onlyDefault || (fixed && !route)) return [];
  if (!route) return undefined;
  const best = usable(candidatesOf(kernel, route, request), request).at(0);
  if (!best || route.nextHops.length > 1) return undefined;
  if (request.link) return [best];
  const links = list.all();
  if (links.length > MAX_LOOK_UPS) return undefined;
  const candidates = [best];
  for (const link of links) {
    const isRival =
      link.index !== best.link.index && link.flags & IFF_UP && isReachableOn(request.ip, link);
    const rival = isRival && kernel.routes.lookUp(request.ip, link.index);
    if (rival) {
      const ofRival = candidatesOf(kernel, rival, { ...request, link });
      candidates.push(...usable(ofRival, request));
    }
  }
  return candidates.sort(bestFirst);
}

/** A candidate for each on-link next hop of a route. */
function candidatesOf(kernel: Kernel, route: Route, request: PlacementRequest): Candidate[] {
  const { destination, prefixLength, metric, preferredSource, protocol } = route;
  const isCandidate =
    route.table === RT_TABLE_MAIN &&
    route.type === RTN_UNICAST &&
    route.tos === 0 &&
    (request.routeProtocol ?? route.protocol) === route.protocol &&
    prefixLength > 0 &&
    prefixLength <= (request.prefixLength ?? Number.POSITIVE_INFINITY) &&
    samePrefix(destination, request.ip.bytes, prefixLength);
  if (!isCandidate) return [];
  const network = `${ipAddressFromBytes(destination).text}/${prefixLength}`;
  const candidates: Candidate[] = [];
  for (const hop of route.nextHops) {
    if (hop.viaGateway || hop.flags & RTNH_F_DEAD) continue;
    if (request.link && hop.index !== request.link.index) continue;
    const link = request.link ?? kernel.links.byIndex(hop.index);
    if (!link) continue;
    const remark = isReachableOn(request.ip, link) ? '' : ' (no neighbours)';
    const text = `${network} dev ${link.name}${metric ? ` metric ${metric}` : ''}${remark}`;
    const ofAddress = protocol === RTPROT_KERNEL;
    candidates.push({ link, prefixLength, metric, preferredSource, ofAddress, text });
  }
  return candidates;
}

/** Without nic, excludes links on which no other host can reach the address. */
function usable(
  candidates: readonly Candidate[],
  { ip, link: wanted }: PlacementRequest,
): Candidate[] {
  return candidates.filter(({ link }) => wanted !== undefined || isReachableOn(ip, link));
}

/**
 * Candidates from addresses of links that are down: the kernel adds their prefix routes when the link comes up.
 */
function downCandidates(kernel: Kernel, request: PlacementRequest, links: LinkList): Candidate[] {
  const { ip, prefixLength: longest = Number.POSITIVE_INFINITY, routeProtocol } = request;
  if ((routeProtocol ?? RTPROT_KERNEL) !== RTPROT_KERNEL) return [];
  const candidates: Candidate[] = [];
  for (const link of request.link ? [request.link] : links.all()) {
    if (link.flags & IFF_UP) continue;
    for (const entry of kernel.addresses.onLink(ip.family, link.index)) {
      const { local, prefixLength, flags } = entry;
      const bringsRoute = !(flags & IFA_F_NOPREFIXROUTE) && prefixLength < addressBits(ip.family);
      const covers = samePrefix(local, ip.bytes, prefixLength) && !sameBytes(local, ip.bytes);
      if (!bringsRoute || !covers || prefixLength > longest) continue;
      candidates.push(candidateOfAddress(link, entry, '(down)'));
    }
  }
  return candidates.sort(bestFirst);
}

function candidateOfAddress(link: Link, entry: HeldAddress, remark?: string): Candidate {
  const { local, prefixLength, routeMetric: metric = 0 } = entry;
  const network = ipAddressFromBytes(withHostBits(local, prefixLength, 0)).text;
  const text = `${network}/${prefixLength} dev ${link.name}${remark ? ` ${remark}` : ''}`;
  return { link, prefixLength, metric, preferredSource: local, ofAddress: true, text };
}

/** Candidates from the loopback interface's addresses: 127.0.0.0/8 has no route in the main table. */
function loopbackCandidates(kernel: Kernel, request: PlacementRequest): Candidate[] {
  if (!isLoopbackAddress(request.ip)) return [];
  const candidates: Candidate[] = [];
  for (const link of request.link ? [request.link] : kernel.links.all()) {
    if (!isLoopback(link)) continue;
    for (const entry of kernel.addresses.onLink(request.ip.family, link.index)) {
      const { prefixLength, local } = entry;
      const covers = samePrefix(local, request.ip.bytes, prefixLength);
      if (!covers || prefixLength >= MAX_NETWORK_PREFIX) continue;
      candidates.push({ ...candidateOfAddress(link, entry), preferredSource: undefined });
    }
  }
  return candidates;
}

function placedOn(
  kernel: Kernel,
  request: PlacementRequest,
  link: Link,
  prefixLength: number,
  route: Candidate | undefined,
): Placed {
  const broadcast = broadcastFor(kernel, request, link, prefixLength, route);
  return { kind: 'placed', link, prefixLength, broadcast, route };
}

function broadcastFor(
  kernel: Kernel,
  request: PlacementRequest,
  link: Link,
  prefixLength: number,
  route: Candidate | undefined,
): Uint8Array | undefined {
  const rule = request.broadcast;
  if (rule === 'set-host-bits' || rule === 'clear-host-bits') {
    if (prefixLength > MAX_PREFIX_WITH_BROADCAST) return undefined;
    return withHostBits(request.ip.bytes, prefixLength, rule === 'set-host-bits' ? 1 : 0);
  }
  if (rule) return rule.bytes;
  // broadcast is not set: use the broadcast address of the interface's own address in the network.
  if (!route?.preferredSource) return undefined;
  const own = kernel.addresses.find(ipAddressFromBytes(route.preferredSource), link.index);
  return own.at(0)?.broadcast;
}
