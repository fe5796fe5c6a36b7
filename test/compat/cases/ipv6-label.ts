/** lvs_ipv6_addrlabel: the entry in the policy table of source address selection. */
import type { Case } from '../case.ts';
import { USUAL_IPV6 } from '../ipv6.ts';
import {
  advertisedOnlyBy,
  announcedOnlyBy,
  ONLY_START_MINDS,
  refusedByStart,
  STOP_DOES_NOT_MIND,
  startedOnlyHere,
  USUAL_ADDRESS,
  USUAL_IPV6_ADDRESS,
} from '../usual-differences.ts';

const LABELLED = { ...USUAL_IPV6, lvs_ipv6_addrlabel: 'true' };
const OWN = 'addr add fd00::1/64 dev eth0 nodad';
const value = (lvs_ipv6_addrlabel_value: string) => ({
  name: `value '${lvs_ipv6_addrlabel_value}'`,
  parameters: { ...LABELLED, lvs_ipv6_addrlabel_value },
});

export const IPV6_LABEL: readonly Case[] = [
  { name: 'on', parameters: LABELLED },
  { name: 'off', parameters: USUAL_IPV6 },
  {
    name: 'not given',
    parameters: { ...USUAL_IPV6, lvs_ipv6_addrlabel: undefined },
    differs: {
      'address-label-by-default': ['2 start: VirtualIP: addrlabel prefix fd00::10/128 label 99'],
    },
  },
  {
    name: 'neither',
    parameters: { ...USUAL_IPV6, lvs_ipv6_addrlabel: 'maybe' },
    differs: {
      'unfit-values': [...refusedByStart(6, USUAL_IPV6_ADDRESS), advertisedOnlyBy('IPaddr2')],
    },
  },
  {
    name: 'for IPv4',
    parameters: { lvs_ipv6_addrlabel: 'true' },
    differs: {
      'other-family': [...startedOnlyHere(USUAL_ADDRESS), ...announcedOnlyBy('VirtualIP')],
    },
  },
  ...['98', '0', '1'].map(value),
  ...['-1', 'x'].map((text) => ({
    ...value(text),
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  })),
  ...['4294967295', '4294967296'].map((text) => ({
    ...value(text),
    differs: {
      'unfit-values': [...refusedByStart(6, USUAL_IPV6_ADDRESS), advertisedOnlyBy('IPaddr2')],
    },
  })),
  {
    ...value(''),
    differs: {
      'empty-is-unset': [
        ...startedOnlyHere(USUAL_IPV6_ADDRESS, 'addrlabel prefix fd00::10/128 label 99'),
        advertisedOnlyBy('VirtualIP'),
      ],
    },
  },
  {
    name: 'a value without it',
    parameters: { ...USUAL_IPV6, lvs_ipv6_addrlabel_value: 'x' },
    differs: {
      'unfit-values': [...refusedByStart(6, USUAL_IPV6_ADDRESS), advertisedOnlyBy('IPaddr2')],
    },
  },
  {
    name: 'there already',
    surroundings: [OWN, 'addrlabel add prefix fd00::10/128 label 99'],
    parameters: LABELLED,
    differs: {
      'address-label-and-address': ['6 stop: VirtualIP: addrlabel prefix fd00::10/128 label 99'],
    },
  },
  {
    name: 'there already, with another value',
    surroundings: [OWN, 'addrlabel add prefix fd00::10/128 label 98'],
    parameters: LABELLED,
    differs: {
      'address-label-and-address': ['6 stop: VirtualIP: addrlabel prefix fd00::10/128 label 98'],
    },
  },
  {
    name: 'of the whole network',
    surroundings: [OWN, 'addrlabel add prefix fd00::/64 label 98'],
    parameters: LABELLED,
  },
  {
    name: 'the address is there already',
    surroundings: [OWN, 'addr add fd00::10/64 dev eth0 nodad'],
    parameters: LABELLED,
    differs: {
      'address-label-and-address': ['2 start: VirtualIP: addrlabel prefix fd00::10/128 label 99'],
    },
  },
  {
    name: 'another host has the address',
    parameters: { ...LABELLED, nodad: 'false' },
    neighbour: ['addr add fd00::10/64 dev br0 nodad'],
    steps: ['start', 'stop'],
    differs: {
      'address-label-and-address': ['1 start: IPaddr2: addrlabel prefix fd00::10/128 label 99'],
    },
  },
  {
    name: 'it is taken away before stop',
    parameters: LABELLED,
    steps: ['start', 'ip addrlabel del prefix fd00::10/128 label 99', 'monitor', 'stop'],
  },
  {
    name: 'the address is taken away before stop',
    parameters: LABELLED,
    steps: ['start', 'ip addr del fd00::10/64 dev eth0', 'monitor', 'stop'],
    differs: {
      'address-label-and-address': ['4 stop: IPaddr2: addrlabel prefix fd00::10/128 label 99'],
      'there-is-not-stopped': ['3 monitor: 1 instead of 7'],
    },
  },
  { name: 'a link-local address', parameters: { ...LABELLED, ip: 'fe80::10', nic: 'eth0' } },
];
