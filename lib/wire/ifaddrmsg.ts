/**
 * Interface addresses (struct ifaddrmsg, linux/if_addr.h), host byte order:
 *
 *   0  ifa_family     1
 *   1  ifa_prefixlen  1
 *   2  ifa_flags      1   the low 8 bits; IFA_FLAGS has all 32
 *   3  ifa_scope      1
 *   4  ifa_index      4
 *   8  attributes
 */
import { getU32, putU32 } from './host-order.ts';
import { MalformedMessage } from './malformed.ts';
import { octetAt, putOctet, putWord, wordAt } from './octets.ts';
import {
  type Attribute,
  encodeAttributes,
  findAttribute,
  readString,
  readU32,
  stringValue,
  u32Value,
} from './rtattr.ts';

export const IFADDRMSG_LENGTH = 8;

export const IFA_ADDRESS = 1;
export const IFA_LOCAL = 2;
export const IFA_LABEL = 3;
export const IFA_BROADCAST = 4;
export const IFA_CACHEINFO = 6;
export const IFA_FLAGS = 8;
export const IFA_RT_PRIORITY = 9;

/** IPv4 only: the same bit is IFA_F_TEMPORARY in IPv6. */
export const IFA_F_SECONDARY = 0x01;
export const IFA_F_NODAD = 0x02;
export const IFA_F_DADFAILED = 0x08;
export const IFA_F_TENTATIVE = 0x40;
/** Its valid lifetime has no end. */
export const IFA_F_PERMANENT = 0x80;
export const IFA_F_NOPREFIXROUTE = 0x200;

export const RT_SCOPE_UNIVERSE = 0;
export const RT_SCOPE_HOST = 254;

export const RT_SCOPE_LINK = 253;

/** A lifetime without an end. */
export const INFINITY_LIFE_TIME = 0xffffffff;

export const AF_INET = 2;
export const AF_INET6 = 10;

export interface InterfaceAddress {
  readonly family: number;
  readonly prefixLength: number;
  readonly flags: number;
  readonly scope: number;
  readonly index: number;
  /** IFA_LOCAL, or IFA_ADDRESS where the kernel gives no IFA_LOCAL (IPv6 without a peer). */
  readonly local: Uint8Array;
  /** IFA_ADDRESS: the peer's address on a point-to-point address, else the same as `local`. */
  readonly address: Uint8Array;
  readonly broadcast?: Uint8Array | undefined;
  readonly label?: string | undefined;
  /** IFA_RT_PRIORITY: metric of the route to the address's network. */
  readonly routeMetric?: number | undefined;
  /** Seconds for which new connections may choose the address; INFINITY_LIFE_TIME without an end. */
  readonly preferredLifetime?: number | undefined;
  /** Seconds until the kernel removes the address; none or INFINITY_LIFE_TIME: it never does. */
  readonly validLifetime?: number | undefined;
}

export function encodeInterfaceAddress(entry: InterfaceAddress): Uint8Array {
  const attributes: Attribute[] = [
    { type: IFA_LOCAL, value: entry.local },
    { type: IFA_ADDRESS, value: entry.address },
  ];
  if (entry.broadcast) attributes.push({ type: IFA_BROADCAST, value: entry.broadcast });
  if (entry.label !== undefined) {
    attributes.push({ type: IFA_LABEL, value: stringValue(entry.label) });
  }
  if (entry.flags !== 0) attributes.push({ type: IFA_FLAGS, value: u32Value(entry.flags) });
  if (entry.routeMetric !== undefined) {
    attributes.push({ type: IFA_RT_PRIORITY, value: u32Value(entry.routeMetric) });
  }
  if (entry.preferredLifetime !== undefined || entry.validLifetime !== undefined) {
    attributes.push({ type: IFA_CACHEINFO, value: cacheInfo(entry) });
  }
  const tail = encodeAttributes(attributes);
  const bytes = new Uint8Array(IFADDRMSG_LENGTH + tail.length);
  putOctet(bytes, 0, entry.family);
  putOctet(bytes, 1, entry.prefixLength);
  putOctet(bytes, 2, entry.flags);
  putOctet(bytes, 3, entry.scope);
  putU32(bytes, 4, entry.index);
  bytes.set(tail, IFADDRMSG_LENGTH);
  return bytes;
}

/** struct ifa_cacheinfo: ifa_prefered 4, ifa_valid 4, time stamps 4 + 4. */
function cacheInfo({ preferredLifetime, validLifetime }: InterfaceAddress): Uint8Array {
  const value = new Uint8Array(16);
  putU32(value, 0, preferredLifetime ?? INFINITY_LIFE_TIME);
  putU32(value, 4, validLifetime ?? INFINITY_LIFE_TIME);
  return value;
}

