import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concatenate,
  copyOf,
  getNetworkU16,
  getU16,
  getU32,
  indexOfOctet,
  MalformedMessage,
  octetAt,
  putNetworkU16,
  putOctet,
  putU16,
  putU32,
  putWord,
  sameBytes,
  wordAt,
} from '../../../lib/wire/octets.ts';
import { hex } from '../support/fields.ts';

const LENGTH = 6;
const bytes = () => hex('a1 a2 a3 a4 a5 a6');
const words = () => new Uint32Array([0xb1, 0xffffffff]);

/** Each reader and writer with its width, in elements, and how many elements there are. */
const READERS: [string, (at: number) => number, number, number][] = [
  ['octetAt', (at) => octetAt(bytes(), at), 1, LENGTH],
  ['getU16', (at) => getU16(bytes(), at), 2, LENGTH],
  ['getU32', (at) => getU32(bytes(), at), 4, LENGTH],
  ['getNetworkU16', (at) => getNetworkU16(bytes(), at), 2, LENGTH],
  ['wordAt', (at) => wordAt(words(), at), 1, 2],
];
const WRITERS: [string, (at: number) => void, number, number][] = [
  ['putOctet', (at) => putOctet(bytes(), at, 1), 1, LENGTH],
  ['putU16', (at) => putU16(bytes(), at, 1), 2, LENGTH],
  ['putU32', (at) => putU32(bytes(), at, 1), 4, LENGTH],
  ['putNetworkU16', (at) => putNetworkU16(bytes(), at, 1), 2, LENGTH],
  ['putWord', (at) => putWord(words(), at, 1), 1, 2],
];

/** No offsets at all: what JavaScript answers with undefined, or takes for the name of a property. */
const NO_OFFSETS = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32, -(2 ** 32)];

describe.each(READERS)('%s', (_, read, width, length) => {
  it('reads up to the end', () => {
    for (let at = 0; at + width <= length; at++) expect(read(at)).toBeGreaterThan(0);
  });

  it('refuses what goes past the end, or begins nowhere', () => {
    for (const at of [length - width + 1, length, length + 1, ...NO_OFFSETS]) {
      expect(() => read(at), `${at}`).toThrow(MalformedMessage);
    }
  });
});

describe.each(WRITERS)('%s', (_, write, width, length) => {
  it('writes up to the end', () => {
    for (let at = 0; at + width <= length; at++) write(at);
  });

  it('refuses what goes past the end, or begins nowhere', () => {
    for (const at of [length - width + 1, length, length + 1, ...NO_OFFSETS]) {
      expect(() => write(at), `${at}`).toThrow(RangeError);
    }
  });
});

describe('octets', () => {
  it('say where something is missing', () => {
    expect(() => octetAt(bytes(), 6)).toThrow('octet at offset 6 of 6');
    expect(() => getU32(bytes(), 3)).toThrow('u32 at offset 3 of 6');
    expect(() => wordAt(words(), 2)).toThrow('word at offset 2 of 2');
    expect(() => putU16(bytes(), 5, 0)).toThrow('write at offset 5 of 6');
  });

  it('are read and written one by one', () => {
    const changed = bytes();
    putOctet(changed, 5, 0x1ff);
    expect(octetAt(changed, 5)).toBe(0xff);
    expect(changed).toEqual(hex('a1 a2 a3 a4 a5 ff'));
  });

  it('nothing is written where not all fits', () => {
    const unchanged = bytes();
    expect(() => putU32(unchanged, 3, 0)).toThrow(RangeError);
    expect(() => putU16(unchanged, 5, 0)).toThrow(RangeError);
    expect(() => putNetworkU16(unchanged, 5, 0)).toThrow(RangeError);
    expect(unchanged).toEqual(bytes());
  });

  it('make words of 32 bits', () => {
    const changed = words();
    putWord(changed, 0, 0x80000000);
    expect([wordAt(changed, 0), wordAt(changed, 1)]).toEqual([0x80000000, 0xffffffff]);
  });
});

describe('sameBytes', () => {
  it.each([
    ['', '', true],
    ['01', '', false],
    ['', '01', false],
    ['0102', '0102', true],
    ['0102', '0103', false],
    ['0102', '0202', false],
  ])('%s, %s: %s', (a, b, same) => {
    expect(sameBytes(hex(a), hex(b))).toBe(same);
  });
});

describe('indexOfOctet', () => {
  it('finds the first, or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 4 }), fc.nat(4), (list, octet) => {
        expect(indexOfOctet(list, octet)).toBe(list.indexOf(octet));
      }),
    );
  });
});

describe('copyOf', () => {
  it('is a copy also of a view of a Buffer, whose slice is none', () => {
    const buffer = Buffer.from('a1a2a3', 'hex');
    const copy = copyOf(buffer.subarray(1));
    buffer.fill(0);
    expect(copy).toEqual(hex('a2a3'));
    expect(Buffer.isBuffer(copy)).toBe(false);
  });
});

describe('concatenate', () => {
  it('puts one after the other', () => {
    expect(concatenate(hex('0102'), hex('03'))).toEqual(hex('010203'));
    expect(concatenate(hex(''), hex('03'))).toEqual(hex('03'));
    expect(concatenate(hex('01'), hex(''))).toEqual(hex('01'));
  });
});
