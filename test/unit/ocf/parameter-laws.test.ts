import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParameters } from '../../../lib/ocf/read-parameters.ts';
import type { Parameter } from '../../../ocf-metadata/parameter.ts';
import { parameters } from '../../../ocf-metadata/parameters.ts';
import { DEFAULTS, LINE_BREAK, read } from '../support/parameters.ts';

const TABLE: readonly Parameter[] = parameters();
const NAMES = TABLE.map(({ name }) => name);

/** Anything, half surrogates included, and what is close to being right or to breaking a line. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes)),
  fc
    .array(fc.constantFrom('eth0', '192.0.2.10', '24', ':', '/', '\n', '\r', '\u0085', '\u2028'), {
      maxLength: 6,
    })
    .map((parts) => parts.join('')),
);

describe('the defaults in the table of parameters', () => {
  const withDefault = TABLE.filter((parameter) => parameter.default !== undefined);

  it('written out, mean what leaving them out means', () => {
    const written = withDefault.map(({ name, default: value }) => [name, value]);
    expect(written.length).toBeGreaterThan(0);
    expect(read(Object.fromEntries(written))).toEqual(read({}));
  });

  it.each(withDefault)('$name: what is read without it', ({ name, default: value }) => {
    const ip = '192.0.2.10';
    const { request, problems } = read({ ip, [name]: value });
    expect(problems).toEqual([]);
    expect(request).toMatchObject(DEFAULTS);
  });

  it.each(NAMES)('%s: empty counts as left out', (name) => {
    expect(read({ [name]: '' })).toEqual(readParameters({}));
  });
});

describe('the longest text that is shown', () => {
  const clone = { CRM_meta_clone: '1', CRM_meta_clone_max: '2', CRM_meta_globally_unique: 'true' };

  it.each(NAMES.filter((name) => name !== 'ip'))('%s: what is wrong with it is seen', (name) => {
    for (const ip of ['192.0.2.10', '2001:db8:1111:2222:3333:4444:5555:6666']) {
      for (const value of ['x'.repeat(300), '\0'.repeat(300), '/'.repeat(300), '9'.repeat(300)]) {
        // read() throws where it is not.
        expect(() => read({ ip, ...clone, [name]: value })).not.toThrow();
      }
    }
  });
});

describe('whatever text a parameter has', () => {
  const settings = fc.tuple(fc.constantFrom(...NAMES, 'netmask'), text);

  it('reading it does not throw, and all that is said of it are single lines', () => {
    fc.assert(
      fc.property(settings, ([name, value]) => {
        const { problems, warnings } = read({ ip: '192.0.2.10', [name]: value });
        for (const line of [...problems, ...warnings]) {
          expect(line).not.toMatch(LINE_BREAK);
          expect(line).toContain(name);
          expect(line.length).toBeLessThan(600);
        }
        expect(problems.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('reading them all at once does not throw', () => {
    const all = fc.record(Object.fromEntries(NAMES.map((name) => [name, text])));
    fc.assert(
      fc.property(all, (parameters) => {
        expect(read(parameters).problems.length).toBeLessThanOrEqual(NAMES.length);
      }),
    );
  });
});
