/** arp_…: who is told, and how often. */
import type { Case } from '../case.ts';
import {
  announcedOnlyBy,
  ONLY_START_MINDS,
  refusedByAll,
  refusedByStart,
  STOP_DOES_NOT_MIND,
  USUAL_ADDRESS,
} from '../usual-differences.ts';

export const ANNOUNCEMENT: readonly Case[] = [
  { name: 'arp_count 2', parameters: { arp_count: '2' } },
  {
    name: 'arp_count 0',
    parameters: { arp_count: '0' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  {
    name: 'arp_count -1',
    parameters: { arp_count: '-1' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  {
    name: 'arp_count malformed',
    parameters: { arp_count: 'x' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  {
    name: 'arp_count empty',
    parameters: { arp_count: '' },
    differs: {
      'empty-is-unset': [
        ...STOP_DOES_NOT_MIND,
        '1 probe: 7 instead of 6',
        '2 start: 0 instead of 6',
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '3 monitor: 0 instead of 6',
        '4 start: 0 instead of 6',
        '5 validate-all: 0 instead of 6',
        '7 monitor: 7 instead of 6',
        ...announcedOnlyBy('VirtualIP', 'eth0', '10.0.0.10', 5),
      ],
    },
  },
  { name: 'arp_count 01', parameters: { arp_count: '01' } },
  {
    name: 'arp_count beyond 32 bits',
    parameters: { arp_count: '99999999999' },
    steps: ['probe', 'validate-all', 'stop'],
    differs: { 'unfit-values': ['2 validate-all: 6 instead of 0'] },
  },
  { name: 'arp_interval', parameters: { arp_count: '3', arp_interval: '20' } },
  {
    name: 'arp_interval 0',
    parameters: { arp_interval: '0' },
    differs: { 'stop-leaves-nothing': STOP_DOES_NOT_MIND },
  },
  {
    name: 'arp_interval malformed',
    parameters: { arp_interval: '1s' },
    differs: { 'stop-leaves-nothing': STOP_DOES_NOT_MIND },
  },
  {
    name: 'arp_interval empty',
    parameters: { arp_interval: '' },
    differs: {
      'empty-is-unset': [
        ...STOP_DOES_NOT_MIND,
        '1 probe: 7 instead of 6',
        '2 start: 0 instead of 6',
        `2 start: VirtualIP: ${USUAL_ADDRESS}`,
        '3 monitor: 0 instead of 6',
        '4 start: 0 instead of 6',
        '5 validate-all: 0 instead of 6',
        '7 monitor: 7 instead of 6',
        ...announcedOnlyBy('VirtualIP'),
      ],
    },
  },
  { name: 'arp_count_refresh', parameters: { arp_count_refresh: '2' } },
  { name: 'arp_count_refresh 0', parameters: { arp_count_refresh: '0' } },
  {
    name: 'arp_count_refresh malformed',
    parameters: { arp_count_refresh: 'x' },
    differs: { 'unfit-values': [...refusedByAll(USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')] },
  },
  {
    name: 'arp_count_refresh -1',
    parameters: { arp_count_refresh: '-1' },
    differs: { 'unfit-values': [...refusedByAll(USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')] },
  },
  { name: 'arp_bg', parameters: { arp_bg: 'true', arp_count: '2' } },
  { name: 'arp_bg off', parameters: { arp_bg: 'false', arp_count: '2' } },
  {
    name: 'arp_bg neither',
    parameters: { arp_bg: 'maybe' },
    differs: { 'unfit-values': [...refusedByAll(USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')] },
  },
  { name: 'arp_bg empty', parameters: { arp_bg: '' } },
  { name: 'none on lo', parameters: { nic: 'lo', cidr_netmask: '32', arp_count: '2' } },
  {
    name: 'none on an interface without ARP',
    surroundings: ['addr add 10.0.0.1/24 brd + dev eth0', 'link set eth0 arp off'],
    differs: {
      'neighbours-without-nic': [
        ...refusedByStart(1, USUAL_ADDRESS),
        ...announcedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'none on an interface without ARP that nic names',
    surroundings: ['addr add 10.0.0.1/24 brd + dev eth0', 'link set eth0 arp off'],
    parameters: { nic: 'eth0' },
    differs: { 'no-arp-here': announcedOnlyBy('IPaddr2') },
  },
  {
    name: 'arp_type',
    parameters: { arp_type: 'request' },
    differs: {
      'newer-parameters': ['frames: IPaddr2: 1 x eth0 > all: Reply 10.0.0.10 is-at eth0'],
    },
  },
];
