import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getS32, getU16, getU32, putU16, putU32 } from '../../../lib/wire/octets.ts';
import { u16, u32 } from '../support/arbitraries.ts';

/** What the processor itself does is the reference. */
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
