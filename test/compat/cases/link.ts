/** The interface is down, or has no carrier. */
import type { Case } from '../case.ts';
import {
  announcedOnlyBy,
  LAST_ROUTE_GONE,
  refusedByAll,
  USUAL_ADDRESS,
} from '../usual-differences.ts';

const OWN = 'addr add 10.0.0.1/24 brd + dev eth0';
/** The neighbour's port wakes up some time after the link; what is sent before is lost. */
const WAKING = 'the port of the neighbour wakes up later';
const FIXED = { nic: 'eth0', cidr_netmask: '24' };

/** IPaddr2 finds no route while it is down. */
const STARTED_ONLY_HERE = [
  '2 start: 0 instead of 1',
  `2 start: VirtualIP: ${USUAL_ADDRESS}`,
  '2 start: VirtualIP: link eth0 up UP',
  '2 start: VirtualIP: route 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1',
  '2 start: IPaddr2: link eth0 down DOWN',
  '3 monitor: 0 instead of 1',
  '4 start: 0 instead of 1',
  '5 validate-all: 0 instead of 1',
];

export const LINK: readonly Case[] = [
  {
    name: 'down, with nic and a prefix',
    framesVary: WAKING,
    surroundings: [OWN, 'link set eth0 down'],
    parameters: FIXED,
    differs: {
      'down-by-its-own-address': [
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'down, with nic',
    framesVary: WAKING,
    surroundings: [OWN, 'link set eth0 down'],
    parameters: { nic: 'eth0' },
    differs: {
      'down-by-its-own-address': STARTED_ONLY_HERE,
      'monitor-looks-only-for-the-address': LAST_ROUTE_GONE,
    },
  },
  {
    name: 'down',
    framesVary: WAKING,
    surroundings: [OWN, 'link set eth0 down'],
    differs: {
      'down-by-its-own-address': STARTED_ONLY_HERE,
      'monitor-looks-only-for-the-address': LAST_ROUTE_GONE,
    },
  },
  {
    name: 'down without an address',
    framesVary: WAKING,
    surroundings: ['link set eth0 down'],
    parameters: FIXED,
  },
  {
    name: 'down after start',
    steps: [
      'start',
      'ip link set eth0 down',
      'probe',
      'monitor',
      'status',
      'start',
      'stop',
      'monitor',
    ],
    differs: {
      'monitor-looks-only-for-the-address': ['8 monitor: 7 instead of 1'],
      'there-is-not-stopped': ['3 probe: 1 instead of 7', '5 status: "stopped" instead of ""'],
      'link-is-raised': [
        '6 start: 0 instead of 1',
        '6 start: VirtualIP: link eth0 up UP',
        '6 start: VirtualIP: route 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1',
        '6 start: IPaddr2: link eth0 down DOWN',
      ],
      'stop-leaves-nothing': [`7 stop: IPaddr2: ${USUAL_ADDRESS}`],
    },
  },
  {
    name: 'down after start, with nic and a prefix',
    parameters: FIXED,
    steps: [
      'start',
      'ip link set eth0 down',
      'probe',
      'monitor',
      'status',
      'start',
      'stop',
      'monitor',
    ],
    differs: {
      'check-link-status': [
        '3 probe: 1 instead of 0',
        '4 monitor: 1 instead of 0',
        '5 status: 1 instead of 0',
      ],
      'link-is-raised': [
        '6 start: VirtualIP: link eth0 up UP',
        '6 start: VirtualIP: route 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1',
        '6 start: IPaddr2: link eth0 down DOWN',
      ],
    },
  },
  {
    name: 'down after start, without check_link_status',
    parameters: { ...FIXED, check_link_status: 'false' },
    steps: ['start', 'ip link set eth0 down', 'probe', 'monitor', 'stop', 'monitor'],
  },
  {
    name: 'the address is there, and the interface is down',
    surroundings: [OWN, 'addr add 10.0.0.10/24 brd + dev eth0', 'link set eth0 down'],
    parameters: FIXED,
    differs: {
      'check-link-status': ['1 probe: 1 instead of 0'],
      'link-is-raised': [
        '2 start: VirtualIP: link eth0 up UP',
        '2 start: VirtualIP: route 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1',
        '2 start: IPaddr2: link eth0 down DOWN',
      ],
      'follows-the-link': announcedOnlyBy('VirtualIP'),
    },
  },
  {
    name: 'no carrier',
    neighbour: ['link set pnode-eth0 down'],
    differs: {
      'check-link-status': [
        '2 start: 1 instead of 0',
        `2 start: IPaddr2: ${USUAL_ADDRESS}`,
        '3 monitor: 7 instead of 0',
        '4 start: 1 instead of 0',
      ],
    },
  },
  {
    name: 'no carrier, with nic and a prefix',
    parameters: FIXED,
    neighbour: ['link set pnode-eth0 down'],
    differs: {
      'check-link-status': [
        '2 start: 1 instead of 0',
        `2 start: IPaddr2: ${USUAL_ADDRESS}`,
        '3 monitor: 7 instead of 0',
        '4 start: 1 instead of 0',
      ],
    },
  },
  {
    name: 'no carrier, without check_link_status',
    parameters: { check_link_status: 'false' },
    neighbour: ['link set pnode-eth0 down'],
  },
  {
    name: 'no carrier after start',
    steps: [
      'start',
      'monitor',
      'neighbour ip link set pnode-eth0 down',
      'probe',
      'monitor',
      'status',
      'start',
      'stop',
      'monitor',
    ],
    differs: {
      'check-link-status': [
        '4 probe: 1 instead of 0',
        '5 monitor: 1 instead of 0',
        '6 status: 1 instead of 0',
        '7 start: 1 instead of 0',
      ],
    },
  },
  {
    name: 'no carrier after start, without check_link_status',
    parameters: { check_link_status: 'false' },
    steps: [
      'start',
      'neighbour ip link set pnode-eth0 down',
      'probe',
      'monitor',
      'status',
      'start',
      'stop',
      'monitor',
    ],
  },
  {
    name: 'the carrier comes back',
    steps: [
      'start',
      'neighbour ip link set pnode-eth0 down',
      'monitor',
      'neighbour ip link set pnode-eth0 up',
      'monitor',
      'stop',
      'monitor',
    ],
    differs: {
      'check-link-status': ['3 monitor: 1 instead of 0'],
      'follows-the-link': [
        ...announcedOnlyBy('VirtualIP', 'eth0', '10.0.0.10', 2),
        ...announcedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'check_link_status neither',
    parameters: { check_link_status: 'maybe' },
    differs: { 'unfit-values': [...refusedByAll(USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')] },
  },
  { name: 'lo is down', surroundings: [OWN, 'link set lo down'] },
];
