import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import {
  type Attribute,
  encodeAttributes,
  findAttribute,
  NLMSG_ALIGN,
  readAttributes,
  readU32,
  u32Value,
} from '../../../lib/wire/rtattr.ts';
import { u32 } from '../support/arbitraries.ts';
import { expectAttributeLengthsHold, expectEndsWithAnAttribute } from '../support/attributes.ts';
import { ascii, bytesOf, hex, withField } from '../support/fields.ts';
import { GOLDEN } from './golden/rtattr.ts';

const ATTRIBUTES: Attribute[] = [
  { type: 3, value: hex(ascii('lo\0')) },
  { type: 8, value: hex('80000000') },
];

const attributeLists = fc.array(
  fc.record({ type: fc.nat(0x3fff), value: fc.uint8Array({ maxLength: 20 }) }),
  { maxLength: 6 },
);

describe('NLMSG_ALIGN', () => {
  it.each([
    [0, 0],
    [1, 4],
    [3, 4],
    [4, 4],
    [5, 8],
  ])('%d: %d', (length, aligned) => {
    expect(NLMSG_ALIGN(length)).toBe(aligned);
  });
});

describe('routing attributes', () => {
  it('encode', () => {
    expect(encodeAttributes(ATTRIBUTES)).toEqual(bytesOf(GOLDEN));
  });

  it('decode', () => {
    expect(readAttributes(bytesOf(GOLDEN), 0)).toEqual(ATTRIBUTES);
  });

  it('are read from an offset on', () => {
    const bytes = bytesOf({ header: 'ff ff ff ff ff ff ff ff', ...GOLDEN });
    expect(readAttributes(bytes, 8)).toEqual(ATTRIBUTES);
  });

  it.each([
    ['NLA_F_NESTED', '03 80'],
    ['NLA_F_NET_BYTEORDER', '03 40'],
  ])('%s is not part of the type', (_, type) => {
    expect(readAttributes(withField(GOLDEN, 'rta_type of the label', type), 0)).toEqual(ATTRIBUTES);
  });

  it('may be empty, and end with padding or without', () => {
    expect(readAttributes(hex('04 00 3e 80'), 0)).toEqual([{ type: 62, value: hex('') }]);
    expect(readAttributes(hex('05 00 10 00 06'), 0)).toEqual([{ type: 16, value: hex('06') }]);
    expect(readAttributes(hex('05 00 10 00 06 00 00'), 0)).toEqual([
      { type: 16, value: hex('06') },
    ]);
    expect(readAttributes(hex('04 00 3e 80 ff ff'), 0)).toEqual([{ type: 62, value: hex('') }]);
    expect(readAttributes(hex(''), 0)).toEqual([]);
  });

  it('of one type: the last, or none', () => {
    const bytes = encodeAttributes([...ATTRIBUTES, { type: 3, value: hex('aa') }]);
    expect(findAttribute(bytes, 0, 3)).toEqual(hex('aa'));
    expect(findAttribute(bytes, 0, 8)).toEqual(hex('80000000'));
    expect(findAttribute(bytes, 0, 5)).toBeUndefined();
    expect(findAttribute(bytes, 0, 0x103)).toBeUndefined();
  });

  it('of one type, from an offset on', () => {
    const bytes = bytesOf({ header: '08 00 03 00 ff ff ff ff', ...GOLDEN });
    expect(findAttribute(bytes, 8, 3)).toEqual(hex(ascii('lo\0')));
    expect(findAttribute(bytes, bytes.length, 3)).toBeUndefined();
  });

  it('of one type, from a negative offset: none', () => {
    expect(findAttribute(bytesOf(GOLDEN), -8, 3)).toBeUndefined();
  });

  it('longer than 255 octets', () => {
    const long: Attribute = { type: 1, value: new Uint8Array(0x1234).fill(7) };
    const bytes = encodeAttributes([long, ...ATTRIBUTES]);
    expect(readAttributes(bytes, 0)).toEqual([long, ...ATTRIBUTES]);
    expect(findAttribute(bytes, 0, 1)).toEqual(long.value);
    expect(findAttribute(bytes, 0, 8)).toEqual(hex('80000000'));
  });

  it('findAttribute agrees with the list', () => {
    fc.assert(
      fc.property(attributeLists, fc.nat(0x3fff), (list, other) => {
        const bytes = encodeAttributes(list);
        for (const type of [other, ...list.map((attribute) => attribute.type)]) {
          const last = list.findLast((attribute) => attribute.type === type);
          expect(findAttribute(bytes, 0, type)).toEqual(last?.value);
        }
      }),
    );
  });

  it('error message', () => {
    const bytes = withField(GOLDEN, 'rta_len of the flags', '09 00');
    expect(() => readAttributes(bytes, 0)).toThrow('rta_len 9, but 8 octets left');
    expect(() => findAttribute(bytes, 0, 3)).toThrow('rta_len 9, but 8 octets left');
  });

  it.each([
    ['rta_len of the label: 0', withField(GOLDEN, 'rta_len of the label', '00 00')],
    ['rta_len of the label: 3', withField(GOLDEN, 'rta_len of the label', '03 00')],
    ['rta_len of an only attribute: 3', hex('03 00 03 00')],
    ['rta_len of the label: 17 of 16', withField(GOLDEN, 'rta_len of the label', '11 00')],
    ['rta_len of the flags: 9 of 8', withField(GOLDEN, 'rta_len of the flags', '09 00')],
    ['rta_len of the flags: 65535', withField(GOLDEN, 'rta_len of the flags', 'ff ff')],
    ['flags: 3 octets', withField(GOLDEN, 'flags', '80 00 00')],
    ['flags: none', withField(GOLDEN, 'flags', '')],
  ])('%s: malformed', (_, bytes) => {
    expect(() => readAttributes(bytes, 0)).toThrow(MalformedMessage);
    expect(() => findAttribute(bytes, 0, 3)).toThrow(MalformedMessage);
  });

  it('decode what was encoded', () => {
    fc.assert(
      fc.property(attributeLists, (list) => {
        const bytes = encodeAttributes(list);
        expect(bytes.length % 4).toBe(0);
        expect(readAttributes(bytes, 0)).toEqual(list);
      }),
    );
  });

  it('truncated anywhere but after an attribute: malformed', () => {
    expectEndsWithAnAttribute(bytesOf(GOLDEN), 0, (bytes) => readAttributes(bytes, 0));
    expectEndsWithAnAttribute(bytesOf(GOLDEN), 0, (bytes) => findAttribute(bytes, 0, 8));
  });

  it('of an invalid length: malformed', () => {
    expectAttributeLengthsHold(bytesOf(GOLDEN), 0, (bytes) => readAttributes(bytes, 0));
    expectAttributeLengthsHold(bytesOf(GOLDEN), 0, (bytes) => findAttribute(bytes, 0, 8));
  });

  it('truncated anywhere: the complete ones, or malformed', () => {
    fc.assert(
      fc.property(attributeLists, (list) => {
        expectEndsWithAnAttribute(encodeAttributes(list), 0, (bytes) => readAttributes(bytes, 0));
      }),
    );
  });
});

describe('values', () => {
  it.each([
    [0, '00 00 00 00'],
    [0x12345678, '78 56 34 12'],
    [0xffffffff, 'ff ff ff ff'],
  ])('u32 %d', (value, bytes) => {
    expect(u32Value(value)).toEqual(hex(bytes));
    expect(readU32(hex(bytes))).toBe(value);
  });

  it('u32: decodes what was encoded', () => {
    fc.assert(
      fc.property(u32, (value) => {
        expect(readU32(u32Value(value))).toBe(value);
      }),
    );
  });

  it.each([0, 1, 3])('a u32 of %d octets is malformed', (length) => {
    expect(() => readU32(new Uint8Array(length))).toThrow(MalformedMessage);
  });
});
