/**
 * IP addresses as bytes, and arithmetic on their prefixes; lib/linux/ip-text.ts converts them from and to text.
 */
import { allOctets, copyOf, getNetworkU16, octetAt, putOctet, sameBytes } from './octets.ts';

export { sameBytes } from './octets.ts';

export type Family = 'inet' | 'inet6';

export interface IpAddress {
  readonly family: Family;
  /** 4 or 16 bytes, network byte order. */
  readonly bytes: Uint8Array;
  /** Canonical text: dotted quad, or RFC 5952. */
  readonly text: string;
}

/** 32 or 128. */
export function addressBits(family: Family): number {
  return family === 'inet' ? 32 : 128;
}

/** Whether the first `prefixLength` bits are equal. */
export function samePrefix(a: Uint8Array, b: Uint8Array, prefixLength: number): boolean {
  if (a.length !== b.length) return false;
  const whole = Math.min(prefixLength >> 3, a.length);
  if (!sameBytes(a.subarray(0, whole), b.subarray(0, whole))) return false;
  if (whole === a.length) return true;
  return (octetAt(a, whole) ^ octetAt(b, whole)) >> (8 - (prefixLength & 7)) === 0;
}

/** The address with every bit after the prefix set to `bit`. */
export function withHostBits(address: Uint8Array, prefixLength: number, bit: 0 | 1): Uint8Array {
  const bytes = copyOf(address);
  for (let i = prefixLength; i < bytes.length * 8; i++) {
    const mask = 0x80 >> (i & 7);
    const octet = octetAt(bytes, i >> 3);
    putOctet(bytes, i >> 3, bit === 1 ? octet | mask : octet & ~mask);
  }
  return bytes;
}

/** Special addresses of a network. */
export type NetworkRole = 'network address' | 'broadcast address' | 'subnet-router anycast address';

/**
 * Returns undefined for an ordinary host address, and for every address of a /31 (RFC 3021), /32, /127 (RFC
 * 6164) or /128. The first address of a larger IPv6 network is the subnet-router anycast address (RFC 4291
 * section 2.6.1).
 */
export function networkRole(
  { family, bytes }: IpAddress,
  prefixLength: number,
): NetworkRole | undefined {
  if (prefixLength > addressBits(family) - 2) return undefined;
  const isFirst = sameBytes(bytes, withHostBits(bytes, prefixLength, 0));
  if (family === 'inet6') return isFirst ? 'subnet-router anycast address' : undefined;
  if (isFirst) return 'network address';
  return sameBytes(bytes, withHostBits(bytes, prefixLength, 1)) ? 'broadcast address' : undefined;
}

/** The address plus `offset`; undefined on overflow. */
export function addressAfter(address: Uint8Array, offset: number): Uint8Array | undefined {
  const bytes = copyOf(address);
  let carry = offset;
  for (let i = bytes.length - 1; i >= 0 && carry > 0; i--) {
    const sum = carry + octetAt(bytes, i);
    putOctet(bytes, i, sum % 256);
    carry = Math.floor(sum / 256);
  }
  return carry === 0 ? bytes : undefined;
}

/** Converts a netmask to a prefix length; undefined if its one bits are not contiguous. */
export function prefixLengthOfNetmask(mask: Uint8Array): number | undefined {
  let length = 0;
  while (length < mask.length * 8 && hasBit(mask, length)) length++;
  return sameBytes(mask, withHostBits(mask, length, 0)) ? length : undefined;
}

function hasBit(bytes: Uint8Array, bit: number): boolean {
  return (octetAt(bytes, bit >> 3) & (0x80 >> (bit & 7))) !== 0;
}

/** fe80::/10 (RFC 4291 section 2.5.6): unique on its link only. */
export function isLinkLocal({ family, bytes }: IpAddress): boolean {
  return family === 'inet6' && (getNetworkU16(bytes, 0) & 0xffc0) === 0xfe80;
}

/** ::ffff:0:0/96 (RFC 4291 section 2.5.5.2): represents an IPv4 address in the socket API, not in packets. */
export function isIpv4Mapped({ family, bytes }: IpAddress): boolean {
  return family === 'inet6' && samePrefix(bytes, IPV4_MAPPED, 96);
}

const IPV4_MAPPED = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0]);

/** 127.0.0.0/8, ::1. */
export function isLoopbackAddress({ family, bytes }: IpAddress): boolean {
  if (family === 'inet') return octetAt(bytes, 0) === 127;
  return allOctets(bytes.subarray(0, 15), 0) && octetAt(bytes, 15) === 1;
}
