/**
 * Interface addresses (struct ifaddrmsg, linux/if_addr.h), host byte order:
 *
 *   0  ifa_family     1
 *   1  ifa_prefixlen  1
 *   2  ifa_flags      1   low 8 bits; IFA_FLAGS has all 32
 *   3  ifa_scope      1
 *   4  ifa_index      4
 *   8  attributes
 */
import { cString, readCString } from './c-string.ts';
import { getU32, MalformedMessage, octetAt, putOctet, putU32, putWord, wordAt } from './octets.ts';
import { type Attribute, encodeAttributes, findAttribute, readU32, u32Value } from './rtattr.ts';

export const IFADDRMSG_LENGTH = 8;

export const IFA_ADDRESS = 1;
export const IFA_LOCAL = 2;
export const IFA_LABEL = 3;
export const IFA_BROADCAST = 4;
export const IFA_CACHEINFO = 6;
export const IFA_FLAGS = 8;
export const IFA_RT_PRIORITY = 9;

/** IPv4 only; in IPv6 the same bit is IFA_F_TEMPORARY. */
export const IFA_F_SECONDARY = 0x01;
export const IFA_F_NODAD = 0x02;
export const IFA_F_DADFAILED = 0x08;
export const IFA_F_TENTATIVE = 0x40;
/** The valid lifetime is infinite. */
export const IFA_F_PERMANENT = 0x80;
export const IFA_F_NOPREFIXROUTE = 0x200;

export const RT_SCOPE_UNIVERSE = 0;
export const RT_SCOPE_LINK = 253;
export const RT_SCOPE_HOST = 254;

/** An infinite lifetime (ND_INFINITY_LIFETIME of RFC 4861). */
export const INFINITY_LIFE_TIME = 0xffffffff;

export interface InterfaceAddress {
  readonly family: number;
  readonly prefixLength: number;
  readonly flags: number;
  readonly scope: number;
  readonly index: number;
  /** IFA_LOCAL, or IFA_ADDRESS if the kernel sends no IFA_LOCAL (IPv6 without a peer). */
  readonly local: Uint8Array;
  /** IFA_ADDRESS: the peer of a point-to-point address, otherwise the same as `local`. */
  readonly address: Uint8Array;
  readonly broadcast?: Uint8Array | undefined;
  readonly label?: string | undefined;
  /** IFA_RT_PRIORITY: the metric of the prefix route. */
  readonly routeMetric?: number | undefined;
  /** Seconds until the address is deprecated (RFC 4862 section 5.5.4); INFINITY_LIFE_TIME: never. */
  readonly preferredLifetime?: number | undefined;
  /** Seconds until the kernel removes the address; undefined or INFINITY_LIFE_TIME: never. */
  readonly validLifetime?: number | undefined;
}

export function encodeInterfaceAddress(entry: InterfaceAddress): Uint8Array {
  const attributes: Attribute[] = [
    { type: IFA_LOCAL, value: entry.local },
    { type: IFA_ADDRESS, value: entry.address },
  ];
  if (entry.broadcast) attributes.push({ type: IFA_BROADCAST, value: entry.broadcast });
  if (entry.label !== undefined) {
    attributes.push({ type: IFA_LABEL, value: cString(entry.label) });
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

/** struct ifa_cacheinfo: ifa_prefered 4, ifa_valid 4, cstamp 4, tstamp 4. */
function cacheInfo({ preferredLifetime, validLifetime }: InterfaceAddress): Uint8Array {
  const value = new Uint8Array(16);
  putU32(value, 0, preferredLifetime ?? INFINITY_LIFE_TIME);
  putU32(value, 4, validLifetime ?? INFINITY_LIFE_TIME);
  return value;
}

/** The fixed part only: the filter of a dump. @param index 0 for all interfaces */
export function encodeAddressFilter(family: number, index: number): Uint8Array {
  const bytes = new Uint8Array(IFADDRMSG_LENGTH);
  putOctet(bytes, 0, family);
  putU32(bytes, 4, index);
  return bytes;
}

/** An address as the kernel reported it, with the netlink message. */
export interface HeldAddress extends InterfaceAddress {
  /** struct ifaddrmsg with its attributes, lifetimes included. */
  readonly message: Uint8Array;
}

/**
 * @param bytes kept, not copied
 * @returns undefined if the message carries no address
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
    label: label && readCString(label),
    routeMetric: metric && readU32(metric),
    preferredLifetime: lifetimes && readU32(lifetimes),
    validLifetime: lifetimes && readU32(lifetimes.subarray(4)),
    message: bytes,
  };
}

/** cstamp of struct ifa_cacheinfo: when the address was added, in 1/100 s since boot. */
export function createdAt({ message }: HeldAddress): number | undefined {
  const lifetimes = findAttribute(message, IFADDRMSG_LENGTH, IFA_CACHEINFO);
  return lifetimes && readU32(lifetimes.subarray(8));
}

/**
 * Whether the local address of the ifaddrmsg from `start` to `end` is `wanted`. Reads the message in place:
 * a host may have thousands of addresses, and only those that match need decoding.
 *
 * @param words the datagram in units of 32 bits; `start` and `end` are in octets
 * @param wanted as addressWords returns it
 */
export function holdsAddress(
  words: Uint32Array,
  start: number,
  end: number,
  wanted: Uint32Array,
): boolean {
  const wantedLength = 4 + wanted.length * 4;
  let matches = false;
  let at = start + IFADDRMSG_LENGTH;
  while (at + 4 <= end) {
    const header = wordAt(words, at >> 2);
    const length = header & 0xffff;
    if (length < 4 || at + length > end) {
      throw new MalformedMessage(`rta_len ${length}, but ${end - at} octets left`);
    }
    const type = header >>> 16;
    if (type === IFA_LOCAL || type === IFA_ADDRESS) {
      const same = length === wantedLength && equalAt(words, (at >> 2) + 1, wanted);
      // IFA_ADDRESS may be the peer: IFA_LOCAL takes precedence.
      if (type === IFA_LOCAL) return same;
      matches = same;
    }
    at += (length + 3) & ~3;
  }
  return matches;
}

/** Compares from the end: adjacent addresses differ in their last word. */
function equalAt(words: Uint32Array, at: number, wanted: Uint32Array): boolean {
  for (let i = wanted.length - 1; i >= 0; i--)
    if (wordAt(words, at + i) !== wordAt(wanted, i)) return false;
  return true;
}

/** An address in units of 32 bits, for `holdsAddress`. */
export function addressWords(address: Uint8Array): Uint32Array {
  const words = new Uint32Array(address.length >> 2);
  for (let i = 0; i < words.length; i++) putWord(words, i, getU32(address, i * 4));
  return words;
}
