import { describe, expect, it } from 'vitest';
import type { Variables } from '../../../../lib/ocf/environment.ts';
import { read, readValues } from '../../support/parameters.ts';
import { WITHOUT_EFFECT } from '../golden/without-effect.ts';

const INET = '192.0.2.10';
const INET6 = '2001:db8::10';

describe('a parameter that has no effect with the others', () => {
  it.each(WITHOUT_EFFECT)('%s: %j is a warning', (name, parameters) => {
    const { problems, warnings } = read(parameters);
    expect(problems).toEqual([]);
    expect(warnings.filter((warning) => warning.startsWith(`${name}=`))).toEqual([
      expect.stringContaining('has no effect'),
    ]);
  });

  it.each<[string, Variables]>([
    ['its default', { ip: INET, preferred_lft: 'forever', lvs_ipv6_addrlabel: 'true' }],
    ['false', { ip: INET, lvs_support: 'true', kill_connections_on_stop: 'false' }],
    ['the other family', { ip: INET6, nodad: 'true', preferred_lft: '0' }],
    ['rounds at monitor', { ip: INET, arp_count: '1', arp_count_refresh: '2', arp_interval: '50' }],
  ])('%s is none', (_, parameters) => {
    expect(read(parameters)).toMatchObject({ problems: [], warnings: [] });
  });

  it('is not validated', () => {
    const { request } = readValues({ ip: INET6, iflabel: 'a b', broadcast: 'nonsense' });
    expect(request).toMatchObject({ label: undefined, broadcast: undefined });
    const { request: other } = readValues({ ip: INET6, nic: 'eth0:a b' });
    expect(other).toMatchObject({ nic: 'eth0', label: undefined });
  });
});
