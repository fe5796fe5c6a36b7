/**
 * Access to elements of typed arrays with bounds checks. Other files must not index typed arrays: in the
 * compiled program an index past the end is SIGABRT (docs/architecture.md). Byte order is that of the host,
 * little endian on every supported architecture, or big endian in functions with Network in their name. Past
 * the end, readers throw MalformedMessage, writers RangeError.
 */

/** The octets do not have the expected layout: in most cases they are shorter than their length field. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

export function octetAt(bytes: Uint8Array, at: number): number {
  const index = at >>> 0;
  if (index !== at || index >= bytes.length) throw missing('octet', at, bytes.length);
  return bytes[index] as number;
}

/** Writes the low 8 bits of `value`. */
export function putOctet(bytes: Uint8Array, at: number, value: number): void {
  const index = at >>> 0;
  if (index !== at || index >= bytes.length) throw outside(at, bytes.length);
  bytes[index] = value;
}

/** @param at in units of 32 bits */
export function wordAt(words: Uint32Array, at: number): number {
  const index = at >>> 0;
  if (index !== at || index >= words.length) throw missing('word', at, words.length);
  return words[index] as number;
}

export function putWord(words: Uint32Array, at: number, value: number): void {
  const index = at >>> 0;
  if (index !== at || index >= words.length) throw outside(at, words.length);
  words[index] = value;
}

export function getU16(bytes: Uint8Array, at: number): number {
  const index = at >>> 0;
  if (index !== at || index + 2 > bytes.length) throw missing('u16', at, bytes.length);
  return (bytes[index] as number) | ((bytes[index + 1] as number) << 8);
}

export function getU32(bytes: Uint8Array, at: number): number {
  const index = at >>> 0;
  if (index !== at || index + 4 > bytes.length) throw missing('u32', at, bytes.length);
  return (
    ((bytes[index] as number) |
      ((bytes[index + 1] as number) << 8) |
      ((bytes[index + 2] as number) << 16) |
      ((bytes[index + 3] as number) << 24)) >>>
    0
  );
}

export function getS32(bytes: Uint8Array, at: number): number {
  return getU32(bytes, at) | 0;
}

export function putU16(bytes: Uint8Array, at: number, value: number): void {
  const index = at >>> 0;
  if (index !== at || index + 2 > bytes.length) throw outside(at, bytes.length);
  bytes[index] = value;
  bytes[index + 1] = value >>> 8;
}

export function putU32(bytes: Uint8Array, at: number, value: number): void {
  const index = at >>> 0;
  if (index !== at || index + 4 > bytes.length) throw outside(at, bytes.length);
  bytes[index] = value;
  bytes[index + 1] = value >>> 8;
  bytes[index + 2] = value >>> 16;
  bytes[index + 3] = value >>> 24;
}

export function getNetworkU16(bytes: Uint8Array, at: number): number {
  const index = at >>> 0;
  if (index !== at || index + 2 > bytes.length) throw missing('u16', at, bytes.length);
  return ((bytes[index] as number) << 8) | (bytes[index + 1] as number);
}

export function getNetworkU32(bytes: Uint8Array, at: number): number {
  return ((getNetworkU16(bytes, at) << 16) | getNetworkU16(bytes, at + 2)) >>> 0;
}

export function putNetworkU16(bytes: Uint8Array, at: number, value: number): void {
  const index = at >>> 0;
  if (index !== at || index + 2 > bytes.length) throw outside(at, bytes.length);
  bytes[index] = value >>> 8;
  bytes[index + 1] = value;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether every octet equals `octet`; true for an empty array. */
export function allOctets(bytes: Uint8Array, octet: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== octet) return false;
  return true;
}

/** The first offset of `octet`; -1 if there is none. */
export function indexOfOctet(bytes: Uint8Array, octet: number): number {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === octet) return i;
  return -1;
}

/** Copies a Uint8Array or a Buffer, whose `slice` returns a view. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}

export function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

function missing(what: string, at: number, length: number): MalformedMessage {
  return new MalformedMessage(`${what} at offset ${at} of ${length}`);
}

function outside(at: number, length: number): RangeError {
  return new RangeError(`write at offset ${at} of ${length}`);
}
