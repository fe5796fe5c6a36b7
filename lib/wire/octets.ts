/**
 * The elements of typed arrays: nothing else indexes them.
 * An index past the end, which JavaScript answers with undefined and a compiled program with its own
 * end, is refused here first.
 */
import { MalformedMessage } from './malformed.ts';

/** Throws MalformedMessage past the end, as all that reads does. */
export function octetAt(bytes: Uint8Array, at: number): number {
  const index = at >>> 0;
  if (index !== at || index >= bytes.length) throw missing('octet', at, bytes.length);
  return bytes[index] as number;
}

/** The value's low 8 bits. Throws RangeError past the end, as all that writes does. */
export function putOctet(bytes: Uint8Array, at: number, value: number): void {
  const index = at >>> 0;
  if (index !== at || index >= bytes.length) throw outside(at, bytes.length);
  bytes[index] = value;
}

/** A unit of 32 bits; `at` counts such units. */
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

/** Little endian, as getU32, putU16 and putU32. */
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

/** Big endian, as putNetworkU16. */
export function getNetworkU16(bytes: Uint8Array, at: number): number {
  const index = at >>> 0;
  if (index !== at || index + 2 > bytes.length) throw missing('u16', at, bytes.length);
  return ((bytes[index] as number) << 8) | (bytes[index + 1] as number);
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

/** Whether each octet is `octet`. */
export function allOctets(bytes: Uint8Array, octet: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== octet) return false;
  return true;
}

/** Where the octet stands first; -1 where it does not. */
export function indexOfOctet(bytes: Uint8Array, octet: number): number {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === octet) return i;
  return -1;
}

/**
 * A copy of its own. `slice` would do, but that of a Buffer, which is a Uint8Array as well, is a view.
 */
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
  return new MalformedMessage(`${what} at ${at} where there are ${length}`);
}

function outside(at: number, length: number): RangeError {
  return new RangeError(`nothing to write at ${at} where there are ${length}`);
}
