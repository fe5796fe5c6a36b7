import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cString, cStrings, readCString } from '../../../lib/wire/c-string.ts';
import { hex } from '../support/fields.ts';

describe('C strings', () => {
  it.each([
    ['', '00'],
    ['eth0', '65 74 68 30 00'],
    ['\u007f', '7f 00'],
    ['\u0080', 'c2 80 00'],
    ['é', 'c3 a9 00'],
    ['eth€', '65 74 68 e2 82 ac 00'],
    ['🦋', 'f0 9f a6 8b 00'],
  ])('%j', (text, bytes) => {
    expect(cString(text)).toEqual(hex(bytes));
    expect(readCString(hex(bytes))).toBe(text);
  });

  it.each([
    ['eth0', '65 74 68 30'], // a text of the extended ack may have no NUL
    ['lo', '6c 6f 00 78 78'],
    ['é', 'c3 a9'],
    ['é', 'c3 a9 00 c3 a9'],
    ['\ufeffé', 'ef bb bf c3 a9 00'], // a byte order mark is kept
    ['\ufffd', '80 00'], // not UTF-8
    ['', ''],
  ])('%j ends at its NUL or with its octets', (text, bytes) => {
    expect(readCString(hex(bytes))).toBe(text);
  });

  it('read what was written', () => {
    const texts = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(texts, (text) => {
        expect(readCString(cString(text))).toBe(text);
      }),
    );
  });

  it('read any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(readCString(bytes)).not.toContain('\0');
      }),
    );
  });

  it.each([
    [[], ''],
    [['nft'], '6e 66 74 00'],
    [['', 'é', 'a'], '00 c3 a9 00 61 00'],
  ])('%j, one after the other', (texts, bytes) => {
    expect(cStrings(texts)).toEqual(hex(bytes));
  });
});
