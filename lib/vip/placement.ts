/**
 * Where an address belongs: interface, prefix length and broadcast address, from the kernel's
 * routes and what the user fixed.
 */

import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { HeldAddress, Kernel } from '../linux/kernel.ts';
import type { BroadcastRule } from '../ocf/request.ts';
import { IFA_F_NOPREFIXROUTE } from '../wire/ifaddrmsg.ts';
import { IFF_UP, type Link } from '../wire/ifinfomsg.ts';
import {
  addressBits,
  type IpAddress,
  isLoopbackAddress,
  sameBytes,
  samePrefix,
  withHostBits,
} from '../wire/ip-address.ts';
import {
  type Route,
  RT_TABLE_MAIN,
  RTN_UNICAST,
  RTNH_F_DEAD,
  RTPROT_KERNEL,
} from '../wire/rtmsg.ts';
import { isLoopback } from './link-health.ts';
import { servesOn } from './observation.ts';

/** What the user fixed; the rest is found. */
export interface PlacementRequest {
  readonly ip: IpAddress;
  readonly link?: Link | undefined;
  readonly prefixLength?: number | undefined;
  readonly broadcast?: BroadcastRule | undefined;
  /** Only routes of this protocol count. */
  readonly routeProtocol?: number | undefined;
}

/** An on-link route that covers the address. */
export interface Candidate {
  readonly link: Link;
  readonly prefixLength: number;
  readonly metric: number;
  readonly preferredSource: Uint8Array | undefined;
  /** Made by the kernel for an address, and not by hand. */
  readonly ofAddress: boolean;
  /** As `ip route` writes it: `192.0.2.0/24 dev eth0 metric 100`. */
  readonly text: string;
}

export type Placement =
  | {
      readonly kind: 'placed';
      readonly link: Link;
      readonly prefixLength: number;
      readonly broadcast: Uint8Array | undefined;
      /** The route that it was taken from; undefined where the user fixed everything. */
      readonly route: Candidate | undefined;
    }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'no-route'; readonly candidates: readonly Candidate[] };

/** The look-ups ask one link at a time; above this many, reading the whole table is cheaper. */
const MOST_LOOK_UPS = 1024;

/** The longest prefix that has room for more than one host. */
const LONGEST_NETWORK_PREFIX = 31;

/** Broadcast addresses end where a network has no host bits to spare (RFC 3021). */
const LONGEST_PREFIX_WITH_BROADCAST = 30;

