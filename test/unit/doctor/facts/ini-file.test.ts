import { describe, expect, it } from 'vitest';
import { fits, readSettings, valuesOf } from '../../../../lib/doctor/facts/ini-file.ts';

it('reads sections, and skips comments', () => {
  const settings = readSettings(
    'a=1\n[Match]\n# Name=no\n; x=y\nName = eth0 \n[Network]\nDHCP=yes\njunk\n',
  );
  expect(valuesOf(settings, '', 'a')).toEqual(['1']);
  expect(valuesOf(settings, 'Match', 'Name')).toEqual(['eth0']);
  expect(valuesOf(settings, 'Network', 'DHCP')).toEqual(['yes']);
  expect(settings).toHaveLength(3);
});

describe('fits', () => {
  it.each([
    ['eth0', 'eth0', true],
    ['eth0', 'eth*', true],
    ['eth0', '*', true],
    ['eth0', 'eth?', true],
    ['eth0', 'e*h*0', true],
    ['eth0', '*1', false],
    ['eth0', 'eth', false],
    ['eth0', 'eth0*', true],
    ['eth', 'eth?', false],
    ['', '*', true],
    ['', '', true],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '*a*a*a*a*a*a*a*c', false],
  ])('%s and %s', (name, pattern, expected) => {
    expect(fits(name, pattern)).toBe(expected);
  });
});
