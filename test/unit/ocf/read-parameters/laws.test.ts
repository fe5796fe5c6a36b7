import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../../../ocf-metadata/parameter.ts';
import { parameters } from '../../../../ocf-metadata/parameters.ts';
import { DEFAULTS, LINE_BREAK, read, readValues } from '../../support/parameters.ts';

const TABLE: readonly Parameter[] = parameters();
const NAMES = TABLE.map(({ name }) => name);

/** Any text, with lone surrogates, pieces of valid values, and line breaks. */
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

  it.each([[{ ip: '192.0.2.10' }], [{ ip: '2001:db8::10' }], [{}]])(
    'written out beside %j, mean the same as left out',
    (ip) => {
      const written = withDefault.map(({ name, default: value }) => [name, value]);
      expect(written.length).toBeGreaterThan(0);
      expect(readValues({ ...ip, ...Object.fromEntries(written) })).toEqual(readValues(ip));
    },
  );

  it.each(withDefault)('$name: written out, it is the default', ({ name, default: value }) => {
    const ip = '192.0.2.10';
    const { request, problems } = readValues({ ip, [name]: value });
    expect(problems).toEqual([]);
    expect(request).toMatchObject(DEFAULTS);
  });

  it.each(NAMES)('%s: empty is the same as left out', (name) => {
    expect(readValues({ [name]: '' })).toEqual(readValues({}));
    const others = name === 'ip' ? {} : { ip: '192.0.2.10' };
    expect(readValues({ ...others, [name]: '' })).toEqual(readValues(others));
  });
});

describe('the longest message', () => {
  const clone = { CRM_meta_clone: '1', CRM_meta_clone_max: '2', CRM_meta_globally_unique: 'true' };

  it.each(NAMES.filter((name) => name !== 'ip'))('%s: crm_mon shows what is wrong', (name) => {
    for (const ip of ['192.0.2.10', '2001:db8:1111:2222:3333:4444:5555:6666']) {
      for (const value of ['x'.repeat(300), '\0'.repeat(300), '/'.repeat(300), '9'.repeat(300)]) {
        // read() throws if crm_mon would cut the message.
        expect(() => read({ ip, ...clone, [name]: value })).not.toThrow();
      }
    }
  });
});

describe('any text as a parameter', () => {
  const settings = fc.tuple(fc.constantFrom(...NAMES, 'netmask'), text);

  it('does not throw, and each message is one line', () => {
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

  it('does not throw in all parameters at once', () => {
    const all = fc.record(Object.fromEntries(NAMES.map((name) => [name, text])));
    fc.assert(
      fc.property(all, (parameters) => {
        expect(read(parameters).problems.length).toBeLessThanOrEqual(NAMES.length);
      }),
    );
  });
});
