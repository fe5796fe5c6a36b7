/** iflabel, and the old way to give one in nic. */
import type { Case } from '../case.ts';
import {
  announcedOnlyBy,
  INTERFACE_MISSING,
  ONLY_START_MINDS,
  refusedByStart,
  STOP_DOES_NOT_MIND,
} from '../usual-differences.ts';

export const LABEL: readonly Case[] = [
  { name: 'with nic', parameters: { nic: 'eth0', iflabel: 'vip' } },
  { name: 'without nic', parameters: { iflabel: 'vip' } },
  { name: 'in nic', parameters: { nic: 'eth0:vip' } },
  { name: 'in nic, and another', parameters: { nic: 'eth0:vip', iflabel: 'other' } },
  { name: 'in nic, empty', parameters: { nic: 'eth0:' } },
  { name: 'in nic, with a colon', parameters: { nic: 'eth0:a:b' } },
  {
    name: 'in nic, of an interface that is not there',
    parameters: { nic: 'eth7:vip' },
    differs: { 'missing-interface': INTERFACE_MISSING },
  },
  { name: 'a number', parameters: { iflabel: '0' } },
  { name: 'as long as it may be', parameters: { iflabel: 'abcdefghij' } },
  {
    name: 'one too long',
    parameters: { iflabel: 'abcdefghijk' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  {
    name: 'too long for any interface',
    parameters: { iflabel: 'abcdefghijklmno' },
    differs: {
      'monitor-looks-only-for-the-address': ONLY_START_MINDS,
      'stop-leaves-nothing': STOP_DOES_NOT_MIND,
    },
  },
  {
    name: 'with a slash',
    parameters: { iflabel: 'a/b' },
    differs: {
      'unfit-values': [
        ...refusedByStart(
          6,
          'addr 10.0.0.10/24 brd 10.0.0.255 scope global secondary label eth0:a/b dev eth0',
        ),
        ...announcedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    name: 'with a blank',
    parameters: { iflabel: 'a b' },
    differs: {
      'unfit-values': [
        ...refusedByStart(
          6,
          'addr 10.0.0.10/24 brd 10.0.0.255 scope global secondary label eth0:a dev eth0',
        ),
        ...announcedOnlyBy('IPaddr2'),
      ],
    },
  },
  { name: 'with punctuation', parameters: { iflabel: 'a.b-c_d' } },
  {
    name: 'with a letter that is not ASCII',
    parameters: { iflabel: 'vïp' },
    differs: {
      'unfit-values': [
        ...refusedByStart(
          6,
          'addr 10.0.0.10/24 brd 10.0.0.255 scope global secondary label eth0:vïp dev eth0',
        ),
        ...announcedOnlyBy('IPaddr2'),
      ],
    },
  },
  { name: 'empty', parameters: { iflabel: '' } },
];