/** The fixed part alone: the filter of a dump that is asked for one interface (0: all). */
export function encodeAddressFilter(family: number, index: number): Uint8Array {
  const bytes = new Uint8Array(IFADDRMSG_LENGTH);
  putOctet(bytes, 0, family);
  putU32(bytes, 4, index);
  return bytes;
}

/** An address as the kernel reported it, and the report itself. */
export interface HeldAddress extends InterfaceAddress {
  /** struct ifaddrmsg with its attributes, lifetimes included. */
  readonly message: Uint8Array;
}

/**
 * @param bytes kept, not copied
 * @returns undefined for an entry without an address, which is none of ours to judge
 */
export function decodeInterfaceAddress(bytes: Uint8Array): HeldAddress | undefined {
  if (bytes.length < IFADDRMSG_LENGTH) {
    throw new MalformedMessage(`ifaddrmsg of ${bytes.length} octets, ${IFADDRMSG_LENGTH} needed`);
  }
  const address = findAttribute(bytes, IFADDRMSG_LENGTH, IFA_ADDRESS);
  const local = findAttribute(bytes, IFADDRMSG_LENGTH, IFA_LOCAL) ?? address;
  if (!local) return undefined;
  const flags = findAttribute(bytes, IFADDRMSG_LENGTH, IFA_FLAGS);
  const label = findAttribute(bytes, IFADDRMSG_LENGTH, IFA_LABEL);
  const metric = findAttribute(bytes, IFADDRMSG_LENGTH, IFA_RT_PRIORITY);
  const lifetimes = findAttribute(bytes, IFADDRMSG_LENGTH, IFA_CACHEINFO);
  return {
    family: octetAt(bytes, 0),
    prefixLength: octetAt(bytes, 1),
    flags: flags ? readU32(flags) : octetAt(bytes, 2),
    scope: octetAt(bytes, 3),
    index: getU32(bytes, 4),
    local,
    address: address ?? local,
    broadcast: findAttribute(bytes, IFADDRMSG_LENGTH, IFA_BROADCAST),
    label: label && readString(label),
    routeMetric: metric && readU32(metric),
    preferredLifetime: lifetimes && readU32(lifetimes),
    validLifetime: lifetimes && readU32(lifetimes.subarray(4)),
    message: bytes,
  };
}

/** When an address was added, in hundredths of a second since the boot (struct ifa_cacheinfo, cstamp). */
export function createdAt({ message }: HeldAddress): number | undefined {
  const lifetimes = findAttribute(message, IFADDRMSG_LENGTH, IFA_CACHEINFO);
  return lifetimes && readU32(lifetimes.subarray(8));
}

/**
 * Whether the ifaddrmsg from `start` to `end` holds the address as its own, without decoding it: of
 * the thousands of addresses that a host may have, only those that match are decoded.
 *
 * @param words the datagram in units of 32 bits; the offsets are in octets
 * @param wanted the address in units of 32 bits, as wordsOf makes them
 */
export function holdsAddress(
  words: Uint32Array,
  start: number,
  end: number,
  wanted: Uint32Array,
): boolean {
  const wantedLength = 4 + wanted.length * 4;
  let verdict = false;
  let at = start + IFADDRMSG_LENGTH;
  while (at + 4 <= end) {
    const header = wordAt(words, at >> 2);
    const length = header & 0xffff;
    if (length < 4 || at + length > end) {
      throw new MalformedMessage(`rta_len ${length} where ${end - at} octets are left`);
    }
    const type = header >>> 16;
    if (type === IFA_LOCAL || type === IFA_ADDRESS) {
      const same = length === wantedLength && equalAt(words, (at >> 2) + 1, wanted);
      // IFA_LOCAL decides where there is one; IFA_ADDRESS may be a peer's.
      if (type === IFA_LOCAL) return same;
      verdict = same;
    }
    at += (length + 3) & ~3;
  }
  return verdict;
}

/** From the end on, because neighbours in a list differ there. */
function equalAt(words: Uint32Array, at: number, wanted: Uint32Array): boolean {
  for (let i = wanted.length - 1; i >= 0; i--)
    if (wordAt(words, at + i) !== wordAt(wanted, i)) return false;
  return true;
}

/** An address for `holdsAddress`. */
export function wordsOf(address: Uint8Array): Uint32Array {
  const words = new Uint32Array(address.length >> 2);
  for (let i = 0; i < words.length; i++) putWord(words, i, getU32(address, i * 4));
  return words;
}
