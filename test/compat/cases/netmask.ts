/** cidr_netmask, and its old name. */
import type { Case } from '../case.ts';
import { MONITOR_WITHOUT_ROUTE } from '../usual-differences.ts';

export const NETMASK: readonly Case[] = [
  { name: 'that of the network', parameters: { cidr_netmask: '24' } },
  { name: 'that of the network, with nic', parameters: { nic: 'eth0', cidr_netmask: '24' } },
  { name: 'longer', parameters: { cidr_netmask: '28' } },
  { name: 'longer, with nic', parameters: { nic: 'eth0', cidr_netmask: '28' } },
  {
    name: 'shorter',
    parameters: { cidr_netmask: '16' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  { name: 'shorter, with nic', parameters: { nic: 'eth0', cidr_netmask: '16' } },
  { name: '32', parameters: { cidr_netmask: '32' } },
  { name: '32, with nic', parameters: { nic: 'eth0', cidr_netmask: '32' } },
  { name: '31', parameters: { cidr_netmask: '31' } },
  { name: '30', parameters: { nic: 'eth0', cidr_netmask: '30' } },
  { name: '1', parameters: { nic: 'eth0', cidr_netmask: '1' } },
  {
    name: '0',
    parameters: { cidr_netmask: '0' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: '33',
    parameters: { cidr_netmask: '33' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: '024',
    parameters: { cidr_netmask: '024' },
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
    name: '08',
    parameters: { cidr_netmask: '08' },
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
    name: '-1',
    parameters: { cidr_netmask: '-1' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  { name: '+24', parameters: { cidr_netmask: '+24' } },
  {
    name: '24.5',
    parameters: { cidr_netmask: '24.5' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a blank before it',
    parameters: { cidr_netmask: ' 24' },
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
    name: 'a slash before it',
    parameters: { cidr_netmask: '/24' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'no number',
    parameters: { cidr_netmask: 'many' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  { name: 'empty', parameters: { cidr_netmask: '' } },
  { name: 'a dotted quad', parameters: { cidr_netmask: '255.255.255.0' } },
  { name: 'a dotted quad, with nic', parameters: { nic: 'eth0', cidr_netmask: '255.255.255.240' } },
  { name: 'a dotted quad of a host', parameters: { cidr_netmask: '255.255.255.255' } },
  {
    name: 'a dotted quad with a hole',
    parameters: { cidr_netmask: '255.0.255.0' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a dotted quad of nothing',
    parameters: { cidr_netmask: '0.0.0.0' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'a dotted quad too large',
    parameters: { cidr_netmask: '255.255.256.0' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  { name: 'the old name', parameters: { netmask: '25', nic: 'eth0' } },
  { name: 'the old name without nic', parameters: { netmask: '24' } },
  { name: 'the old name and the new one', parameters: { netmask: '16', cidr_netmask: '24' } },
  {
    name: 'the old name, malformed',
    parameters: { netmask: 'many' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
];
