/**
 * Routes (struct rtmsg, linux/rtnetlink.h), host byte order:
 *
 *   0  rtm_family    1
 *   1  rtm_dst_len   1
 *   2  rtm_src_len   1
 *   3  rtm_tos       1
 *   4  rtm_table     1   low 8 bits; RTA_TABLE has all 32
 *   5  rtm_protocol  1
 *   6  rtm_scope     1
 *   7  rtm_type      1
 *   8  rtm_flags     4
 *  12  attributes
 */
import { sameBytes } from './ip-address.ts';
import {
  concatenate,
  copyOf,
  getS32,
  getU16,
  getU32,
  MalformedMessage,
  octetAt,
  putOctet,
  putU32,
} from './octets.ts';
import {
  type Attribute,
  encodeAttributes,
  findAttribute,
  NLMSG_ALIGN,
  readAttributes,
  readU32,
  u32Value,
} from './rtattr.ts';
import { AF_INET } from './socket.ts';

const RTMSG_LENGTH = 12;

const RTA_DST = 1;
const RTA_SRC = 2;
const RTA_IIF = 3;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_PRIORITY = 6;
const RTA_PREFSRC = 7;
const RTA_MULTIPATH = 9;
const RTA_CACHEINFO = 12;
const RTA_TABLE = 15;
const RTA_VIA = 18;
const RTA_EXPIRES = 23;
const RTA_NH_ID = 30;

/** Routes that the kernel adds, such as the prefix route of an address. */
export const RTPROT_KERNEL = 2;
export const RT_TABLE_UNSPEC = 0;
export const RT_TABLE_MAIN = 254;
export const RT_TABLE_LOCAL = 255;
export const RTN_UNICAST = 1;
export const RTN_LOCAL = 2;
export const RTN_BLACKHOLE = 6;
export const RTN_UNREACHABLE = 7;
export const RTN_PROHIBIT = 8;
export const RTN_THROW = 9;
export const RTNH_F_DEAD = 1;
/** The only flag of a next hop that is configuration, not state. */
export const RTNH_F_ONLINK = 4;

/** Restricts a dump to exceptions (path MTUs of RFC 8201, redirects). */
const RTM_F_CLONED = 0x200;
/** A lookup then replies with the table of the route, otherwise always with main. */
const RTM_F_LOOKUP_TABLE = 0x1000;
/** A lookup then replies with the matching route, otherwise with a cached result. */
const RTM_F_FIB_MATCH = 0x2000;

/** IPv6 does not have RTM_F_LOOKUP_TABLE: it always replies with the table of the route. */
const LOOKUP_FLAGS = { inet: RTM_F_LOOKUP_TABLE | RTM_F_FIB_MATCH, inet6: RTM_F_FIB_MATCH };

/** Ticks per second: the unit of rta_expires. */
const USER_HZ = 100;

/** Attributes that a request with a nexthop object (RTA_NH_ID) must not have. */
const NEXT_HOP_ATTRIBUTES = [RTA_OIF, RTA_GATEWAY, RTA_VIA, RTA_MULTIPATH];

/** struct rtnexthop: length 2, flags 1, hops 1, ifindex 4. */
const RTNEXTHOP_LENGTH = 8;

export interface NextHop {
  readonly index: number;
  readonly flags: number;
  readonly viaGateway: boolean;
  /** Network byte order; undefined if there is none, or only one of another address family (RTA_VIA). */
  readonly gateway?: Uint8Array | undefined;
}

export interface Route {
  readonly family: number;
  /** Network byte order; all zero if the message has no RTA_DST. */
  readonly destination: Uint8Array;
  readonly prefixLength: number;
  readonly tos: number;
  readonly table: number;
  /** RTPROT_*: the origin of the route. */
  readonly protocol: number;
  readonly type: number;
  /** RTA_PRIORITY; 0 if the message has none. */
  readonly metric: number;
  readonly preferredSource?: Uint8Array | undefined;
  /** Seconds until the kernel removes the route; undefined: never. */
  readonly expires?: number | undefined;
  readonly nextHops: readonly NextHop[];
}

