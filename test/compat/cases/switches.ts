/** Parameters that are true or false. */
import type { Case } from '../case.ts';
import { announcedOnlyBy, refusedByStart, USUAL_ADDRESS } from '../usual-differences.ts';

/** As ocf_is_true and its opposite have them. */
const SPELLINGS = ['yes', 'TRUE', '1', 'on', 'True', 'no', '0', 'FALSE', ''];
const NO_SPELLINGS = ['Yes', 'y', '2', ' true', 'truely'];

export const SWITCHES: readonly Case[] = [
  ...SPELLINGS.map((value) => ({
    name: `noprefixroute '${value}'`,
    parameters: { noprefixroute: value, cidr_netmask: '28' },
  })),
  ...NO_SPELLINGS.map((value) => ({
    name: `noprefixroute '${value}'`,
    parameters: { noprefixroute: value, cidr_netmask: '28' },
    differs: {
      'unfit-values': [
        ...refusedByStart(
          6,
          'addr 10.0.0.10/28 brd 10.0.0.255 scope global label eth0 dev eth0',
          'route 10.0.0.0/28 dev eth0 proto kernel scope link src 10.0.0.10',
        ),
        ...announcedOnlyBy('IPaddr2'),
      ],
    },
  })),
  { name: 'noprefixroute with the prefix of the network', parameters: { noprefixroute: 'true' } },
  {
    name: 'noprefixroute without another address',
    surroundings: [],
    parameters: { noprefixroute: 'true', nic: 'eth0', cidr_netmask: '24' },
  },
  { name: 'flush_routes', parameters: { flush_routes: 'true' } },
  {
    name: 'flush_routes neither',
    parameters: { flush_routes: 'maybe' },
    differs: {
      'unfit-values': [...refusedByStart(6, USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')],
    },
  },
  {
    name: 'run_arping',
    parameters: { run_arping: 'true' },
    steps: ['start', 'stop'],
    differs: {
      'arp-probes': [
        'frames: VirtualIP: 4 x eth0 > all: Request who-has 10.0.0.10 tell 0.0.0.0',
        'frames: IPaddr2: 2 x eth0 > all: Request who-has 10.0.0.10 (ff:ff:ff:ff:ff:ff) tell 0.0.0.0',
      ],
    },
  },
  {
    name: 'run_arping, and another host has it',
    parameters: { run_arping: 'true' },
    neighbour: ['addr add 10.0.0.10/24 dev br0'],
    steps: ['start', 'monitor', 'stop'],
    differs: {
      'arp-probes': [
        'frames: VirtualIP: 1 x eth0 > all: Request who-has 10.0.0.10 tell 0.0.0.0',
        'frames: IPaddr2: 1 x eth0 > all: Request who-has 10.0.0.10 (ff:ff:ff:ff:ff:ff) tell 0.0.0.0',
      ],
    },
  },
  {
    name: 'run_arping, and another host has it, on an interface without an address',
    surroundings: [],
    parameters: { run_arping: 'true', nic: 'eth0', cidr_netmask: '24' },
    neighbour: ['addr add 10.0.0.10/24 dev br0'],
    steps: ['start', 'monitor', 'stop'],
    differs: {
      'arp-probes': [
        'frames: VirtualIP: 1 x eth0 > all: Request who-has 10.0.0.10 tell 0.0.0.0',
        'frames: IPaddr2: 1 x eth0 > all: Request who-has 10.0.0.10 (ff:ff:ff:ff:ff:ff) tell 0.0.0.0',
      ],
    },
  },
  {
    name: 'run_arping, and the interface is down',
    framesVary: 'the port of the neighbour wakes up later',
    surroundings: ['link set eth0 down'],
    parameters: { run_arping: 'true', nic: 'eth0', cidr_netmask: '24' },
    steps: ['start', 'monitor', 'stop'],
  },
  {
    name: 'run_arping off, and another host has it',
    neighbour: ['addr add 10.0.0.10/24 dev br0'],
    steps: ['start', 'monitor', 'stop'],
  },
  {
    name: 'run_arping neither',
    parameters: { run_arping: 'maybe' },
    differs: {
      'unfit-values': [...refusedByStart(6, USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')],
    },
  },
  { name: 'a parameter that nobody knows', parameters: { colour: 'red' } },
];
