import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allOctets,
  concatenate,
  copyOf,
  getNetworkU16,
  getNetworkU32,
  getS32,
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
import { u16, u32 } from '../support/arbitraries.ts';
import { hex } from '../support/fields.ts';

const LENGTH = 6;
const bytes = () => hex('a1 a2 a3 a4 a5 a6');
const words = () => new Uint32Array([0xb1, 0xffffffff]);

/** Name, call, width in elements, length of the array. */
const READERS: [string, (at: number) => number, number, number][] = [
  ['octetAt', (at) => octetAt(bytes(), at), 1, LENGTH],
  ['getU16', (at) => getU16(bytes(), at), 2, LENGTH],
  ['getU32', (at) => getU32(bytes(), at), 4, LENGTH],
  ['getS32', (at) => -getS32(bytes(), at), 4, LENGTH],
  ['getNetworkU16', (at) => getNetworkU16(bytes(), at), 2, LENGTH],
  ['getNetworkU32', (at) => getNetworkU32(bytes(), at), 4, LENGTH],
  ['wordAt', (at) => wordAt(words(), at), 1, 2],
];
const WRITERS: [string, (at: number) => void, number, number][] = [
  ['putOctet', (at) => putOctet(bytes(), at, 1), 1, LENGTH],
  ['putU16', (at) => putU16(bytes(), at, 1), 2, LENGTH],
  ['putU32', (at) => putU32(bytes(), at, 1), 4, LENGTH],
  ['putNetworkU16', (at) => putNetworkU16(bytes(), at, 1), 2, LENGTH],
  ['putWord', (at) => putWord(words(), at, 1), 1, 2],
];

/** Invalid offsets, for which JavaScript returns undefined. */
const NO_OFFSETS = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32, -(2 ** 32)];

describe.each(READERS)('%s', (_, read, width, length) => {
  it('reads up to the end', () => {
    for (let at = 0; at + width <= length; at++) expect(read(at)).toBeGreaterThan(0);
  });

  it('throws past the end and for an invalid offset', () => {
    for (const at of [length - width + 1, length, length + 1, ...NO_OFFSETS]) {
      expect(() => read(at), `${at}`).toThrow(MalformedMessage);
    }
  });
});

describe.each(WRITERS)('%s', (_, write, width, length) => {
  it('writes up to the end', () => {
    for (let at = 0; at + width <= length; at++) write(at);
  });

  it('throws past the end and for an invalid offset', () => {
    for (const at of [length - width + 1, length, length + 1, ...NO_OFFSETS]) {
      expect(() => write(at), `${at}`).toThrow(RangeError);
    }
  });
});

describe('octets', () => {
  it('error messages', () => {
    expect(() => octetAt(bytes(), 6)).toThrow('octet at offset 6 of 6');
    expect(() => getU32(bytes(), 3)).toThrow('u32 at offset 3 of 6');
    expect(() => wordAt(words(), 2)).toThrow('word at offset 2 of 2');
    expect(() => putU16(bytes(), 5, 0)).toThrow('write at offset 5 of 6');
  });

  it('are read and written', () => {
    const changed = bytes();
    putOctet(changed, 5, 0x1ff);
    expect(octetAt(changed, 5)).toBe(0xff);
    expect(changed).toEqual(hex('a1 a2 a3 a4 a5 ff'));
  });

  it('a write past the end writes nothing', () => {
    const unchanged = bytes();
    expect(() => putU32(unchanged, 3, 0)).toThrow(RangeError);
    expect(() => putU16(unchanged, 5, 0)).toThrow(RangeError);
    expect(() => putNetworkU16(unchanged, 5, 0)).toThrow(RangeError);
    expect(unchanged).toEqual(bytes());
  });

  it('words of 32 bits', () => {
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
  it('agrees with Array.indexOf', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 4 }), fc.nat(4), (list, octet) => {
        expect(indexOfOctet(list, octet)).toBe(list.indexOf(octet));
      }),
    );
  });
});

describe('allOctets', () => {
  it.each([
    ['', 0, true],
    ['00', 0, true],
    ['0000ff', 0, false],
    ['ff0000', 0, false],
    ['ffff', 0xff, true],
  ])('%s, %d: %s', (bytes, octet, all) => {
    expect(allOctets(hex(bytes), octet)).toBe(all);
  });
});

describe('copyOf', () => {
  it('copies a view of a Buffer', () => {
    const buffer = Buffer.from('a1a2a3', 'hex');
    const copy = copyOf(buffer.subarray(1));
    buffer.fill(0);
    expect(copy).toEqual(hex('a2a3'));
    expect(Buffer.isBuffer(copy)).toBe(false);
  });
});

describe('concatenate', () => {
  it('concatenates', () => {
    expect(concatenate(hex('0102'), hex('03'))).toEqual(hex('010203'));
    expect(concatenate(hex(''), hex('03'))).toEqual(hex('03'));
    expect(concatenate(hex('01'), hex(''))).toEqual(hex('01'));
  });
});

/** As the processor stores them. */
const asStored = (numbers: Uint16Array | Uint32Array | Int32Array) =>
  new Uint8Array(numbers.buffer);

describe('numbers in host byte order', () => {
  it('u16', () => {
    fc.assert(
      fc.property(u16, (value) => {
        const bytes = new Uint8Array(4);
        putU16(bytes, 2, value);
        expect(bytes.subarray(2)).toEqual(asStored(Uint16Array.of(value)));
        expect(getU16(bytes, 2)).toBe(value);
      }),
    );
  });

  it('u32', () => {
    fc.assert(
      fc.property(u32, (value) => {
        const bytes = new Uint8Array(8);
        putU32(bytes, 4, value);
        expect(bytes.subarray(4)).toEqual(asStored(Uint32Array.of(value)));
        expect(getU32(bytes, 4)).toBe(value);
      }),
    );
  });

  it('s32', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(getS32(asStored(Int32Array.of(value)), 0)).toBe(value);
      }),
    );
  });

  it.each([0, 1, 0x7fffffff, 0x80000000, 0xffffffff])('u32 %d keeps its sign bit', (value) => {
    const bytes = new Uint8Array(4);
    putU32(bytes, 0, value);
    expect(getU32(bytes, 0)).toBe(value);
  });
});

it('u16 in network byte order agrees with DataView', () => {
  fc.assert(
    fc.property(u16, (value) => {
      const bytes = new Uint8Array(4);
      putNetworkU16(bytes, 2, value);
      expect(new DataView(bytes.buffer).getUint16(2)).toBe(value);
      expect(getNetworkU16(bytes, 2)).toBe(value);
    }),
  );
});

it('u32 in network byte order agrees with DataView', () => {
  fc.assert(
    fc.property(u32, (value) => {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setUint32(3, value);
      expect(getNetworkU32(bytes, 3)).toBe(value);
    }),
  );
});
