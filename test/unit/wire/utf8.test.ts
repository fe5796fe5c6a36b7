import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8, isUtf8 } from '../../../lib/wire/utf8.ts';
import { hex } from '../support/fields.ts';
import { range } from '../support/malformed.ts';

const reference = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

function isWellFormed(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function expectAsReference(bytes: Uint8Array): void {
  const text = reference.decode(bytes);
  const wellFormed = isWellFormed(bytes);
  // expect() is slow.
  if (decodeUtf8(bytes) === text && isUtf8(bytes) === wellFormed) return;
  expect(decodeUtf8(bytes), bytes.toHex()).toBe(text);
  expect(isUtf8(bytes), bytes.toHex()).toBe(wellFormed);
}

/** The boundaries in table 3-7 of Unicode, with their neighbours. */
const EDGES = [
  0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
  0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
];

/** Text, truncated sequences and arbitrary octets, in any order. */
const mixture = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => new TextEncoder().encode(text)),
      fc
        .string({ unit: 'binary', minLength: 1, maxLength: 1 })
        .map((text) => new TextEncoder().encode(text).subarray(0, -1)),
      fc.array(fc.constantFrom(...EDGES), { maxLength: 4 }).map((list) => Uint8Array.from(list)),
      fc.uint8Array({ maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

describe('UTF-8', () => {
  it.each([
    ['ASCII', '65 74 68 30', 'eth0'],
    ['a NUL', '61 00 62', 'a\0b'],
    ['2 octets', 'c3 a9', 'é'],
    ['3 octets', 'e2 82 ac', '€'],
    ['4 octets', 'f0 9f a6 8b', '🦋'],
    ['a byte order mark', 'ef bb bf 61', '\ufeffa'],
    ['a byte order mark alone', 'ef bb bf', '\ufeff'],
    ['what ends as a byte order mark does', 'e1 bb bf', '\u1eff'],
    ['what begins as a byte order mark does', 'ef bb be', '\ufefe'],
    ['what has only the middle of none', 'ef ba bf', '\ufebf'],
    ['two byte order marks', 'ef bb bf ef bb bf', '\ufeff\ufeff'],
    ['the last before the surrogates', 'ed 9f bf', '\ud7ff'],
    ['the first after the surrogates', 'ee 80 80', '\ue000'],
    ['the last of all', 'f4 8f bf bf', '\u{10ffff}'],
    ['the replacement character itself', 'ef bf bd', '\ufffd'],
  ])('well formed: %s', (_, bytes, text) => {
    expect(decodeUtf8(hex(bytes))).toBe(text);
    expect(encodeUtf8(text)).toEqual(hex(bytes));
    expect(isUtf8(hex(bytes))).toBe(true);
  });

  it.each([
    ['a lead octet alone', 'c3', '\ufffd'],
    ['a lead octet before ASCII', 'c3 41', '\ufffdA'],
    ['a continuation alone', '80', '\ufffd'],
    ['3 octets, cut off', 'e2 82', '\ufffd'],
    ['4 octets, cut off', 'f0 9f a6', '\ufffd'],
    ['4 octets, cut off, before ASCII', 'f0 9f a6 41', '\ufffdA'],
    ['an overlong slash', 'c0 af', '\ufffd\ufffd'],
    ['an overlong slash in 3', 'e0 80 af', '\ufffd\ufffd\ufffd'],
    ['an overlong slash in 4', 'f0 80 80 af', '\ufffd\ufffd\ufffd\ufffd'],
    ['a surrogate', 'ed a0 80', '\ufffd\ufffd\ufffd'],
    ['beyond the last', 'f4 90 80 80', '\ufffd\ufffd\ufffd\ufffd'],
    ['what never stands in UTF-8', 'fe ff', '\ufffd\ufffd'],
    ['part of a byte order mark', 'ef bb', '\ufffd'],
    ['a sequence begun in another', 'f0 9f c3 a9', '\ufffdé'],
    ['a newline behind a lead octet', 'e2 0a', '\ufffd\n'],
  ])('malformed: %s', (_, bytes, text) => {
    expect(decodeUtf8(hex(bytes))).toBe(text);
    expect(isUtf8(hex(bytes))).toBe(false);
  });

  it('every sequence of one or two octets', () => {
    for (const first of range(0, 255)) {
      expectAsReference(Uint8Array.of(first));
      for (const second of range(0, 255)) expectAsReference(Uint8Array.of(first, second));
    }
  });

  it('every combination of boundary octets in three or four octets', () => {
    for (const first of EDGES) {
      for (const second of EDGES) {
        for (const third of EDGES) {
          expectAsReference(Uint8Array.of(first, second, third));
          if (first < 0xe0) continue;
          for (const last of EDGES) expectAsReference(Uint8Array.of(first, second, third, last));
        }
      }
    }
  });

  it('any octets', () => {
    fc.assert(fc.property(mixture, expectAsReference), { numRuns: 2000 });
  });

  it('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
        expect(isUtf8(encodeUtf8(text))).toBe(true);
      }),
    );
  });
});
