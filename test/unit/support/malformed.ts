import { expect } from 'vitest';
import { MalformedMessage } from '../../../lib/wire/octets.ts';

type Decode = (bytes: Uint8Array) => unknown;

export function expectMalformed(decode: Decode, bytes: Uint8Array): void {
  expect(() => decode(bytes), bytes.toHex()).toThrow(MalformedMessage);
}

/** Cut off at any length, none at all included, but for those in `whole`. */
export function expectMalformedWhenCut(
  message: Uint8Array,
  decode: Decode,
  whole: readonly number[] = [],
): void {
  for (const length of message.keys()) {
    if (!whole.includes(length)) expectMalformed(decode, message.subarray(0, length));
  }
}

/** With each of the values in the octet at `at`. */
export function expectMalformedWith(
  message: Uint8Array,
  at: number,
  values: readonly number[],
  decode: Decode,
): void {
  for (const value of values) {
    const bytes = message.slice();
    bytes[at] = value;
    expectMalformed(decode, bytes);
  }
}

/** From `first` to `last`, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** All values of an octet but these. */
export function octetsExcept(...values: number[]): number[] {
  return range(0, 255).filter((value) => !values.includes(value));
}
