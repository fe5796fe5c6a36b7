import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, quoted } from '../../../lib/ocf/quote.ts';
import { LINES, QUOTED } from './golden/quotes.ts';

/** Any text, with lone surrogates and line breaks. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof(fc.nat(0xa0), fc.nat(0xffff), fc.constantFrom(0x2028, 0x2029)))
    .map((codes) => String.fromCharCode(...codes)),
);
/** Control characters and line breaks. */
const UNFIT = /[\p{Cc}\u2028\u2029]/u;

describe('quoted', () => {
  // A lone surrogate: it cannot come from the environment.
  it.each([...QUOTED, ['\ud83e', 'nic="\\ud83e"']])('%j', (value, expected) => {
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

  it('shows a short value exactly', () => {
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
  it.each(LINES)('%j', (value, expected) => {
    expect(oneLine(value)).toBe(expected);
  });

  it('is one line without control characters', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(oneLine(value)).not.toMatch(UNFIT);
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(oneLine(oneLine(value))).toBe(oneLine(value));
      }),
    );
  });
});
