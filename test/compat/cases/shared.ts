/** Clones: one address for all instances. */
import type { Case } from '../case.ts';

const SHARED = {
  CRM_meta_globally_unique: 'true',
  CRM_meta_clone_max: '3',
  CRM_meta_clone: '1',
};
const LIFE: NonNullable<Case['steps']> = ['probe', 'start', 'monitor', 'stop'];

const MAC = '51:52:f5:84:a0:ff';
const ERRORS =
  'icmp type { destination-unreachable, source-quench, redirect, time-exceeded, parameter-problem }';
const BUCKET = 'mod 3 seed 0x9e1a9a36 1 meta pkttype set host accept';

/** As nft prints them. */
const RULES = [
  'chain clusterip {',
  'chain clusterip {',
  `iifname != "eth0" ip daddr 10.0.0.10 meta pkttype multicast drop comment "floatip 10.0.0.10 elsewhere ${MAC}"`,
  `iifname "eth0" ip daddr 10.0.0.10 drop comment "floatip 10.0.0.10 rest ${MAC}"`,
  `iifname "eth0" ip daddr 10.0.0.10 ${ERRORS} drop comment "floatip 10.0.0.10 error-rest ${MAC}"`,
  `iifname "eth0" ip daddr 10.0.0.10 ${ERRORS} jhash @th,192,32 ${BUCKET} comment "floatip 10.0.0.10 error-share ${MAC}"`,
  `iifname "eth0" ip daddr 10.0.0.10 jhash ip saddr ${BUCKET} comment "floatip 10.0.0.10 share ${MAC}"`,
  `oifname "eth0" arp saddr ip 10.0.0.10 arp saddr ether set ${MAC} comment "floatip 10.0.0.10 sender ${MAC}"`,
  'table arp floatip {',
  'table ip floatip {',
  'type filter hook output priority filter; policy accept;',
  'type filter hook prerouting priority raw; policy accept;',
  ...['}', '}', '}', '}'],
];

const REFUSED_HERE = [
  '1 probe: 6 instead of 7',
  '2 start: 6 instead of 1',
  '3 monitor: 6 instead of 7',
];

export const SHARED_ADDRESS: readonly Case[] = [
  {
    name: 'the second of three',
    parameters: SHARED,
    steps: LIFE,
    differs: {
      'no-clusterip': [
        '2 start: 0 instead of 1',
        '2 start: VirtualIP: addr 10.0.0.10/24 brd 10.0.0.255 scope global secondary label eth0 dev eth0',
        ...RULES.map((rule) => `2 start: VirtualIP: nft ${rule}`),
        '3 monitor: 0 instead of 7',
        `frames: VirtualIP: 1 x eth0 > all: Reply 10.0.0.10 is-at ${MAC}`,
        'frames: VirtualIP: 1 x eth0 > all: Request who-has 10.0.0.10 tell 10.0.0.10',
      ],
    },
  },
  {
    name: 'a hash that there is not',
    parameters: { ...SHARED, clusterip_hash: 'destport' },
    steps: LIFE,
    differs: {
      'monitor-looks-only-for-the-address': [
        '1 probe: 7 instead of 6',
        '3 monitor: 7 instead of 6',
      ],
      'stop-leaves-nothing': ['4 stop: 0 instead of 6'],
    },
  },
  {
    name: 'a hardware address of one host',
    parameters: { ...SHARED, mac: '02:00:5e:00:01:0a' },
    steps: LIFE,
    differs: { 'stop-leaves-nothing': ['4 stop: 0 instead of 6'] },
  },
  {
    name: 'a firewall that there is not',
    parameters: { ...SHARED, clusterip_firewall: 'ipfw' },
    steps: LIFE,
    differs: { 'unfit-values': REFUSED_HERE },
  },
  {
    name: 'a seed that is no number',
    parameters: { ...SHARED, clusterip_hash_seed: 'seed' },
    steps: LIFE,
    differs: { 'unfit-values': REFUSED_HERE },
  },
  {
    name: 'no instance',
    parameters: { ...SHARED, CRM_meta_clone_max: '0' },
    steps: ['start', 'stop'],
    differs: { 'stop-leaves-nothing': ['2 stop: 0 instead of 6'] },
  },
  { name: 'mac without a clone', parameters: { mac: '01:00:5e:00:01:0a' } },
  { name: 'clusterip_hash without a clone', parameters: { clusterip_hash: 'sourceip' } },
  { name: 'clusterip_firewall without a clone', parameters: { clusterip_firewall: 'nft' } },
];
