import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, hex, toHex } from '../../../lib/wire/hex.ts';

describe('hex', () => {
  it.each([
    [0, 1, '0'],
    [0, 4, '0000'],
    [10, 1, 'a'],
    [255, 4, '00ff'],
    [0x12345, 4, '12345'],
    [0xffffffff, 2, 'ffffffff'],
  ])('%d in at least %d digits: %s', (value, width, text) => {
    expect(hex(value, width)).toBe(text);
  });

  it('0 has one digit', () => {
    expect(hex(0)).toBe('0');
  });

  it('of any whole number', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(hex(value)).toBe(value.toString(16));
      }),
    );
  });
});

describe('toHex and fromHex', () => {
  it('of any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toHex(bytes)).toBe(bytes.toHex());
        expect(toHex(bytes, ':')).toBe(bytes.toHex().replace(/..(?=.)/g, '$&:'));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes);
      }),
    );
  });

  const NONE = ['0', '012', '0/', ':0', '0@', 'G0', '0`', 'g0', '0 ', ' 0', '0x', '-1', '1é', 'İ0'];
  it.each(NONE)('%j: RangeError', (text) => {
    expect(() => fromHex(text)).toThrow(RangeError);
  });
});
