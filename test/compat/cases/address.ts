/** ip: what is an IPv4 address, and what is not. */
import type { Case } from '../case.ts';
import {
  announcedOnlyBy,
  LAST_ROUTE_GONE,
  MONITOR_WITHOUT_ROUTE,
  monitorRefuses,
  refusedByAll,
  refusedByStart,
  USUAL_ADDRESS,
} from '../usual-differences.ts';

const FIXED = { nic: 'eth0', cidr_netmask: '24' };

export const ADDRESS: readonly Case[] = [
  { name: 'nothing but ip', parameters: { arp_count: undefined } },
  { name: 'without ip', parameters: { ip: undefined } },
  { name: 'an empty ip', parameters: { ip: '' } },
  {
    name: 'not an address',
    parameters: { ip: 'not-an-address' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'three numbers',
    parameters: { ip: '10.0.0' },
    differs: { 'unfit-values': monitorRefuses(7) },
  },
  {
    name: 'five numbers',
    parameters: { ip: '10.0.0.0.10' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'a number too large',
    parameters: { ip: '10.0.0.256' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'a leading zero',
    parameters: { ip: '10.0.0.010' },
    differs: { 'unfit-values': monitorRefuses(7) },
  },
  {
    name: 'a blank before it',
    parameters: { ip: ' 10.0.0.10' },
    differs: { 'unfit-values': refusedByAll(USUAL_ADDRESS) },
  },
  {
    name: 'a dot after it',
    parameters: { ip: '10.0.0.10.' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'a prefix length after it',
    parameters: { ip: '10.0.0.10/24' },
    differs: {
      'prefix-in-ip': [
        '2 start: 0 instead of 6',
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '3 monitor: 0 instead of 7',
        '4 start: 0 instead of 6',
        '5 validate-all: 0 instead of 6',
        ...announcedOnlyBy('VirtualIP'),
      ],
    },
  },
  {
    name: 'a prefix length after it, and the same in cidr_netmask',
    parameters: { ip: '10.0.0.10/28', cidr_netmask: '28' },
    differs: {
      'prefix-in-ip': [
        '2 start: 0 instead of 6',
        '2 start: VirtualIP: addr 10.0.0.10/28 brd 10.0.0.255 scope global label eth0 dev eth0',
        '2 start: VirtualIP: route 10.0.0.0/28 dev eth0 proto kernel scope link src 10.0.0.10',
        '3 monitor: 0 instead of 1',
        '4 start: 0 instead of 6',
        '5 validate-all: 0 instead of 6',
        '7 monitor: 7 instead of 1',
        ...announcedOnlyBy('VirtualIP'),
      ],
    },
  },
  {
    name: 'another prefix length than cidr_netmask',
    parameters: { ip: '10.0.0.10/28', cidr_netmask: '24' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a host name',
    parameters: { ip: 'localhost' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'two addresses',
    parameters: { ip: '10.0.0.10 10.0.0.11' },
    differs: {
      'unfit-values': [
        ...monitorRefuses(1),
        '2 start: 6 instead of 1',
        '4 start: 6 instead of 1',
        '5 validate-all: 6 instead of 1',
      ],
    },
  },
  {
    name: 'what a shell would run',
    parameters: { ip: '10.0.0.10;true' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'the unspecified address',
    parameters: { ip: '0.0.0.0', ...FIXED },
    differs: { 'unfit-values': monitorRefuses(7) },
  },
  {
    name: 'this network',
    parameters: { ip: '0.0.0.5', ...FIXED },
    differs: { 'unfit-values': monitorRefuses(7) },
  },
  {
    name: 'a multicast address',
    parameters: { ip: '224.0.0.9', ...FIXED },
    differs: {
      'unfit-values': [
        ...refusedByAll('addr 224.0.0.9/24 scope global label eth0 dev eth0'),
        ...announcedOnlyBy('IPaddr2', 'eth0', '224.0.0.9'),
      ],
    },
  },
  { name: 'a class E address', parameters: { ip: '240.0.0.9', ...FIXED } },
  {
    name: 'the limited broadcast address',
    parameters: { ip: '255.255.255.255', ...FIXED },
    differs: {
      'unfit-values': refusedByAll('addr 255.255.255.255/24 scope global label eth0 dev eth0'),
    },
  },
  {
    name: 'the address of the network',
    parameters: { ip: '10.0.0.0' },
    differs: { 'address-of-a-host': refusedAsNoHost('10.0.0.0') },
  },
  {
    name: 'the broadcast address of the network',
    parameters: { ip: '10.0.0.255' },
    differs: { 'address-of-a-host': refusedAsNoHost('10.0.0.255') },
  },
  {
    name: 'a link-local address',
    parameters: { ip: '169.254.7.7', nic: 'eth0', cidr_netmask: '16' },
  },
  { name: 'a loopback address', parameters: { ip: '127.0.0.3' } },
  { name: 'a loopback address with nic', parameters: { ip: '127.0.0.3', nic: 'lo' } },
  { name: 'a loopback address with a prefix', parameters: { ip: '127.0.0.3', cidr_netmask: '32' } },
  { name: 'a loopback address on eth0', parameters: { ip: '127.0.0.3', ...FIXED } },
  { name: 'an address on lo', parameters: { nic: 'lo', cidr_netmask: '32' } },
  {
    name: "the node's own address",
    parameters: { ip: '10.0.0.1' },
    differs: { 'monitor-looks-only-for-the-address': LAST_ROUTE_GONE },
  },
  {
    name: 'an address that looks like a part of another',
    parameters: { ip: '10.0.0.1' },
    surroundings: ['addr add 10.0.0.11/24 brd + dev eth0'],
  },
];

function refusedAsNoHost(ip: string): string[] {
  const address = `addr ${ip}/24 brd 10.0.0.255 scope global secondary label eth0 dev eth0`;
  return [...refusedByStart(6, address), ...announcedOnlyBy('IPaddr2', 'eth0', ip)];
}