export function place(kernel: Kernel, request: PlacementRequest): Placement {
  const best = bestCandidates(kernel, request);
  if (request.link && request.prefixLength !== undefined) {
    return placed(kernel, request, request.link, request.prefixLength, best.at(0));
  }
  const route = best.at(0);
  const rival = best.at(1);
  if (!route && request.link && isLoopback(request.link)) {
    // There is no network that it would be of: it is the address of a host.
    return placed(kernel, request, request.link, addressBits(request.ip.family), undefined);
  }
  if (rival) return { kind: 'ambiguous', candidates: best };
  if (!route) {
    const candidates = listCandidates(kernel, { ip: request.ip });
    return { kind: 'no-route', candidates };
  }
  return placed(
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

/** The longest prefix, then the lowest metric; the interface index only makes the order certain. */
function bestFirst(a: Candidate, b: Candidate): number {
  return b.prefixLength - a.prefixLength || a.metric - b.metric || a.link.index - b.link.index;
}

/** All links, asked for once. */
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

/** The best candidate, or the several interfaces that are equally good. */
function bestCandidates(kernel: Kernel, request: PlacementRequest): Candidate[] {
  const links = new LinkList(kernel);
  const live =
    lookUpBest(kernel, request, links) ?? usable(listCandidates(kernel, request), request);
  const longestLive = live.at(0)?.prefixLength ?? 0;
  // Of two that are equally long, the one that is up has it.
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
 * The same by a few look-ups, whose cost does not grow with the number of routes. The kernel's
 * longest match is the best on-link route whenever it is an on-link route of the main table at all;
 * where it is anything else, undefined: only the whole table can tell.
 */
function lookUpBest(
  kernel: Kernel,
  request: PlacementRequest,
  list: LinkList,
): Candidate[] | undefined {
  // A look-up cannot be asked for routes of one protocol.
  if (request.routeProtocol !== undefined) return undefined;
  const route = kernel.routes.lookUp(request.ip, request.link?.index);
  // The default route is the longest match only where nothing else covers the address. And where
  // the user fixed link and prefix, nothing hangs on a route that no look-up finds.
  const onlyDefault = route?.table === RT_TABLE_MAIN && route.prefixLength === 0;
  const fixed = request.link !== undefined && request.prefixLength !== undefined;
  if (onlyDefault || (fixed && !route)) return [];
  if (!route) return undefined;
  const best = usable(candidatesOf(kernel, route, request), request).at(0);
  if (!best || route.nextHops.length > 1) return undefined;
  if (request.link) return [best];
  const links = list.all();
  if (links.length > MOST_LOOK_UPS) return undefined;
  const candidates = [best];
  for (const link of links) {
    const isRival =
      link.index !== best.link.index && link.flags & IFF_UP && servesOn(request.ip, link);
    const rival = isRival && kernel.routes.lookUp(request.ip, link.index);
    if (rival) {
      const ofRival = candidatesOf(kernel, rival, { ...request, link });
      candidates.push(...usable(ofRival, request));
    }
  }
  return candidates.sort(bestFirst);
}

/** A route as candidates: one for each of its next hops that is on-link. */
function candidatesOf(kernel: Kernel, route: Route, request: PlacementRequest): Candidate[] {
  const { destination, prefixLength, metric, preferredSource, protocol } = route;
  const fits =
    route.table === RT_TABLE_MAIN &&
    route.type === RTN_UNICAST &&
    route.tos === 0 &&
    (request.routeProtocol ?? route.protocol) === route.protocol &&
    prefixLength > 0 &&
    prefixLength <= (request.prefixLength ?? Number.POSITIVE_INFINITY) &&
    samePrefix(destination, request.ip.bytes, prefixLength);
  if (!fits) return [];
  const network = `${ipAddressFromBytes(destination).text}/${prefixLength}`;
  const candidates: Candidate[] = [];
  for (const hop of route.nextHops) {
    if (hop.viaGateway || hop.flags & RTNH_F_DEAD) continue;
    if (request.link && hop.index !== request.link.index) continue;
    const link = request.link ?? kernel.links.byIndex(hop.index);
    if (!link) continue;
    const mute = servesOn(request.ip, link) ? '' : ' (no neighbours)';
    const text = `${network} dev ${link.name}${metric ? ` metric ${metric}` : ''}${mute}`;
    const ofAddress = protocol === RTPROT_KERNEL;
    candidates.push({ link, prefixLength, metric, preferredSource, ofAddress, text });
  }
  return candidates;
}

/** Without nic, those by way of an interface on which the address would serve nobody are left out. */
function usable(
  candidates: readonly Candidate[],
  { ip, link: wanted }: PlacementRequest,
): Candidate[] {
  return candidates.filter(({ link }) => wanted !== undefined || servesOn(ip, link));
}

/**
 * Of an interface that is down: the kernel makes the routes of its addresses when it comes up, and
 * until then its own address tells the same.
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

/** 127.0.0.0/8 has no route in the main table: what covers it is the loopback interface's address. */
function loopbackCandidates(kernel: Kernel, request: PlacementRequest): Candidate[] {
  if (!isLoopbackAddress(request.ip)) return [];
  const candidates: Candidate[] = [];
  for (const link of request.link ? [request.link] : kernel.links.all()) {
    if (!isLoopback(link)) continue;
    for (const entry of kernel.addresses.onLink(request.ip.family, link.index)) {
      const { prefixLength, local } = entry;
      const covers = samePrefix(local, request.ip.bytes, prefixLength);
      if (!covers || prefixLength >= LONGEST_NETWORK_PREFIX) continue;
      candidates.push({ ...candidateOfAddress(link, entry), preferredSource: undefined });
    }
  }
  return candidates;
}

function placed(
  kernel: Kernel,
  request: PlacementRequest,
  link: Link,
  prefixLength: number,
  route: Candidate | undefined,
): Placement {
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
    if (prefixLength > LONGEST_PREFIX_WITH_BROADCAST) return undefined;
    return withHostBits(request.ip.bytes, prefixLength, rule === 'set-host-bits' ? 1 : 0);
  }
  if (rule) return rule.bytes;
  // As the interface's own address in that network has it.
  if (!route?.preferredSource) return undefined;
  const own = kernel.addresses.find(ipAddressFromBytes(route.preferredSource), link.index);
  return own.at(0)?.broadcast;
}
