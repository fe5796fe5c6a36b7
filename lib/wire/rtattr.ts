/**
 * Routing attributes (struct rtattr, linux/rtnetlink.h), host byte order:
 *
 *   0  rta_len   2   header included
 *   2  rta_type  2   the two highest bits are NLA_F_NESTED and NLA_F_NET_BYTEORDER
 *   4  value, and padding to a multiple of 4
 */
import { getU16, getU32, putU16, putU32 } from './host-order.ts';
import { MalformedMessage } from './malformed.ts';

const RTA_HDRLEN = 4;
const NLA_TYPE_MASK = 0x3fff;

/** Everything in netlink starts at a multiple of 4 octets. */
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

/** Calls `visit` with each attribute from `start` on; the flag bits of the type are taken off. */
export function walkAttributes(
  bytes: Uint8Array,
  start: number,
  visit: (type: number, value: Uint8Array) => void,
): void {
  let at = start;
  for (let next = nextAttribute(bytes, at); next > 0; next = nextAttribute(bytes, at)) {
    const type = getU16(bytes, at + 2) & NLA_TYPE_MASK;
    visit(type, bytes.subarray(at + RTA_HDRLEN, at + getU16(bytes, at)));
    at = next;
  }
}

/** Where the attribute at `at` ends, its padding included; 0 where there is none. */
function nextAttribute(bytes: Uint8Array, at: number): number {
  const left = bytes.length - at;
  // What is left after the last attribute can only be padding.
  if (left < RTA_HDRLEN) return 0;
  const length = getU16(bytes, at);
  if (length < RTA_HDRLEN || length > left) {
    throw new MalformedMessage(`rta_len ${length} where ${left} octets are left`);
  }
  return at + NLMSG_ALIGN(length);
}

/** The attributes from `start` on by type; of a repeated one, the last. */
export function readAttributes(bytes: Uint8Array, start: number): Map<number, Uint8Array> {
  const attributes = new Map<number, Uint8Array>();
  walkAttributes(bytes, start, (type, value) => attributes.set(type, value));
  return attributes;
}

/**
 * The attributes of some types, in the order of `types`: of the forty that a link has, five matter.
 * Of a repeated one, the last.
 */
export function pickAttributes(
  bytes: Uint8Array,
  start: number,
  types: readonly number[],
): (Uint8Array | undefined)[] {
  const values: (Uint8Array | undefined)[] = [];
  let at = start;
  for (let next = nextAttribute(bytes, at); next > 0; next = nextAttribute(bytes, at)) {
    const index = types.indexOf(getU16(bytes, at + 2) & NLA_TYPE_MASK);
    if (index >= 0) values[index] = bytes.subarray(at + RTA_HDRLEN, at + getU16(bytes, at));
    at = next;
  }
  return values;
}

export function u32Value(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  putU32(bytes, 0, value);
  return bytes;
}

export function readU32(value: Uint8Array): number {
  if (value.length < 4) throw new MalformedMessage(`u32 attribute of ${value.length} octets`);
  return getU32(value, 0);
}

/** A C string, NUL included, as the kernel wants names. */
export function stringValue(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + 1);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return new TextEncoder().encode(`${text}\0`);
    bytes[i] = code;
  }
  return bytes;
}

export function readString(value: Uint8Array): string {
  let text = '';
  for (let i = 0; i < value.length; i++) {
    const code = value[i] ?? 0;
    if (code === 0) break;
    // Not ASCII, hence UTF-8: the decoder can do all of it, but takes a while to load.
    if (code > 0x7f) return decodeUtf8(value);
    text += String.fromCharCode(code);
  }
  return text;
}

function decodeUtf8(value: Uint8Array): string {
  const end = value.indexOf(0);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    end < 0 ? value : value.subarray(0, end),
  );
}
