import { describe, expect, it } from 'vitest';
import type { Variables } from '../../../lib/ocf/environment.ts';
import { read } from '../support/parameters.ts';

const INET = '192.0.2.10';
const INET6 = '2001:db8::10';

describe('a parameter that can have no effect beside the others', () => {
  it.each<[string, Variables]>([
    ['nodad', { ip: INET, nodad: 'true' }],
    ['preferred_lft', { ip: INET, preferred_lft: '0' }],
    ['lvs_ipv6_addrlabel', { ip: INET, lvs_ipv6_addrlabel: 'false' }],
    ['lvs_ipv6_addrlabel_value', { ip: INET, lvs_ipv6_addrlabel_value: '7' }],
    [
      'lvs_ipv6_addrlabel_value',
      { ip: INET6, lvs_ipv6_addrlabel: 'false', lvs_ipv6_addrlabel_value: '7' },
    ],
    ['broadcast', { ip: INET6, broadcast: '+' }],
    ['iflabel', { ip: INET6, iflabel: 'vip' }],
    ['iflabel', { ip: INET, nic: 'eth0:here', iflabel: 'there' }],
    ['nic', { ip: INET6, nic: 'eth0:vip' }],
    ['arp_type', { ip: INET6, arp_type: 'reply' }],
    ['run_arping', { ip: INET6, run_arping: 'true' }],
    ['arp_interval', { ip: INET, arp_count: '1', arp_interval: '50' }],
    ['arp_bg', { ip: INET, arp_count: '1', arp_bg: 'false' }],
  ])('%s: %j is a warning', (name, parameters) => {
    const { problems, warnings } = read(parameters);
    expect(problems).toEqual([]);
    expect(warnings.filter((warning) => warning.startsWith(`${name}=`))).toEqual([
      expect.stringContaining('has no effect'),
    ]);
  });

  it.each<[string, Variables]>([
    ['its default', { ip: INET, preferred_lft: 'forever', lvs_ipv6_addrlabel: 'true' }],
    ['the other family', { ip: INET6, nodad: 'true', preferred_lft: '0' }],
    ['rounds at monitor', { ip: INET, arp_count: '1', arp_count_refresh: '2', arp_interval: '50' }],
  ])('%s is none', (_, parameters) => {
    expect(read(parameters)).toMatchObject({ problems: [], warnings: [] });
  });

  it('its value is not looked at', () => {
    const { request } = read({ ip: INET6, iflabel: 'a b', broadcast: 'nonsense' });
    expect(request).toMatchObject({ label: undefined, broadcast: undefined });
    const { request: other } = read({ ip: INET6, nic: 'eth0:a b' });
    expect(other).toMatchObject({ nic: 'eth0', label: undefined });
  });
});
