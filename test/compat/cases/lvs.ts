/** lvs_support: the address on the loopback interface of a real server. */
import type { Case } from '../case.ts';
import {
  announcedOnlyBy,
  ONLY_START_MINDS,
  refusedByStart,
  STOP_DOES_NOT_MIND,
  USUAL_ADDRESS,
} from '../usual-differences.ts';

const OWN = 'addr add 10.0.0.1/24 brd + dev eth0';
const ON_LO = 'addr add 10.0.0.10/32 brd 255.255.255.255 dev lo';
const LVS = { lvs_support: 'true' };

export const LVS_SUPPORT: readonly Case[] = [
  {
    name: 'the address is on lo',
    surroundings: [OWN, ON_LO],
    parameters: LVS,
    differs: {
      'broadcast-by-route': [
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '2 start: IPaddr2: addr 10.0.0.10/24 brd 255.255.255.255 scope global secondary label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'the address is on lo, all is given',
    surroundings: [OWN, ON_LO],
    parameters: { ...LVS, nic: 'eth0', cidr_netmask: '24', broadcast: '10.0.0.255' },
  },
  {
    name: 'the address is on lo without a broadcast address',
    surroundings: [OWN, 'addr add 10.0.0.10/32 dev lo'],
    parameters: { ...LVS, nic: 'eth0', cidr_netmask: '24', broadcast: '10.0.0.255' },
  },
  {
    name: 'the address is on lo, with flush_routes',
    surroundings: [OWN, ON_LO],
    parameters: { ...LVS, flush_routes: 'true', broadcast: '10.0.0.255' },
  },
  {
    name: 'the address is not on lo',
    parameters: LVS,
    differs: {
      'lvs-on-loopback': [
        '6 stop: VirtualIP: addr 10.0.0.10/32 brd 255.255.255.255 scope global label lo dev lo',
      ],
    },
  },
  {
    name: 'start and stop twice',
    surroundings: [OWN, ON_LO],
    parameters: { ...LVS, broadcast: '10.0.0.255' },
    steps: ['start', 'stop', 'start', 'monitor', 'stop', 'monitor'],
  },
  {
    name: 'stop first',
    surroundings: [OWN, ON_LO],
    parameters: LVS,
    steps: ['probe', 'stop', 'monitor'],
  },
  {
    name: 'with another prefix length on lo',
    surroundings: [OWN, 'addr add 10.0.0.10/24 dev lo noprefixroute'],
    parameters: { ...LVS, broadcast: '10.0.0.255' },
    differs: {
      'lvs-on-loopback': [
        '6 stop: VirtualIP: addr 10.0.0.10/32 brd 255.255.255.255 scope global label lo dev lo',
      ],
    },
  },
  {
    name: 'for IPv6',
    parameters: { ...LVS, ip: 'fd00::10', nodad: 'true', lvs_ipv6_addrlabel: 'false' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  {
    name: 'beside a shared address',
    parameters: { ...LVS, CRM_meta_clone_max: '2' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  {
    name: 'neither',
    parameters: { lvs_support: 'maybe' },
    differs: {
      'unfit-values': [...refusedByStart(6, USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')],
    },
  },
  {
    name: 'off',
    surroundings: [OWN, ON_LO],
    parameters: { lvs_support: 'false', broadcast: '10.0.0.255' },
  },
];
