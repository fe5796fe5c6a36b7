/** Parameters, and the name of the one that has no effect with the others. */

import type { Variables } from '../../../../lib/ocf/environment.ts';
import { CLONE } from './clones.ts';

const INET = '192.0.2.10';
const INET6 = '2001:db8::10';

export const WITHOUT_EFFECT: readonly [name: string, parameters: Variables][] = [
  ['nodad', { ip: INET, nodad: 'true' }],
  ['dad', { ip: INET, dad: 'fast' }],
  ['dad', { ip: INET, dad: 'none', nodad: 'true' }],
  ['dad', { ip: INET6, dad: 'fast', ...CLONE }],
  ['preferred_lft', { ip: INET, preferred_lft: '0' }],
  ['lvs_ipv6_addrlabel', { ip: INET, lvs_ipv6_addrlabel: 'false' }],
  ['lvs_ipv6_addrlabel_value', { ip: INET, lvs_ipv6_addrlabel_value: '7' }],
  [
    'lvs_ipv6_addrlabel_value',
    { ip: INET6, lvs_ipv6_addrlabel: 'false', lvs_ipv6_addrlabel_value: '7' },
  ],
  ['metric', { ip: INET, noprefixroute: 'true', metric: '100' }],
  ['metric', { ip: INET6, noprefixroute: 'true', metric: '100' }],
  ['broadcast', { ip: INET6, broadcast: '+' }],
  ['iflabel', { ip: INET6, iflabel: 'vip' }],
  ['iflabel', { ip: INET, nic: 'eth0:here', iflabel: 'there' }],
  ['nic', { ip: INET6, nic: 'eth0:vip' }],
  ['arp_type', { ip: INET6, arp_type: 'reply' }],
  ['run_arping', { ip: INET6, run_arping: 'true' }],
  ['arp_interval', { ip: INET, arp_count: '1', arp_interval: '50' }],
  ['kill_connections_on_stop', { ip: INET, lvs_support: '1', kill_connections_on_stop: 'true' }],
  ['arp_late', { ip: INET, arp_bg: 'false', arp_late: '8' }],
  ['arp_bg', { ip: INET, arp_count: '1', arp_late: '0', announce_to: 'none', arp_bg: 'false' }],
];
