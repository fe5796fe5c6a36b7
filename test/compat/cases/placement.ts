/** Which interface and which prefix the routes say. */
import type { Case } from '../case.ts';
import {
  announcedOnlyBy,
  LAST_ROUTE_GONE,
  MONITOR_WITHOUT_ROUTE,
  refusedByStart,
  USUAL_ADDRESS,
} from '../usual-differences.ts';

const TWO = ['addr add 10.0.0.1/24 dev eth0', 'addr add 10.0.0.2/24 dev eth1'];

export const PLACEMENT: readonly Case[] = [
  {
    name: 'no route',
    surroundings: [],
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'no route, but nic',
    surroundings: [],
    parameters: { nic: 'eth0' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'no route, but a prefix',
    surroundings: [],
    parameters: { cidr_netmask: '24' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'no route, but nic and a prefix',
    surroundings: [],
    parameters: { nic: 'eth0', cidr_netmask: '24' },
  },
  {
    name: 'a default route only',
    surroundings: ['addr add 172.16.0.1/24 dev eth0', 'route add default via 172.16.0.2'],
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a default route, with nic and a prefix',
    surroundings: ['addr add 172.16.0.1/24 dev eth0', 'route add default via 172.16.0.2'],
    parameters: { nic: 'eth0', cidr_netmask: '24' },
  },
  {
    name: 'a default route on-link',
    surroundings: ['route add default dev eth0'],
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a default route on-link, with nic',
    surroundings: ['route add default dev eth0'],
    parameters: { nic: 'eth0' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a default route on-link, with a prefix',
    surroundings: ['route add default dev eth0'],
    parameters: { cidr_netmask: '24' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'overlapping routes',
    surroundings: ['addr add 10.0.0.1/8 dev eth0', 'addr add 10.0.0.2/24 dev eth1'],
  },
  {
    name: 'overlapping routes, the other way round',
    surroundings: ['addr add 10.0.0.1/24 dev eth0', 'addr add 10.0.0.2/8 dev eth1'],
  },
  {
    name: 'overlapping routes, and the nic of the shorter one',
    surroundings: ['addr add 10.0.0.1/8 dev eth0', 'addr add 10.0.0.2/24 dev eth1'],
    parameters: { nic: 'eth0' },
  },
  {
    name: 'overlapping routes, and the prefix of the shorter one',
    surroundings: ['addr add 10.0.0.1/8 dev eth0', 'addr add 10.0.0.2/24 dev eth1'],
    parameters: { cidr_netmask: '8' },
  },
  {
    name: 'overlapping routes, and a prefix between them',
    surroundings: ['addr add 10.0.0.1/8 dev eth0', 'addr add 10.0.0.2/24 dev eth1'],
    parameters: { cidr_netmask: '16' },
  },
  {
    name: 'overlapping routes of one interface',
    surroundings: ['addr add 10.0.0.1/8 brd + dev eth0', 'addr add 10.0.0.2/24 brd + dev eth0'],
  },
  {
    name: 'a route without an address',
    surroundings: ['route add 10.0.0.0/24 dev eth1'],
    differs: {
      'others-stay': ['6 stop: VirtualIP: route 10.0.0.0/24 dev eth1 scope link'],
      'monitor-looks-only-for-the-address': LAST_ROUTE_GONE,
    },
  },
  {
    name: 'a route with a source of elsewhere',
    surroundings: [
      'addr add 172.16.0.1/24 brd + dev eth0',
      'route add 10.0.0.0/24 dev eth1 src 172.16.0.1',
    ],
    differs: {
      'others-stay': ['6 stop: VirtualIP: route 10.0.0.0/24 dev eth1 scope link src 172.16.0.1'],
      'monitor-looks-only-for-the-address': LAST_ROUTE_GONE,
    },
  },
  {
    name: 'a route to the address itself',
    surroundings: ['addr add 10.0.0.1/24 brd + dev eth0', 'route add 10.0.0.10/32 dev eth1'],
    differs: {
      'exact-placement': [
        '2 start: VirtualIP: addr 10.0.0.10/32 scope global label eth1 dev eth1',
        `2 start: IPaddr2: ${USUAL_ADDRESS}`,
        ...announcedOnlyBy('VirtualIP', 'eth1'),
        ...announcedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'a route to the address itself, with a prefix',
    surroundings: ['addr add 10.0.0.1/24 brd + dev eth0', 'route add 10.0.0.10/32 dev eth1'],
    parameters: { cidr_netmask: '24' },
  },
  { name: 'a route of /31', surroundings: ['addr add 10.0.0.11/31 dev eth0'] },
  {
    name: 'addresses of /32 only',
    surroundings: ['addr add 10.0.0.1/32 dev eth0'],
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'an address with a peer',
    surroundings: ['addr add 10.0.0.1 peer 10.0.0.10 dev eth0'],
    differs: {
      'exact-placement': [
        '2 start: 0 instead of 1',
        '2 start: VirtualIP: addr 10.0.0.10/32 scope global secondary label eth0 dev eth0',
        '3 monitor: 0 instead of 1',
        '4 start: 0 instead of 1',
        '5 validate-all: 0 instead of 1',
        '7 monitor: 7 instead of 1',
        ...announcedOnlyBy('VirtualIP'),
      ],
    },
  },
  { name: 'a peer network', surroundings: ['addr add 172.16.0.1 peer 10.0.0.2/24 dev eth0'] },
  {
    name: 'a longer route by a gateway',
    surroundings: [
      'addr add 10.0.0.1/16 dev eth0',
      'addr add 172.16.0.1/24 dev eth1',
      'route add 10.0.0.0/24 via 172.16.0.2',
    ],
  },
  {
    name: 'a route by a gateway only',
    surroundings: ['addr add 172.16.0.1/24 dev eth1', 'route add 10.0.0.0/24 via 172.16.0.2'],
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'an unreachable cover',
    surroundings: ['addr add 10.0.0.1/16 dev eth0', 'route add unreachable 10.0.0.0/24'],
  },
  {
    name: 'a blackhole cover',
    surroundings: ['addr add 10.0.0.1/16 dev eth0', 'route add blackhole 10.0.0.0/24'],
  },
  {
    name: 'a blackhole only',
    surroundings: ['route add blackhole 10.0.0.0/24'],
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a blackhole and nic',
    surroundings: ['addr add 10.0.0.1/16 dev eth0', 'route add blackhole 10.0.0.0/24'],
    parameters: { nic: 'eth0' },
  },
  {
    name: 'a route of several hops',
    surroundings: [
      'addr add 172.16.0.1/24 dev eth0',
      'addr add 172.16.1.1/24 dev eth1',
      'route add 10.0.0.0/24 nexthop dev eth0 nexthop dev eth1',
    ],
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a route of another table',
    surroundings: ['addr add 10.0.0.1/16 dev eth0', 'route add 10.0.0.0/24 dev eth1 table 100'],
  },
  {
    name: 'a route with a metric',
    surroundings: ['addr add 10.0.0.1/24 brd + dev eth0 metric 300'],
    differs: {
      'broadcast-by-route': [
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'a route that was added by hand',
    surroundings: [
      'addr add 10.0.0.1/24 brd + dev eth0 noprefixroute',
      'route add 10.0.0.0/24 dev eth0 src 10.0.0.1 metric 50',
    ],
    differs: {
      'broadcast-by-route': [
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
      ],
    },
  },
  {
    name: 'a route with a preferred size',
    surroundings: ['route add 10.0.0.0/24 dev eth0 mtu 1400'],
    differs: {
      'others-stay': ['6 stop: VirtualIP: route 10.0.0.0/24 dev eth0 scope link mtu 1400'],
      'monitor-looks-only-for-the-address': LAST_ROUTE_GONE,
    },
  },
  {
    name: 'two interfaces in one network',
    surroundings: TWO,
    differs: {
      'ambiguous-placement': [
        ...refusedByStart(1, 'addr 10.0.0.10/24 scope global secondary label eth1 dev eth1'),
        ...announcedOnlyBy('IPaddr2', 'eth1'),
      ],
    },
  },
  {
    name: 'two interfaces in one network, with nic',
    surroundings: TWO,
    parameters: { nic: 'eth1' },
  },
  {
    name: 'two interfaces in one network, with the other nic',
    surroundings: TWO,
    parameters: { nic: 'eth0' },
  },
  {
    name: 'two interfaces in one network, with a prefix',
    surroundings: TWO,
    parameters: { cidr_netmask: '24' },
    differs: {
      'ambiguous-placement': [
        ...refusedByStart(1, 'addr 10.0.0.10/24 scope global secondary label eth1 dev eth1'),
        ...announcedOnlyBy('IPaddr2', 'eth1'),
      ],
    },
  },
  {
    name: 'two interfaces in one network, with metrics',
    surroundings: [
      'addr add 10.0.0.1/24 dev eth0 metric 200',
      'addr add 10.0.0.2/24 dev eth1 metric 100',
    ],
    differs: {
      'exact-placement': [
        '2 start: VirtualIP: addr 10.0.0.10/24 scope global secondary label eth1 dev eth1',
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
        ...announcedOnlyBy('VirtualIP', 'eth1'),
        ...announcedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'two interfaces in one network, with metrics the other way round',
    surroundings: [
      'addr add 10.0.0.1/24 dev eth0 metric 100',
      'addr add 10.0.0.2/24 dev eth1 metric 200',
    ],
    differs: {
      'exact-placement': [
        '2 start: VirtualIP: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global secondary label eth1 dev eth1',
        ...announcedOnlyBy('VirtualIP'),
        ...announcedOnlyBy('IPaddr2', 'eth1'),
      ],
    },
  },
  {
    name: 'two interfaces in one network, one of them down',
    surroundings: [...TWO, 'link set eth1 down'],
  },
  {
    name: 'the route vanishes before monitor',
    steps: [
      'start',
      'ip route del 10.0.0.0/24 dev eth0',
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
      'stop-leaves-nothing': [`6 stop: IPaddr2: ${USUAL_ADDRESS}`],
    },
  },
  {
    name: 'the route vanishes before monitor, with nic',
    parameters: { nic: 'eth0' },
    steps: [
      'start',
      'ip route del 10.0.0.0/24 dev eth0',
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
      'stop-leaves-nothing': [`6 stop: IPaddr2: ${USUAL_ADDRESS}`],
    },
  },
  {
    name: 'a better route comes before stop',
    steps: ['start', 'ip addr add 10.0.0.2/28 dev eth1', 'monitor', 'start', 'stop', 'monitor'],
    differs: {
      'monitor-looks-only-for-the-address': ['3 monitor: 0 instead of 7'],
      'one-address-once': [
        '4 start: IPaddr2: addr 10.0.0.10/28 brd 10.0.0.255 scope global secondary label eth1 dev eth1',
        ...announcedOnlyBy('IPaddr2', 'eth1'),
      ],
      'stop-leaves-nothing': [`5 stop: IPaddr2: ${USUAL_ADDRESS}`],
    },
  },
  { name: 'proto', parameters: { proto: 'kernel' } },
  {
    name: 'proto of none',
    parameters: { proto: 'static' },
    differs: {
      'newer-parameters': [...refusedByStart(1, USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')],
    },
  },
  {
    name: 'proto of the shorter route',
    surroundings: [
      'addr add 10.0.0.1/16 brd + dev eth0',
      'route add 10.0.0.0/24 dev eth1 proto static',
    ],
    parameters: { proto: 'kernel' },
    differs: {
      'newer-parameters': [
        '2 start: VirtualIP: addr 10.0.0.10/16 brd 10.0.255.255 scope global secondary label eth0 dev eth0',
        '2 start: IPaddr2: addr 10.0.0.10/24 scope global label eth1 dev eth1',
        '2 start: IPaddr2: route 10.0.0.0/24 dev eth1 proto kernel scope link src 10.0.0.10',
        '6 stop: VirtualIP: route 10.0.0.0/24 dev eth1 proto static scope link',
        ...announcedOnlyBy('VirtualIP'),
        ...announcedOnlyBy('IPaddr2', 'eth1'),
      ],
    },
  },
  {
    name: 'proto with nic and a prefix',
    parameters: { proto: 'static', nic: 'eth0', cidr_netmask: '24' },
    differs: {
      'newer-parameters': [
        '2 start: VirtualIP: addr 10.0.0.10/24 scope global secondary label eth0 dev eth0',
        `2 start: IPaddr2: ${USUAL_ADDRESS}`,
      ],
    },
  },
  {
    name: 'proto that is no name',
    parameters: { proto: 'nosuch' },
    differs: {
      'unfit-values': [...refusedByStart(6, USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')],
    },
  },
  {
    name: 'proto that is no number',
    parameters: { proto: '256' },
    differs: {
      'unfit-values': [...refusedByStart(6, USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')],
    },
  },
];
