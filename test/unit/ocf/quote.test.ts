import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, quoted } from '../../../lib/ocf/quote.ts';

/** Anything, half surrogates and what breaks lines included. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof(fc.nat(0xa0), fc.nat(0xffff), fc.constantFrom(0x2028, 0x2029)))
    .map((codes) => String.fromCharCode(...codes)),
);
/** Control characters and all that ends a line. */
const UNFIT = /[\p{Cc}\u2028\u2029]/u;

describe('quoted', () => {
  it.each([
    ['eth0', 'nic="eth0"'],
    ['', 'nic=""'],
    ['a "b"', 'nic="a \\"b\\""'],
    ['a\\b', 'nic="a\\\\b"'],
    ['a\nb', 'nic="a\\nb"'],
    ['\x1b[31m', 'nic="\\u001b[31m"'],
    ['a\0', 'nic="a\\u0000"'],
    ['\x7f', 'nic="\\u007f"'],
    ['\u0085', 'nic="\\u0085"'],
    ['\u2028', 'nic="\\u2028"'],
    ['\ud83e', 'nic="\\ud83e"'],
    ['é🦋', 'nic="é🦋"'],
    ['x'.repeat(40), `nic="${'x'.repeat(40)}"`],
    ['x'.repeat(41), `nic="${'x'.repeat(40)}…"`],
    [`${'x'.repeat(39)}🦋`, `nic="${'x'.repeat(39)}…"`],
    ['\0'.repeat(7), `nic="${'\\u0000'.repeat(6)}…"`],
  ])('%j', (value, expected) => {
    expect(quoted('nic', value)).toBe(expected);
  });

  it('is one line without control characters, however long the value', () => {
    fc.assert(
      fc.property(text, fc.nat(100), (value, times) => {
        const line = quoted('nic', value.repeat(times));
        expect(line).not.toMatch(UNFIT);
        expect(line.length).toBeLessThanOrEqual('nic=""'.length + 41);
      }),
    );
  });

  it('tells a short value exactly', () => {
    fc.assert(
      fc.property(text, (value) => {
        const line = quoted('nic', value);
        fc.pre(!line.endsWith('…"'));
        expect(JSON.parse(line.slice('nic='.length))).toBe(value);
      }),
    );
  });
});

describe('oneLine', () => {
  it.each([
    ['as it is', 'as it is'],
    ['two\nlines', 'two lines'],
    ['two\r\n\r\nlines\n', 'two lines'],
    ['a\u0085b\u2028c\u2029d\x1be\x7ff\0g', 'a b c d e f g'],
    ['\n', ''],
    ['é🦋', 'é🦋'],
  ])('%j', (value, expected) => {
    expect(oneLine(value)).toBe(expected);
  });

  it('is one line without control characters', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(oneLine(value)).not.toMatch(UNFIT);
      }),
    );
  });

  it('leaves a line alone that is one already', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(oneLine(oneLine(value))).toBe(oneLine(value));
      }),
    );
  });
});
