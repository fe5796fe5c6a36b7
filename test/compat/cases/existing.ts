/** The address is there already, or does not stay as it was made. */
import type { Case } from '../case.ts';
import { announcedOnlyBy, LAST_ROUTE_GONE, USUAL_ADDRESS } from '../usual-differences.ts';

const OWN = 'addr add 10.0.0.1/24 brd + dev eth0';
const BY_HAND = [
  'probe',
  'start',
  'monitor',
  'stop',
  'monitor',
  'ip addr flush to 10.0.0.10',
] as const;

/** By the steps of BY_HAND: refused, and left. */
const NOT_AS_ASKED = [
  '1 probe: 1 instead of 7',
  '2 start: 1 instead of 0',
  `2 start: IPaddr2: ${USUAL_ADDRESS}`,
  '3 monitor: 1 instead of 0',
  '5 monitor: 1 instead of 7',
  ...announcedOnlyBy('IPaddr2'),
];

export const EXISTING: readonly Case[] = [
  { name: 'as start makes it', surroundings: [OWN, 'addr add 10.0.0.10/24 brd + dev eth0'] },
  { name: 'without a broadcast address', surroundings: [OWN, 'addr add 10.0.0.10/24 dev eth0'] },
  {
    name: 'with a longer prefix',
    surroundings: [OWN, 'addr add 10.0.0.10/32 dev eth0'],
    steps: BY_HAND,
    differs: {
      'monitor-looks-only-for-the-address': ['1 probe: 0 instead of 7'],
      'one-address-once': [`2 start: IPaddr2: ${USUAL_ADDRESS}`, ...announcedOnlyBy('IPaddr2')],
      'stop-leaves-nothing': [
        '4 stop: IPaddr2: addr 10.0.0.10/32 scope global label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'with a longer prefix, that cidr_netmask asks for',
    surroundings: [OWN, 'addr add 10.0.0.10/32 dev eth0'],
    parameters: { cidr_netmask: '32' },
  },
  {
    name: 'with another prefix than cidr_netmask',
    surroundings: [OWN, 'addr add 10.0.0.10/32 dev eth0'],
    parameters: { cidr_netmask: '24' },
    steps: BY_HAND,
    differs: { 'as-it-was-asked-for': NOT_AS_ASKED },
  },
  {
    name: 'with another prefix than cidr_netmask, with nic',
    surroundings: [OWN, 'addr add 10.0.0.10/16 dev eth0'],
    parameters: { nic: 'eth0', cidr_netmask: '24' },
    steps: BY_HAND,
    differs: { 'as-it-was-asked-for': NOT_AS_ASKED },
  },
  {
    name: 'with two prefixes',
    surroundings: [OWN, 'addr add 10.0.0.10/24 dev eth0', 'addr add 10.0.0.10/32 dev eth0'],
    steps: BY_HAND,
    differs: {
      'stop-leaves-nothing': [
        '4 stop: IPaddr2: addr 10.0.0.10/32 scope global label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'on another interface',
    surroundings: [OWN, 'addr add 10.0.0.10/24 dev eth1'],
    steps: BY_HAND,
  },
  {
    name: 'on another interface than nic',
    surroundings: [OWN, 'addr add 10.0.0.10/24 dev eth1'],
    parameters: { nic: 'eth0' },
  },
  {
    name: 'on another interface, with another prefix',
    surroundings: [OWN, 'addr add 10.0.0.10/32 dev eth1'],
    steps: BY_HAND,
    differs: {
      'monitor-looks-only-for-the-address': ['1 probe: 0 instead of 7'],
      'one-address-once': [`2 start: IPaddr2: ${USUAL_ADDRESS}`, ...announcedOnlyBy('IPaddr2')],
      'stop-leaves-nothing': [
        '4 stop: IPaddr2: addr 10.0.0.10/32 scope global label eth1 dev eth1',
      ],
    },
  },
  {
    name: 'on two interfaces',
    surroundings: [OWN, 'addr add 10.0.0.10/24 dev eth0', 'addr add 10.0.0.10/24 dev eth1'],
    steps: BY_HAND,
    differs: {
      'stop-leaves-nothing': [
        '4 stop: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
        '5 monitor: 7 instead of 0',
      ],
    },
  },
  {
    name: 'on lo',
    surroundings: [OWN, 'addr add 10.0.0.10/32 dev lo'],
    differs: {
      'broadcast-by-route': [
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'on lo, with nic',
    surroundings: [OWN, 'addr add 10.0.0.10/32 dev lo'],
    parameters: { nic: 'eth0' },
    differs: {
      'broadcast-by-route': [
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'without its label',
    surroundings: [OWN, 'addr add 10.0.0.10/24 brd + dev eth0'],
    parameters: { nic: 'eth0', iflabel: 'vip' },
    differs: {
      'label-missing': ['2 start: 1 instead of 0', '4 start: 1 instead of 0'],
      'as-it-was-asked-for': [
        '1 probe: 1 instead of 0',
        '3 monitor: 1 instead of 0',
        `6 stop: VirtualIP: ${USUAL_ADDRESS}`,
        '7 monitor: 1 instead of 7',
      ],
    },
  },
  {
    name: 'with its label',
    surroundings: [OWN, 'addr add 10.0.0.10/24 brd + dev eth0 label eth0:vip'],
    parameters: { nic: 'eth0', iflabel: 'vip' },
  },
  {
    name: 'with a label that was not asked for',
    surroundings: [OWN, 'addr add 10.0.0.10/24 brd + dev eth0 label eth0:vip'],
    parameters: { nic: 'eth0' },
  },
  {
    name: 'as the first of its network',
    surroundings: ['addr add 10.0.0.10/24 brd + dev eth0', 'addr add 10.0.0.1/24 brd + dev eth0'],
    differs: {
      'others-stay': [
        '6 stop: VirtualIP: addr 10.0.0.1/24 brd 10.0.0.255 scope global label eth0 dev eth0',
        '6 stop: VirtualIP: route 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1',
      ],
      'monitor-looks-only-for-the-address': LAST_ROUTE_GONE,
    },
  },
  {
    name: 'as the only one of its network',
    surroundings: ['addr add 10.0.0.10/24 brd + dev eth0'],
    differs: { 'monitor-looks-only-for-the-address': LAST_ROUTE_GONE },
  },
  {
    name: 'as the peer of another',
    surroundings: ['addr add 10.0.0.1 peer 10.0.0.10 dev eth0'],
    parameters: { nic: 'eth0', cidr_netmask: '24' },
  },
  {
    name: 'with a peer',
    surroundings: [OWN, 'addr add 10.0.0.10 peer 10.9.9.9 dev eth0'],
    steps: BY_HAND,
    differs: {
      'monitor-looks-only-for-the-address': ['1 probe: 0 instead of 7'],
      'one-address-once': [`2 start: IPaddr2: ${USUAL_ADDRESS}`, ...announcedOnlyBy('IPaddr2')],
      'stop-leaves-nothing': [
        '4 stop: IPaddr2: addr 10.0.0.10/32 scope global label eth0 dev eth0',
        '4 stop: IPaddr2: route 10.9.9.9 dev eth0 proto kernel scope link src 10.0.0.10',
      ],
    },
  },
  {
    name: 'it is taken away before monitor',
    steps: [
      'start',
      'ip addr del 10.0.0.10/24 dev eth0',
      'probe',
      'monitor',
      'start',
      'monitor',
      'stop',
      'monitor',
    ],
  },
  {
    name: 'it is taken away before stop',
    steps: ['start', 'ip addr del 10.0.0.10/24 dev eth0', 'stop', 'monitor'],
  },
  {
    name: 'it gets another prefix before monitor',
    steps: [
      'start',
      'ip addr del 10.0.0.10/24 dev eth0',
      'ip addr add 10.0.0.10/32 dev eth0',
      'monitor',
      'stop',
      'monitor',
      'ip addr flush to 10.0.0.10',
    ],
    differs: {
      'monitor-looks-only-for-the-address': ['4 monitor: 0 instead of 7'],
      'stop-leaves-nothing': [
        '5 stop: IPaddr2: addr 10.0.0.10/32 scope global label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'other addresses come and stay',
    steps: ['start', 'ip addr add 10.0.0.11/24 dev eth0', 'stop', 'monitor'],
  },
  {
    name: 'a secondary address stays when the primary one is stopped',
    surroundings: [],
    parameters: { nic: 'eth0', cidr_netmask: '24' },
    steps: ['start', 'ip addr add 10.0.0.11/24 dev eth0', 'stop', 'monitor'],
    differs: {
      'others-stay': [
        '3 stop: VirtualIP: addr 10.0.0.11/24 scope global label eth0 dev eth0',
        '3 stop: VirtualIP: route 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.11',
      ],
    },
  },
  {
    name: 'the primary address goes before stop',
    steps: ['start', 'ip addr del 10.0.0.1/24 dev eth0', 'probe', 'monitor', 'stop', 'monitor'],
    differs: {
      'monitor-looks-only-for-the-address': [
        '4 monitor: 7 instead of 1',
        '6 monitor: 7 instead of 1',
      ],
    },
  },
];
