/**
 * Routing attributes (struct rtattr, linux/rtnetlink.h), host byte order:
 *
 *   0  rta_len   2   including this header
 *   2  rta_type  2   the two high bits are NLA_F_NESTED and NLA_F_NET_BYTEORDER
 *   4  value, padded to a multiple of 4
 */
import { getU32, MalformedMessage, putU16, putU32 } from './octets.ts';

export const RTA_HDRLEN = 4;
const NLA_TYPE_MASK = 0x3fff;

/** Rounds up to a multiple of 4 octets, the alignment of messages, attributes and next hops. */
export function NLMSG_ALIGN(length: number): number {
  return (length + 3) & ~3;
}

export interface Attribute {
  readonly type: number;
  readonly value: Uint8Array;
}

export function encodeAttributes(attributes: readonly Attribute[]): Uint8Array {
  let length = 0;
  for (const { value } of attributes) length += NLMSG_ALIGN(RTA_HDRLEN + value.length);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const { type, value } of attributes) {
    putU16(bytes, at, RTA_HDRLEN + value.length);
    putU16(bytes, at + 2, type);
    bytes.set(value, at + RTA_HDRLEN);
    at += NLMSG_ALIGN(RTA_HDRLEN + value.length);
  }
  return bytes;
}

/**
 * Returns rta_len and, in the high 16 bits, rta_type of the attribute at `at`, as a number to avoid an allocation.
 * Throws MalformedMessage if rta_len is less than RTA_HDRLEN or more than the remaining octets.
 */
export function attributeHeader(bytes: Uint8Array, at: number): number {
  const header = getU32(bytes, at);
  const length = header & 0xffff;
  if (length < RTA_HDRLEN || at + length > bytes.length) {
    throw new MalformedMessage(`rta_len ${length}, but ${bytes.length - at} octets left`);
  }
  return header;
}

/** rta_type without its flag bits. */
export function attributeType(header: number): number {
  return (header >>> 16) & NLA_TYPE_MASK;
}

/** A view, not a copy. */
export function attributeValue(bytes: Uint8Array, at: number, header: number): Uint8Array {
  return bytes.subarray(at + RTA_HDRLEN, at + (header & 0xffff));
}

/** Reads all attributes from `start` on. */
export function readAttributes(bytes: Uint8Array, start: number): Attribute[] {
  const attributes: Attribute[] = [];
  let at = start;
  // Fewer than 4 octets are padding.
  while (at + RTA_HDRLEN <= bytes.length) {
    const header = attributeHeader(bytes, at);
    attributes.push({ type: attributeType(header), value: attributeValue(bytes, at, header) });
    at += NLMSG_ALIGN(header & 0xffff);
  }
  return attributes;
}

/** The value of the last attribute of `type` from `start` on. */
export function findAttribute(
  bytes: Uint8Array,
  start: number,
  type: number,
): Uint8Array | undefined {
  let value: Uint8Array | undefined;
  let at = start >>> 0;
  while (at + RTA_HDRLEN <= bytes.length) {
    const header = attributeHeader(bytes, at);
    if (attributeType(header) === type) value = attributeValue(bytes, at, header);
    at += NLMSG_ALIGN(header & 0xffff);
  }
  return value;
}

export function u32Value(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  putU32(bytes, 0, value);
  return bytes;
}

export function readU32(value: Uint8Array): number {
  return getU32(value, 0);
}
