import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../../../lib/cli/nearest-name.ts';
import { parameters } from '../../../ocf-metadata/parameters.ts';

const NAMES = parameters().map(({ name }) => name);

describe('nearestName', () => {
  it.each([
    ['cidr_netmaks', 'cidr_netmask'],
    ['cidr_netmsak', 'cidr_netmask'],
    ['cidrnetmask', 'cidr_netmask'],
    ['CIDR_NETMASK', 'cidr_netmask'],
    ['arp-count', 'arp_count'],
    ['arp_conut_refesh', 'arp_count_refresh'],
    ['check_link_state', 'check_link_status'],
    ['nci', 'nic'],
    ['ipp', 'ip'],
    ['i', 'ip'],
    ['macs', 'mac'],
    ['lvs_ipv6_addrlabel_valeu', 'lvs_ipv6_addrlabel_value'],
  ])('the nearest name to %s is %s', (word, name) => {
    expect(nearestName(word, NAMES)).toBe(name);
  });

  it.each(['', 'address', 'interface', 'mask', 'x', 'no', 'prefix', 'a'.repeat(100_000)])(
    'no name is near %.20s',
    (word) => {
      expect(nearestName(word, NAMES)).toBeUndefined();
    },
  );

  it('is the first of equally near names', () => {
    expect(nearestName('start', ['stars', 'starz'])).toBe('stars');
  });

  it('finds a parameter name that has one slip', () => {
    const longNames = NAMES.filter((name) => name.length >= 6);
    fc.assert(
      fc.property(fc.constantFrom(...longNames), fc.nat(), fc.nat(3), (name, where, kind) => {
        const at = where % (name.length - 1);
        const [before, letter, next, after] = [
          name.slice(0, at),
          name.charAt(at),
          name.charAt(at + 1),
          name.slice(at + 2),
        ];
        const slips = [
          `${before}${next}${after}`,
          `${before}${letter}${letter}${next}${after}`,
          `${before}#${next}${after}`,
          `${before}${next}${letter}${after}`,
        ];
        expect(nearestName(slips[kind] ?? '', NAMES)).toBe(name);
      }),
    );
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['ab', 'ba', 1],
    ['abc', 'ac', 1],
    ['abc', 'abbc', 1],
    ['abc', 'axc', 1],
    ['abcd', 'badc', 2],
    // The optimal string alignment distance moves no letter twice; otherwise it would be 2.
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
  ])('from %j to %j are %i', (from, to, slips) => {
    expect(editDistance(from, to)).toBe(slips);
    expect(editDistance(to, from)).toBe(slips);
  });

  it('are 0 only for equal words, and at most the number of letters', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (from, to) => {
        const slips = editDistance(from, to);
        expect(slips === 0).toBe(from === to);
        expect(slips).toBeLessThanOrEqual(Math.max(from.length, to.length));
        expect(slips).toBeGreaterThanOrEqual(Math.abs(from.length - to.length));
      }),
    );
  });
});