/** RTM_GETROUTE: the route to `destination`. @param index output interface; 0 for any */
export function encodeRouteLookup(family: number, destination: Uint8Array, index: number) {
  const attributes: Attribute[] = [{ type: RTA_DST, value: destination }];
  if (index !== 0) attributes.push({ type: RTA_OIF, value: u32Value(index) });
  const flags = family === AF_INET ? LOOKUP_FLAGS.inet : LOOKUP_FLAGS.inet6;
  const header = { family, prefixLength: destination.length * 8, flags };
  return encodeRouteMessage(header, attributes);
}

/** How a packet travels: RTM_GETROUTE as `ip route get DESTINATION from SOURCE [iif INPUT]`. */
export interface Journey {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  /** The index of the interface that receives the packet; 0 for a packet of this host. */
  readonly input: number;
}

/** Without RTM_F_FIB_MATCH: the reply says what the kernel does with the packet. */
export function encodeJourney(family: number, { destination, source, input }: Journey) {
  const attributes: Attribute[] = [
    { type: RTA_DST, value: destination },
    { type: RTA_SRC, value: source },
  ];
  if (input !== 0) attributes.push({ type: RTA_IIF, value: u32Value(input) });
  const bits = destination.length * 8;
  const bytes = encodeRouteMessage(
    { family, prefixLength: bits, flags: family === AF_INET ? RTM_F_LOOKUP_TABLE : 0 },
    attributes,
  );
  putOctet(bytes, 2, bits);
  return bytes;
}

/** RTM_GETROUTE dump filter. @param table RT_TABLE_UNSPEC for all @param index output interface; 0 for any */
export function encodeRouteFilter(family: number, table: number, index: number): Uint8Array {
  const attributes: Attribute[] = [];
  if (table !== RT_TABLE_UNSPEC) attributes.push({ type: RTA_TABLE, value: u32Value(table) });
  if (index !== 0) attributes.push({ type: RTA_OIF, value: u32Value(index) });
  return encodeRouteMessage({ family, prefixLength: 0, flags: 0 }, attributes);
}

/** RTM_GETROUTE dump filter: exceptions only. */
export function encodeRouteCacheFilter(family: number): Uint8Array {
  return encodeRouteMessage({ family, prefixLength: 0, flags: RTM_F_CLONED }, []);
}

/** Whether the message describes an exception, not a route. */
export function isCached(message: Uint8Array): boolean {
  return (getU32(message, 8) & RTM_F_CLONED) !== 0;
}

function encodeRouteMessage(
  header: { family: number; prefixLength: number; flags: number },
  attributes: readonly Attribute[],
): Uint8Array {
  const tail = encodeAttributes(attributes);
  const bytes = new Uint8Array(RTMSG_LENGTH + tail.length);
  putOctet(bytes, 0, header.family);
  putOctet(bytes, 1, header.prefixLength);
  putU32(bytes, 8, header.flags);
  bytes.set(tail, RTMSG_LENGTH);
  return bytes;
}

export function decodeRoute(bytes: Uint8Array): Route {
  if (bytes.length < RTMSG_LENGTH) {
    throw new MalformedMessage(`rtmsg of ${bytes.length} octets, ${RTMSG_LENGTH} needed`);
  }
  const family = octetAt(bytes, 0);
  const destination = findAttribute(bytes, RTMSG_LENGTH, RTA_DST);
  const table = findAttribute(bytes, RTMSG_LENGTH, RTA_TABLE);
  const metric = findAttribute(bytes, RTMSG_LENGTH, RTA_PRIORITY);
  const preferredSource = findAttribute(bytes, RTMSG_LENGTH, RTA_PREFSRC);
  return {
    family,
    destination: destination ? copyOf(destination) : new Uint8Array(family === AF_INET ? 4 : 16),
    prefixLength: octetAt(bytes, 1),
    tos: octetAt(bytes, 3),
    table: table ? readU32(table) : octetAt(bytes, 4),
    protocol: octetAt(bytes, 5),
    type: octetAt(bytes, 7),
    metric: metric ? readU32(metric) : 0,
    preferredSource: preferredSource && copyOf(preferredSource),
    expires: expiresOf(bytes),
    nextHops: nextHopsOf(bytes),
  };
}

/** struct rta_cacheinfo: rta_clntref 4, rta_lastuse 4, rta_expires 4 (signed; 0: never), … */
function expiresOf(bytes: Uint8Array): number | undefined {
  const info = findAttribute(bytes, RTMSG_LENGTH, RTA_CACHEINFO);
  if (!info) return undefined;
  if (info.length < 12) throw new MalformedMessage(`rta_cacheinfo of ${info.length} octets`);
  const ticks = getS32(info, 8);
  return ticks === 0 ? undefined : ticks / USER_HZ;
}

