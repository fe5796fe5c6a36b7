/** Checks for decoders of messages that end with routing attributes. */
import { expect } from 'vitest';
import { expectMalformed } from './malformed.ts';

type Decode = (bytes: Uint8Array) => unknown;

/** Offsets of the beginning and the end of each attribute, without padding. */
function spansIn(message: Uint8Array, start: number): [number, number][] {
  const spans: [number, number][] = [];
  for (let at = start; at < message.length; ) {
    const end = at + (message[at] ?? 0) + 256 * (message[at + 1] ?? 0);
    spans.push([at, end]);
    at = 4 * Math.ceil(end / 4);
  }
  return spans;
}

/**
 * A message that is cut off in its fixed part or in an attribute is malformed. If the cut leaves no room for
 * the header of the next attribute, the message ends with the last complete one, padded or not.
 */
export function expectEndsWithAnAttribute(
  message: Uint8Array,
  start: number,
  decode: Decode,
): void {
  const spans = spansIn(message, start);
  for (const length of message.keys()) {
    const cut = message.subarray(0, length);
    const isInside = spans.some(([begin, end]) => begin + 4 <= length && length < end);
    if (length < start || isInside) {
      expectMalformed(decode, cut);
      continue;
    }
    const ends = spans.map(([, end]) => end).filter((end) => end <= length);
    expect(decode(cut), `${length} octets`).toEqual(
      decode(message.subarray(0, Math.max(start, ...ends))),
    );
  }
}

/** A message is malformed if rta_len is less than the attribute's header or more than the rest of the message. */
export function expectAttributeLengthsHold(
  message: Uint8Array,
  start: number,
  decode: Decode,
): void {
  for (const [at] of spansIn(message, start)) {
    const left = message.length - at;
    for (const length of [0, 1, 2, 3, left + 1, left + 2, left + 3, left + 4, 0xffff]) {
      const bytes = message.slice();
      bytes.set([length & 0xff, length >> 8], at);
      expectMalformed(decode, bytes);
    }
  }
}

/** What follows the message and is not an attribute that it knows makes no difference. */
export function expectIgnoresWhatFollows(message: Uint8Array, decode: Decode): void {
  const decoded = decode(message);
  const padding = Array<number>((4 - (message.length % 4)) % 4).fill(0);
  const unknown = [0x08, 0x00, 0xff, 0x3f, 0xde, 0xad, 0xbe, 0xef];
  for (const rest of [[], [0xff], [0xff, 0xff], [0xff, 0xff, 0xff], unknown]) {
    expect(decode(Uint8Array.of(...message, ...padding, ...rest)), `${rest}`).toEqual(decoded);
  }
}
