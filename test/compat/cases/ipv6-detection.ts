/** Duplicate address detection: nodad, and what becomes of an address that another host has. */
import type { Case } from '../case.ts';
import { USUAL_IPV6 } from '../ipv6.ts';
import { advertisedOnlyBy, refusedByStart } from '../usual-differences.ts';

const WITH_DAD = { ...USUAL_IPV6, nodad: 'false' };
const HAS_IT = ['addr add fd00::10/64 dev br0 nodad'];
const AROUND = ['start', 'monitor', 'stop', 'monitor'] as const;

export const IPV6_DETECTION: readonly Case[] = [
  { name: 'nobody has it', parameters: WITH_DAD },
  { name: 'without nodad', parameters: { ...USUAL_IPV6, nodad: undefined }, steps: AROUND },
  {
    name: 'nobody has it, with nic and prefix',
    parameters: { ...WITH_DAD, nic: 'eth0', cidr_netmask: '64' },
    steps: AROUND,
  },
  {
    name: 'nobody has it, in the background',
    parameters: { ...WITH_DAD, arp_bg: 'true' },
    steps: AROUND,
  },
  {
    name: 'nobody has it, in the foreground',
    parameters: { ...WITH_DAD, arp_bg: 'false' },
    steps: AROUND,
  },
  { name: 'another host has it', parameters: WITH_DAD, neighbour: HAS_IT, steps: AROUND },
  {
    name: 'another host has it, in the background',
    parameters: { ...WITH_DAD, arp_bg: 'true' },
    neighbour: HAS_IT,
    steps: AROUND,
  },
  {
    name: 'another host has it, but nobody asks',
    parameters: USUAL_IPV6,
    neighbour: HAS_IT,
    steps: AROUND,
  },
  {
    name: 'it is there already, as a duplicate',
    parameters: USUAL_IPV6,
    neighbour: HAS_IT,
    steps: [
      'ip addr add fd00::10/64 dev eth0',
      'detection ends',
      'probe',
      'monitor',
      'ip addr del fd00::10/64 dev eth0',
    ],
    differs: { 'duplicate-is-a-failure': ['3 probe: 1 instead of 0', '4 monitor: 1 instead of 0'] },
  },
  {
    name: 'it was added by hand before stop',
    parameters: USUAL_IPV6,
    steps: ['ip addr add fd00::10/64 dev eth0 nodad', 'probe', 'stop', 'monitor'],
  },
  {
    name: 'nodad neither',
    parameters: { ...USUAL_IPV6, nodad: 'maybe' },
    differs: {
      'unfit-values': [
        ...refusedByStart(6, 'addr fd00::10/64 scope global dev eth0'),
        'frames: IPaddr2: 1 x eth0 > 33:33:ff:00:00:10: (hlim 255) :: > ff02::1:ff00:10: ICMP6, neighbor solicitation, who has fd00::10',
        advertisedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'a link-local address',
    parameters: { ...WITH_DAD, ip: 'fe80::10', nic: 'eth0' },
    steps: AROUND,
  },
];