/**
 * The request that adds a reported route again, without its state (flags of next hops, counters).
 * @param lifetime in seconds; by default the remaining lifetime in the report
 */
export function requestFromReport(report: Uint8Array, lifetime?: number): Uint8Array {
  const { request, expires: left } = configurationOf(report);
  const expires = lifetime ?? left;
  // RTA_EXPIRES is in whole seconds, and 0 means never.
  return expires === undefined ? request : withLifetime(request, Math.max(1, Math.ceil(expires)));
}

/** Whether two reports describe the same route: compares everything except state and lifetime. */
export function sameRoute(a: Uint8Array, b: Uint8Array): boolean {
  return sameBytes(configurationOf(a).request, configurationOf(b).request);
}

interface RouteConfiguration {
  readonly request: Uint8Array;
  readonly expires: number | undefined;
}

function configurationOf(report: Uint8Array): RouteConfiguration {
  const viaObject = findAttribute(report, RTMSG_LENGTH, RTA_NH_ID) !== undefined;
  const kept: Attribute[] = [];
  for (const { type, value } of readAttributes(report, RTMSG_LENGTH)) {
    if (type === RTA_CACHEINFO || (viaObject && NEXT_HOP_ATTRIBUTES.includes(type))) continue;
    kept.push({ type, value: type === RTA_MULTIPATH ? withoutNextHopState(value) : value });
  }
  const request = concatenate(report.subarray(0, RTMSG_LENGTH), encodeAttributes(kept));
  // The other flags are state.
  putU32(request, 8, getU32(report, 8) & RTNH_F_ONLINK);
  return { request, expires: expiresOf(report) };
}

function withLifetime(request: Uint8Array, seconds: number): Uint8Array {
  return concatenate(request, encodeAttributes([{ type: RTA_EXPIRES, value: u32Value(seconds) }]));
}

function withoutNextHopState(multipath: Uint8Array): Uint8Array {
  const value = copyOf(multipath);
  for (const at of nextHopOffsets(value)) {
    putOctet(value, at + 2, octetAt(value, at + 2) & RTNH_F_ONLINK);
  }
  return value;
}

function nextHopsOf(bytes: Uint8Array): NextHop[] {
  const multipath = findAttribute(bytes, RTMSG_LENGTH, RTA_MULTIPATH);
  if (multipath) return decodeNextHops(multipath);
  const index = findAttribute(bytes, RTMSG_LENGTH, RTA_OIF);
  if (!index) return [];
  // The low octet of rtm_flags has the flags of the only next hop.
  return [nextHopOf(readU32(index), octetAt(bytes, 8), bytes, RTMSG_LENGTH)];
}

function decodeNextHops(value: Uint8Array): NextHop[] {
  const hops: NextHop[] = [];
  for (const at of nextHopOffsets(value)) {
    const hop = value.subarray(at, at + getU16(value, at));
    hops.push(nextHopOf(getU32(hop, 4), octetAt(hop, 2), hop, RTNEXTHOP_LENGTH));
  }
  return hops;
}

/** @param start offset of the attributes in `bytes` */
function nextHopOf(index: number, flags: number, bytes: Uint8Array, start: number): NextHop {
  const gateway = findAttribute(bytes, start, RTA_GATEWAY);
  return {
    index,
    flags,
    viaGateway: gateway !== undefined || findAttribute(bytes, start, RTA_VIA) !== undefined,
    gateway: gateway && copyOf(gateway),
  };
}

/** The offset of each struct rtnexthop of an RTA_MULTIPATH. */
function nextHopOffsets(value: Uint8Array): number[] {
  const offsets: number[] = [];
  let at = 0;
  while (at + RTNEXTHOP_LENGTH <= value.length) {
    const length = getU16(value, at);
    if (length < RTNEXTHOP_LENGTH || at + length > value.length) {
      throw new MalformedMessage(`rtnh_len ${length}, but ${value.length - at} octets left`);
    }
    offsets.push(at);
    at += NLMSG_ALIGN(length);
  }
  return offsets;
}
