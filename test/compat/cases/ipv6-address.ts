/** ip: the many ways to write an IPv6 address, and what is none. */
import type { Case } from '../case.ts';
import { USUAL_IPV6 } from '../ipv6.ts';
import {
  advertisedOnlyBy,
  LAST_ROUTE_GONE,
  monitorRefuses,
  refusedByAll,
  USUAL_IPV6_ADDRESS,
} from '../usual-differences.ts';

const FIXED = { ...USUAL_IPV6, nic: 'eth0', cidr_netmask: '64' };

export const IPV6_ADDRESS: readonly Case[] = [
  {
    name: 'nothing but ip',
    parameters: { ip: 'fd00::10', arp_count: undefined },
    differs: {
      'address-label-by-default': ['2 start: VirtualIP: addrlabel prefix fd00::10/128 label 99'],
    },
  },
  { name: 'as the kernel writes it', parameters: USUAL_IPV6 },
  { name: 'in capitals', parameters: { ...USUAL_IPV6, ip: 'FD00::10' } },
  { name: 'in full', parameters: { ...USUAL_IPV6, ip: 'fd00:0:0:0:0:0:0:10' } },
  { name: 'with leading zeros', parameters: { ...USUAL_IPV6, ip: 'fd00::0010' } },
  {
    name: 'with another run of zeros left out',
    parameters: { ...USUAL_IPV6, ip: 'fd00:0:0:0::10' },
  },
  { name: 'with dots at its end', parameters: { ...USUAL_IPV6, ip: 'fd00::0.0.0.16' } },
  {
    name: 'in full, with nic and prefix',
    parameters: { ...FIXED, ip: 'FD00:0000:0000:0000:0000:0000:0000:0010' },
  },
  { name: 'with a prefix length', parameters: { ...USUAL_IPV6, ip: 'fd00::10/64' } },
  {
    name: 'with a zone',
    parameters: { ...USUAL_IPV6, ip: 'fd00::10%eth0' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'in brackets',
    parameters: { ...USUAL_IPV6, ip: '[fd00::10]' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'two runs of zeros left out',
    parameters: { ...USUAL_IPV6, ip: 'fd00::1::10' },
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
    name: 'three colons',
    parameters: { ...USUAL_IPV6, ip: 'fd00:::10' },
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
    name: 'too long a part',
    parameters: { ...USUAL_IPV6, ip: 'fd00::12345' },
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
    name: 'too few parts',
    parameters: { ...USUAL_IPV6, ip: 'fd00:1:2:3:4:5:10' },
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
    name: 'too many parts',
    parameters: { ...USUAL_IPV6, ip: 'fd00:1:2:3:4:5:6:7:10' },
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
    name: 'no hexadecimal number',
    parameters: { ...USUAL_IPV6, ip: 'fd00::g' },
    differs: { 'unfit-values': monitorRefuses(1) },
  },
  {
    name: 'a blank before it',
    parameters: { ...USUAL_IPV6, ip: ' fd00::10' },
    differs: { 'unfit-values': [...refusedByAll(USUAL_IPV6_ADDRESS), advertisedOnlyBy('IPaddr2')] },
  },
  {
    name: 'the unspecified address',
    parameters: { ...FIXED, ip: '::' },
    differs: {
      'unfit-values': [
        ...monitorRefuses(7),
        '2 start: 6 instead of 1',
        '4 start: 6 instead of 1',
        '5 validate-all: 6 instead of 0',
      ],
    },
  },
  {
    name: 'a multicast address',
    parameters: { ...FIXED, ip: 'ff02::10' },
    differs: {
      'unfit-values': [
        ...monitorRefuses(7),
        '2 start: 6 instead of 1',
        '4 start: 6 instead of 1',
        '5 validate-all: 6 instead of 0',
      ],
    },
  },
  {
    name: 'the loopback address',
    parameters: { ...USUAL_IPV6, ip: '::1' },
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
    name: 'an IPv4 address as one of IPv6',
    parameters: { ...FIXED, ip: '::ffff:10.0.0.10' },
    differs: { 'unfit-values': monitorRefuses(7) },
  },
  {
    name: 'a link-local address',
    parameters: { ...USUAL_IPV6, ip: 'fe80::10' },
    differs: { 'unfit-values': monitorRefuses(7) },
  },
  {
    name: 'a link-local address with nic',
    parameters: { ...USUAL_IPV6, ip: 'fe80::10', nic: 'eth0' },
  },
  { name: 'a link-local address with nic and prefix', parameters: { ...FIXED, ip: 'fe80::10' } },
  {
    name: 'a link-local address in capitals with nic',
    parameters: { ...USUAL_IPV6, ip: 'FE80::10', nic: 'eth1' },
  },
  {
    name: 'a link-local address beyond fe80 with nic and prefix',
    parameters: { ...FIXED, ip: 'febf::10' },
  },
  { name: 'an address on lo', parameters: { ...USUAL_IPV6, nic: 'lo', cidr_netmask: '128' } },
  {
    name: "the node's own address",
    parameters: { ...USUAL_IPV6, ip: 'fd00::1' },
    differs: { 'monitor-looks-only-for-the-address': LAST_ROUTE_GONE },
  },
  {
    name: 'an address that looks like a part of another',
    parameters: { ...USUAL_IPV6, ip: 'fd00::1' },
    surroundings: ['addr add fd00::11/64 dev eth0 nodad', 'addr add fd00::1:1/64 dev eth0 nodad'],
  },
];
