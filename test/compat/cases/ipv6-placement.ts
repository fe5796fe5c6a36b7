/** Prefix and interface of an IPv6 address. */
import type { Case } from '../case.ts';
import { USUAL_IPV6 } from '../ipv6.ts';
import {
  advertisedOnlyBy,
  INTERFACE_MISSING,
  MONITOR_WITHOUT_ROUTE,
  refusedByStart,
  USUAL_IPV6_ADDRESS,
} from '../usual-differences.ts';

const TWO = ['addr add fd00::1/64 dev eth0 nodad', 'addr add fd00::2/64 dev eth1 nodad'];
const NIC = { ...USUAL_IPV6, nic: 'eth0' };
const prefix = (cidr_netmask: string) => ({ ...USUAL_IPV6, cidr_netmask });

export const IPV6_PLACEMENT: readonly Case[] = [
  { name: 'nic', parameters: NIC },
  {
    name: 'another nic than that of the route',
    parameters: { ...USUAL_IPV6, nic: 'eth1' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'another nic than that of the route, with a prefix',
    parameters: { ...prefix('64'), nic: 'eth1' },
  },
  {
    name: 'a nic that is not there',
    parameters: { ...USUAL_IPV6, nic: 'eth7' },
    differs: { 'missing-interface': INTERFACE_MISSING },
  },
  {
    name: 'a nic that is not there, with a prefix',
    parameters: { ...prefix('64'), nic: 'eth7' },
    differs: {
      'missing-interface': [
        ...INTERFACE_MISSING,
        '3 monitor: 1 instead of 7',
        '7 monitor: 1 instead of 7',
      ],
    },
  },
  { name: 'the prefix of the network', parameters: prefix('64') },
  { name: 'a longer prefix', parameters: prefix('80') },
  { name: 'a longer prefix, with nic', parameters: { ...prefix('80'), nic: 'eth0' } },
  {
    name: 'a shorter prefix',
    parameters: prefix('48'),
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  { name: 'a shorter prefix, with nic', parameters: { ...prefix('48'), nic: 'eth0' } },
  { name: 'a prefix of 128', parameters: prefix('128') },
  { name: 'a prefix of 128, with nic', parameters: { ...prefix('128'), nic: 'eth0' } },
  { name: 'a prefix of 127', parameters: { ...prefix('127'), nic: 'eth0' } },
  { name: 'a prefix of 1', parameters: { ...prefix('1'), nic: 'eth0' } },
  {
    name: 'a prefix of 0',
    parameters: prefix('0'),
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a prefix of 129',
    parameters: prefix('129'),
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a prefix of 064',
    parameters: prefix('064'),
    differs: {
      'unfit-values': [
        '2 start: 6 instead of 1',
        '4 start: 6 instead of 1',
        '5 validate-all: 6 instead of 1',
      ],
      'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE,
    },
  },
  { name: 'a prefix of 0x40', parameters: prefix('0x40') },
  {
    name: 'a netmask',
    parameters: prefix('ffff:ffff:ffff:ffff::'),
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a netmask of IPv4',
    parameters: prefix('255.255.255.0'),
    differs: {
      'unfit-values': [
        '2 start: 6 instead of 1',
        '4 start: 6 instead of 1',
        '5 validate-all: 6 instead of 1',
      ],
      'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE,
    },
  },
  {
    name: 'no route',
    surroundings: [],
    parameters: USUAL_IPV6,
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'no route, but nic and a prefix',
    surroundings: [],
    parameters: { ...prefix('64'), nic: 'eth0' },
  },
  {
    name: 'no route, but a prefix',
    surroundings: [],
    parameters: prefix('64'),
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a default route only',
    surroundings: ['route add default via fe80::9 dev eth0'],
    parameters: USUAL_IPV6,
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a default route only, with nic',
    surroundings: ['route add default via fe80::9 dev eth0'],
    parameters: NIC,
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a default route on-link',
    surroundings: ['route add ::/0 dev eth0'],
    parameters: USUAL_IPV6,
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'overlapping routes',
    surroundings: ['addr add fd00::1/48 dev eth0 nodad', 'addr add fd00::2/64 dev eth1 nodad'],
    parameters: USUAL_IPV6,
  },
  {
    name: 'overlapping routes, the other way round',
    surroundings: ['addr add fd00::1/64 dev eth0 nodad', 'addr add fd00::2/48 dev eth1 nodad'],
    parameters: USUAL_IPV6,
  },
  {
    name: 'a route without an address',
    surroundings: ['route add fd00::/64 dev eth1'],
    parameters: USUAL_IPV6,
    differs: {
      'no-second-prefix-route': [
        '2 start: VirtualIP: addr fd00::10/64 scope global nodad noprefixroute dev eth1',
        '2 start: IPaddr2: addr fd00::10/64 scope global nodad dev eth1',
        '2 start: IPaddr2: route fd00::/64 dev eth1 proto kernel metric 256 pref medium',
      ],
    },
  },
  {
    name: 'a route to the address itself',
    surroundings: ['addr add fd00::1/64 dev eth0 nodad', 'route add fd00::10/128 dev eth1'],
    parameters: USUAL_IPV6,
    differs: {
      'exact-placement': [
        '2 start: VirtualIP: addr fd00::10/128 scope global nodad noprefixroute dev eth1',
        `2 start: IPaddr2: ${USUAL_IPV6_ADDRESS}`,
        advertisedOnlyBy('VirtualIP', { nic: 'eth1' }),
        advertisedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'an address of /128 only',
    surroundings: ['addr add fd00::1/128 dev eth0 nodad'],
    parameters: USUAL_IPV6,
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a longer route by a gateway',
    surroundings: [
      'addr add fd00::1/48 dev eth0 nodad',
      'route add fd00::/64 via fe80::9 dev eth1',
    ],
    parameters: USUAL_IPV6,
    differs: {
      'exact-placement': [
        '2 start: 0 instead of 1',
        '2 start: VirtualIP: addr fd00::10/48 scope global nodad dev eth0',
        '3 monitor: 0 instead of 7',
        '4 start: 0 instead of 1',
        advertisedOnlyBy('VirtualIP'),
      ],
    },
  },
  {
    name: 'an unreachable cover',
    surroundings: ['addr add fd00::1/48 dev eth0 nodad', 'route add unreachable fd00::/64'],
    parameters: USUAL_IPV6,
  },
  {
    name: 'a blackhole cover',
    surroundings: ['addr add fd00::1/48 dev eth0 nodad', 'route add blackhole fd00::/64'],
    parameters: USUAL_IPV6,
  },
  {
    name: 'an address without a route of its own',
    surroundings: ['addr add fd00::1/64 dev eth0 nodad noprefixroute'],
    parameters: USUAL_IPV6,
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a route with a metric',
    surroundings: ['addr add fd00::1/64 dev eth0 nodad metric 100'],
    parameters: USUAL_IPV6,
    differs: {
      'metric-of-the-network': [
        '2 start: VirtualIP: addr fd00::10/64 metric 100 scope global nodad dev eth0',
        `2 start: IPaddr2: ${USUAL_IPV6_ADDRESS}`,
        '2 start: IPaddr2: route fd00::/64 dev eth0 proto kernel metric 256 pref medium',
      ],
    },
  },
  {
    name: 'a route with a metric, with nic',
    surroundings: ['addr add fd00::1/64 dev eth0 nodad metric 100'],
    parameters: NIC,
    differs: {
      'metric-of-the-network': [
        '2 start: VirtualIP: addr fd00::10/64 metric 100 scope global nodad dev eth0',
        `2 start: IPaddr2: ${USUAL_IPV6_ADDRESS}`,
        '2 start: IPaddr2: route fd00::/64 dev eth0 proto kernel metric 256 pref medium',
      ],
    },
  },
  {
    name: 'two interfaces in one network',
    surroundings: TWO,
    parameters: USUAL_IPV6,
    differs: {
      'ambiguous-placement': [
        ...refusedByStart(1, 'addr fd00::10/64 scope global nodad dev eth1'),
        advertisedOnlyBy('IPaddr2', { nic: 'eth1' }),
      ],
    },
  },
  {
    name: 'two interfaces in one network, with nic',
    surroundings: TWO,
    parameters: { ...USUAL_IPV6, nic: 'eth1' },
  },
  {
    name: 'two interfaces in one network, with metrics',
    surroundings: [
      'addr add fd00::1/64 dev eth0 nodad metric 200',
      'addr add fd00::2/64 dev eth1 nodad metric 100',
    ],
    parameters: USUAL_IPV6,
    differs: {
      'exact-placement': [
        '2 start: VirtualIP: addr fd00::10/64 metric 100 scope global nodad dev eth1',
        `2 start: IPaddr2: ${USUAL_IPV6_ADDRESS}`,
        '2 start: IPaddr2: route fd00::/64 dev eth0 proto kernel metric 256 pref medium',
        advertisedOnlyBy('VirtualIP', { nic: 'eth1' }),
        advertisedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'the route vanishes before monitor',
    parameters: USUAL_IPV6,
    steps: [
      'start',
      'ip -6 route del fd00::/64 dev eth0',
      'probe',
      'monitor',
      'start',
      'stop',
      'monitor',
    ],
    differs: {
      'monitor-looks-only-for-the-address': [
        '3 probe: 0 instead of 7',
        '4 monitor: 0 instead of 1',
        '7 monitor: 7 instead of 1',
      ],
      'one-address-once': ['5 start: 0 instead of 1'],
      'stop-leaves-nothing': [`6 stop: IPaddr2: ${USUAL_IPV6_ADDRESS}`],
    },
  },
];
