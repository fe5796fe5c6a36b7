/**
 * Numbers in host byte order, which is little endian on every machine that Bun runs on.
 * By hand rather than by DataView: this is the monitor's path, and a first DataView takes longer
 * than all that a monitor reads and writes.
 */

export function putU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

export function putU32(bytes: Uint8Array, at: number, value: number): void {
  putU16(bytes, at, value);
  putU16(bytes, at + 2, value >>> 16);
}

export function getU16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

export function getU32(bytes: Uint8Array, at: number): number {
  return (getU16(bytes, at) | (getU16(bytes, at + 2) << 16)) >>> 0;
}

export function getS32(bytes: Uint8Array, at: number): number {
  return getU32(bytes, at) | 0;
}
