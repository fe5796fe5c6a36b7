/** Parameters of both families, and those of IPv4 only, with an IPv6 address. */
import type { Case } from '../case.ts';
import { USUAL_IPV6 } from '../ipv6.ts';
import {
  advertisedOnlyBy,
  MONITOR_WITHOUT_ROUTE,
  ONLY_START_MINDS,
  STOP_DOES_NOT_MIND,
  USUAL_IPV6_ADDRESS,
} from '../usual-differences.ts';

const FIXED = { ...USUAL_IPV6, nic: 'eth0', cidr_netmask: '64' };
const OWN = 'addr add fd00::1/64 dev eth0 nodad';
const BY_HAND = [
  'probe',
  'start',
  'monitor',
  'stop',
  'monitor',
  'ip -6 addr flush to fd00::10',
] as const;

export const IPV6_OTHER: readonly Case[] = [
  { name: 'arp_count 2', parameters: { ...USUAL_IPV6, arp_count: '2' } },
  {
    name: 'arp_count not given',
    parameters: { ...USUAL_IPV6, arp_count: undefined },
    steps: ['start', 'stop'],
  },
  {
    name: 'arp_count 0',
    parameters: { ...USUAL_IPV6, arp_count: '0' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  { name: 'arp_interval', parameters: { ...USUAL_IPV6, arp_count: '3', arp_interval: '20' } },
  { name: 'arp_bg', parameters: { ...USUAL_IPV6, arp_count: '2', arp_bg: 'true' } },
  { name: 'arp_bg off', parameters: { ...USUAL_IPV6, arp_count: '2', arp_bg: 'false' } },
  {
    name: 'arp_count_refresh',
    parameters: { ...USUAL_IPV6, arp_count_refresh: '2' },
    differs: {
      'refresh-for-ipv6': [
        advertisedOnlyBy('VirtualIP', { rounds: 3 }),
        advertisedOnlyBy('IPaddr2'),
      ],
    },
  },
  { name: 'arp_type', parameters: { ...USUAL_IPV6, arp_type: 'reply' } },
  { name: 'run_arping', parameters: { ...USUAL_IPV6, run_arping: 'true' } },
  { name: 'noprefixroute', parameters: { ...USUAL_IPV6, noprefixroute: 'true' } },
  {
    name: 'noprefixroute with a longer prefix',
    parameters: { ...USUAL_IPV6, noprefixroute: 'true', cidr_netmask: '80' },
  },
  {
    name: 'noprefixroute without another address',
    surroundings: [],
    parameters: { ...FIXED, noprefixroute: 'true' },
  },
  { name: 'flush_routes', parameters: { ...USUAL_IPV6, flush_routes: 'true' } },
  {
    name: 'broadcast',
    parameters: { ...USUAL_IPV6, broadcast: '10.0.0.99' },
    differs: {
      'other-family': [
        '2 start: 0 instead of 1',
        `2 start: VirtualIP: ${USUAL_IPV6_ADDRESS}`,
        '3 monitor: 0 instead of 7',
        '4 start: 0 instead of 1',
        advertisedOnlyBy('VirtualIP'),
      ],
    },
  },
  {
    name: 'broadcast +',
    parameters: { ...USUAL_IPV6, broadcast: '+' },
    differs: {
      'other-family': [
        '2 start: 0 instead of 1',
        `2 start: VirtualIP: ${USUAL_IPV6_ADDRESS}`,
        '3 monitor: 0 instead of 7',
        '4 start: 0 instead of 1',
        advertisedOnlyBy('VirtualIP'),
      ],
    },
  },
  { name: 'iflabel', parameters: { ...USUAL_IPV6, iflabel: 'vip' } },
  { name: 'a label in nic', parameters: { ...USUAL_IPV6, nic: 'eth0:vip' } },
  {
    name: 'network_namespace',
    calledOn: 'neighbour',
    parameters: { ...USUAL_IPV6, network_namespace: '$node' },
  },
  {
    name: 'down',
    surroundings: [OWN, 'link set eth0 down'],
    parameters: USUAL_IPV6,
    framesVary: 'the port of the neighbour wakes up later',
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'down, with nic and a prefix',
    surroundings: ['link set eth0 down'],
    parameters: FIXED,
    framesVary: 'the port of the neighbour wakes up later',
  },
  {
    name: 'down after start',
    parameters: FIXED,
    steps: ['start', 'ip link set eth0 down', 'probe', 'monitor', 'stop', 'monitor'],
  },
  {
    name: 'no carrier',
    parameters: USUAL_IPV6,
    neighbour: ['link set pnode-eth0 down'],
    differs: {
      'check-link-status': [
        '2 start: 1 instead of 0',
        `2 start: IPaddr2: ${USUAL_IPV6_ADDRESS}`,
        '3 monitor: 7 instead of 0',
        '4 start: 1 instead of 0',
      ],
    },
  },
  {
    name: 'no carrier after start',
    parameters: USUAL_IPV6,
    steps: ['start', 'neighbour ip link set pnode-eth0 down', 'monitor', 'stop', 'monitor'],
    differs: { 'check-link-status': ['3 monitor: 1 instead of 0'] },
  },
  {
    name: 'IPv6 is disabled',
    parameters: FIXED,
    steps: [
      'sysctl net.ipv6.conf.eth0.disable_ipv6=1',
      'probe',
      'start',
      'monitor',
      'validate-all',
      'stop',
    ],
  },
  {
    name: 'the host forwards',
    parameters: USUAL_IPV6,
    steps: ['sysctl net.ipv6.conf.eth0.forwarding=1', 'start', 'monitor', 'stop'],
    differs: {
      'router-flag': [
        advertisedOnlyBy('VirtualIP', { flags: 'router, override' }),
        advertisedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'it is there already',
    surroundings: [OWN, 'addr add fd00::10/64 dev eth0 nodad'],
    parameters: USUAL_IPV6,
  },
  {
    name: 'it is there with a longer prefix',
    surroundings: [OWN, 'addr add fd00::10/128 dev eth0 nodad'],
    parameters: USUAL_IPV6,
    steps: BY_HAND,
    differs: {
      'monitor-looks-only-for-the-address': [
        '1 probe: 0 instead of 7',
        '3 monitor: 0 instead of 7',
      ],
      'one-address-once': ['2 start: 0 instead of 1'],
      'stop-leaves-nothing': [
        '4 stop: IPaddr2: addr fd00::10/128 scope global nodad dev eth0',
        '4 stop: IPaddr2: route fd00::10 dev eth0 proto kernel metric 256 pref medium',
      ],
    },
  },
  {
    name: 'it is there with another prefix than cidr_netmask',
    surroundings: [OWN, 'addr add fd00::10/128 dev eth0 nodad'],
    parameters: { ...USUAL_IPV6, cidr_netmask: '64' },
    steps: BY_HAND,
    differs: {
      'as-it-was-asked-for': [
        '1 probe: 1 instead of 7',
        '3 monitor: 1 instead of 7',
        '5 monitor: 1 instead of 7',
      ],
    },
  },
  {
    name: 'it is there on another interface',
    surroundings: [OWN, 'addr add fd00::10/64 dev eth1 nodad'],
    parameters: USUAL_IPV6,
    steps: BY_HAND,
  },
  {
    name: 'it is there on lo',
    surroundings: [OWN, 'addr add fd00::10/128 dev lo nodad'],
    parameters: USUAL_IPV6,
  },
  {
    name: 'it is there, with a lifetime',
    surroundings: [OWN, 'addr add fd00::10/64 dev eth0 nodad preferred_lft 0'],
    parameters: USUAL_IPV6,
    differs: {
      'lifetime-as-asked': [
        `2 start: VirtualIP: ${USUAL_IPV6_ADDRESS}`,
        '2 start: IPaddr2: addr fd00::10/64 scope global nodad deprecated preferred_lft 0 dev eth0',
      ],
    },
  },
  {
    name: 'other addresses come and stay',
    parameters: USUAL_IPV6,
    steps: ['start', 'ip addr add fd00::11/64 dev eth0 nodad', 'stop', 'monitor'],
  },
  {
    name: 'the only address of its network',
    surroundings: [],
    parameters: FIXED,
    steps: ['start', 'ip addr add fd00::11/64 dev eth0 nodad', 'stop', 'monitor'],
  },
  { name: 'nodad for IPv4', parameters: { nodad: 'true' } },
];
