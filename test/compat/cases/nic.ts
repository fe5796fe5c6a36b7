/** nic: which interface, and whether there is one. */
import type { Case } from '../case.ts';
import {
  announcedOnlyBy,
  INTERFACE_MISSING,
  MONITOR_WITHOUT_ROUTE,
  monitorRefuses,
  USUAL_ADDRESS,
} from '../usual-differences.ts';

const VANISHES = [
  'start',
  'ip link set eth0 down',
  'ip link set eth0 name wan0',
  'probe',
  'monitor',
  'stop',
  'monitor',
] as const;

export const NIC: readonly Case[] = [
  { name: 'that of the route', parameters: { nic: 'eth0' } },
  {
    name: 'another than that of the route',
    parameters: { nic: 'eth1' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'another than that of the route, with a prefix',
    parameters: { nic: 'eth1', cidr_netmask: '24' },
  },
  {
    name: 'not there',
    parameters: { nic: 'eth7' },
    differs: { 'missing-interface': INTERFACE_MISSING },
  },
  {
    name: 'not there, with a prefix',
    parameters: { nic: 'eth7', cidr_netmask: '24' },
    differs: {
      'missing-interface': [
        '2 start: 5 instead of 6',
        '3 monitor: 1 instead of 7',
        '4 start: 5 instead of 6',
        '7 monitor: 1 instead of 7',
      ],
    },
  },
  {
    name: 'the beginning of a name',
    parameters: { nic: 'eth' },
    differs: { 'missing-interface': INTERFACE_MISSING },
  },
  {
    name: 'too long for a name',
    parameters: { nic: 'abcdefghijklmnop' },
    differs: { 'missing-interface': INTERFACE_MISSING },
  },
  {
    name: 'with a slash',
    parameters: { nic: 'eth/0' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'with a blank',
    parameters: { nic: 'eth 0' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'with an option',
    parameters: { nic: '--help' },
    differs: { 'missing-interface': INTERFACE_MISSING },
  },
  { name: '..', parameters: { nic: '..' }, differs: { 'unfit-values': monitorRefuses(1) } },
  { name: 'empty', parameters: { nic: '' } },
  {
    name: 'in capitals',
    parameters: { nic: 'ETH0' },
    differs: { 'missing-interface': INTERFACE_MISSING },
  },
  {
    name: 'an alternative name',
    surroundings: [
      'addr add 10.0.0.1/24 brd + dev eth0',
      'link property add dev eth0 altname longer0',
    ],
    parameters: { nic: 'longer0' },
    differs: {
      'alternative-name': [
        '2 start: 0 instead of 1',
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '3 monitor: 0 instead of 1',
        '4 start: 0 instead of 1',
        '5 validate-all: 0 instead of 1',
        '7 monitor: 7 instead of 1',
        ...announcedOnlyBy('VirtualIP'),
      ],
    },
  },
  {
    name: 'an alternative name, with a prefix',
    surroundings: [
      'addr add 10.0.0.1/24 brd + dev eth0',
      'link property add dev eth0 altname longer0',
    ],
    parameters: { nic: 'longer0', cidr_netmask: '24' },
    differs: {
      'alternative-name': [
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
        '3 monitor: 0 instead of 7',
        '4 start: 0 instead of 1',
        ...announcedOnlyBy('VirtualIP'),
      ],
    },
  },
  {
    name: 'an interface that has an alternative name',
    surroundings: [
      'addr add 10.0.0.1/24 brd + dev eth0',
      'link property add dev eth0 altname longer0',
    ],
    parameters: { nic: 'eth0' },
  },
  {
    name: 'one that is renamed before stop',
    steps: VANISHES,
    differs: {
      'monitor-looks-only-for-the-address': ['7 monitor: 7 instead of 1'],
      'there-is-not-stopped': ['4 probe: 1 instead of 7'],
      'stop-leaves-nothing': [
        '6 stop: IPaddr2: addr 10.0.0.10/24 brd 10.0.0.255 scope global secondary label wan0:2 dev wan0',
      ],
    },
  },
  {
    name: 'one that is given and is renamed before stop',
    parameters: { nic: 'eth0' },
    steps: VANISHES,
    differs: {
      'there-is-not-stopped': ['4 probe: 1 instead of 7'],
      'stop-leaves-nothing': [
        '6 stop: IPaddr2: addr 10.0.0.10/24 brd 10.0.0.255 scope global secondary label wan0:2 dev wan0',
      ],
    },
  },
  {
    name: 'one that is given with a prefix and is renamed before stop',
    parameters: { nic: 'eth0', cidr_netmask: '24' },
    steps: VANISHES,
    differs: {
      'there-is-not-stopped': ['4 probe: 1 instead of 7'],
      'missing-interface': ['5 monitor: 1 instead of 7', '7 monitor: 1 instead of 7'],
      'stop-leaves-nothing': [
        '6 stop: IPaddr2: addr 10.0.0.10/24 brd 10.0.0.255 scope global secondary label wan0:2 dev wan0',
      ],
    },
  },
  {
    name: 'one that is removed before stop',
    parameters: { nic: 'eth0' },
    steps: ['start', 'ip link del eth0', 'probe', 'monitor', 'stop', 'monitor'],
  },
  {
    name: 'a macvlan',
    surroundings: [
      'link add vip0 link eth0 address 02:00:00:00:01:02 type macvlan mode bridge',
      'link set vip0 addrgenmode none',
      'link set vip0 up',
      'addr add 10.0.0.1/24 brd + dev vip0',
    ],
    parameters: { nic: 'vip0' },
  },
];
