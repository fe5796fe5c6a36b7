/**
 * IP addresses as text. IPv4: four decimal numbers without leading zeros, which other programs read as octal,
 * and no short forms. IPv6: parsed according to RFC 4291 section 2.2 (inet_pton(3)), formatted according to
 * RFC 5952 (inet_ntop(3)).
 */
import { cString, readCString } from '../wire/c-string.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { octetAt, putOctet } from '../wire/octets.ts';
import { AF_INET6 } from '../wire/socket.ts';

/** netinet/in.h */
const INET6_ADDRSTRLEN = 46;

/** Returns undefined if the text is not an address, or has an IPv6 zone (`%eth0`). */
export function parseIpAddress(text: string): IpAddress | undefined {
  const bytes = text.includes(':') ? parseIpv6(text) : parseDottedQuad(text);
  return bytes && ipAddressFromBytes(bytes);
}

function parseDottedQuad(text: string): Uint8Array | undefined {
  const fields = text.split('.');
  if (fields.length !== 4) return undefined;
  const bytes = new Uint8Array(4);
  for (let i = 0; i < 4; i++) {
    const field = fields[i] ?? '';
    const value = Number(field);
    // Comparing the text excludes leading zeros, signs, blanks and other notations of a number.
    if (!(value >= 0 && value <= 255) || `${value}` !== field) return undefined;
    putOctet(bytes, i, value);
  }
  return bytes;
}

function parseIpv6(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(16);
  const read = !text.includes('\0') && sys_inet_pton(AF_INET6, cString(text), bytes) === 1;
  return read ? bytes : undefined;
}

/** @param bytes 4 or 16 octets, network byte order */
export function ipAddressFromBytes(bytes: Uint8Array): IpAddress {
  if (bytes.length === 4) return { family: 'inet', bytes, text: dottedQuad(bytes) };
  if (bytes.length !== 16) {
    throw new RangeError(`an IP address has 4 or 16 bytes, not ${bytes.length}`);
  }
  const text = new Uint8Array(INET6_ADDRSTRLEN);
  sys_inet_ntop(AF_INET6, bytes, text);
  return { family: 'inet6', bytes, text: readCString(text) };
}

function dottedQuad(bytes: Uint8Array): string {
  return `${octetAt(bytes, 0)}.${octetAt(bytes, 1)}.${octetAt(bytes, 2)}.${octetAt(bytes, 3)}`;
}
