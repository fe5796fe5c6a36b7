/** Checks that a decoder throws MalformedMessage. */
import { expect } from 'vitest';
import { MalformedMessage } from '../../../lib/wire/octets.ts';

type Decode = (bytes: Uint8Array) => unknown;

export function expectMalformed(decode: Decode, bytes: Uint8Array): void {
  expect(() => decode(bytes), bytes.toHex()).toThrow(MalformedMessage);
}

/** Checks the message cut off at each length from 0, except the lengths in `whole`. */
export function expectMalformedWhenCut(
  message: Uint8Array,
  decode: Decode,
  whole: readonly number[] = [],
): void {
  for (const length of message.keys()) {
    if (!whole.includes(length)) expectMalformed(decode, message.subarray(0, length));
  }
}

/** Checks the message with each of the values in the octet at offset `at`. */
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

/** The integers from `first` to `last`, inclusive. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The values of an octet, except these. */
export function octetsExcept(...values: number[]): number[] {
  return range(0, 255).filter((value) => !values.includes(value));
}
