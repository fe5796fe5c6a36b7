/** arp_sender and send_arp_opts: programs that IPaddr2 runs, and what they send. */
import type { Case } from '../case.ts';
import { announcedOnlyBy, ONLY_START_MINDS, STOP_DOES_NOT_MIND } from '../usual-differences.ts';

const SHORT = ['start', 'monitor', 'stop'] as const;

export const SENDER: readonly Case[] = [
  { name: 'send_arp', parameters: { arp_sender: 'send_arp' } },
  {
    name: 'iputils_arping',
    parameters: { arp_sender: 'iputils_arping' },
    steps: SHORT,
    differs: {
      'own-packets': [
        'frames: IPaddr2: 1 x eth0 > all: Request who-has 10.0.0.10 (ff:ff:ff:ff:ff:ff) tell 10.0.0.10',
        ...announcedOnlyBy('VirtualIP'),
      ],
    },
  },
  {
    name: 'iputils_arping -A',
    parameters: { arp_sender: 'iputils_arping', send_arp_opts: '-A' },
    steps: SHORT,
  },
  {
    name: 'iputils_arping -U',
    parameters: { arp_sender: 'iputils_arping', send_arp_opts: '-U' },
    steps: SHORT,
    differs: {
      'own-packets': [
        'frames: VirtualIP: 1 x eth0 > all: Request who-has 10.0.0.10 tell 10.0.0.10',
        'frames: IPaddr2: 1 x eth0 > all: Request who-has 10.0.0.10 (ff:ff:ff:ff:ff:ff) tell 10.0.0.10',
      ],
    },
  },
  {
    name: 'iputils_arping twice',
    parameters: { arp_sender: 'iputils_arping', arp_count: '2' },
    steps: SHORT,
    differs: {
      'own-packets': [
        'frames: IPaddr2: 2 x eth0 > all: Request who-has 10.0.0.10 (ff:ff:ff:ff:ff:ff) tell 10.0.0.10',
        ...announcedOnlyBy('VirtualIP', 'eth0', '10.0.0.10', 2),
      ],
    },
  },
  {
    name: 'iputils_arping for refresh',
    parameters: { arp_sender: 'iputils_arping', arp_count_refresh: '1' },
    steps: SHORT,
    differs: {
      'own-packets': [
        'frames: IPaddr2: 2 x eth0 > all: Request who-has 10.0.0.10 (ff:ff:ff:ff:ff:ff) tell 10.0.0.10',
        ...announcedOnlyBy('VirtualIP', 'eth0', '10.0.0.10', 2),
      ],
    },
  },
  {
    name: 'none of that name',
    parameters: { arp_sender: 'arping' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  { name: 'empty', parameters: { arp_sender: '' } },
  {
    name: 'an option for send_arp',
    parameters: { send_arp_opts: '-A' },
    differs: { 'own-packets': ['frames: VirtualIP: 1 x eth0 > all: Reply 10.0.0.10 is-at eth0'] },
  },
  {
    name: 'iputils_arping for IPv6',
    parameters: {
      arp_sender: 'iputils_arping',
      ip: 'fd00::10',
      nodad: 'true',
      lvs_ipv6_addrlabel: 'false',
    },
  },
];
