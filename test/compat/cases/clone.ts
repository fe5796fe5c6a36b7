/** Clones: an address of its own for each instance. */
import type { Case } from '../case.ts';
import {
  announcedOnlyBy,
  MONITOR_WITHOUT_ROUTE,
  refusedByAll,
  refusedByStart,
  STOP_DOES_NOT_MIND,
  USUAL_ADDRESS,
} from '../usual-differences.ts';

const OWN_EACH = {
  unique_clone_address: 'true',
  CRM_meta_globally_unique: 'true',
  CRM_meta_clone_max: '3',
};

export const CLONE: readonly Case[] = [
  { name: 'the first instance', parameters: { ...OWN_EACH, CRM_meta_clone: '0' } },
  { name: 'the third instance', parameters: { ...OWN_EACH, CRM_meta_clone: '2' } },
  { name: 'an instance without a number', parameters: OWN_EACH },
  {
    name: 'an instance beyond the last number',
    parameters: { ...OWN_EACH, ip: '10.0.0.254', CRM_meta_clone: '2' },
    differs: { 'monitor-looks-only-for-the-address': MONITOR_WITHOUT_ROUTE },
  },
  {
    name: 'an instance outside of the network',
    parameters: { ...OWN_EACH, cidr_netmask: '28', ip: '10.0.0.15', CRM_meta_clone: '2' },
    differs: {
      'instance-in-network': [
        ...refusedByStart(
          6,
          'addr 10.0.0.17/28 brd 10.0.0.255 scope global label eth0 dev eth0',
          'route 10.0.0.16/28 dev eth0 proto kernel scope link src 10.0.0.17',
        ),
        ...announcedOnlyBy('IPaddr2', 'eth0', '10.0.0.17'),
      ],
    },
  },
  {
    name: 'not globally unique',
    parameters: { ...OWN_EACH, CRM_meta_globally_unique: 'false', CRM_meta_clone: '2' },
    differs: { 'stop-leaves-nothing': STOP_DOES_NOT_MIND },
  },
  {
    name: 'no clone',
    parameters: { unique_clone_address: 'true', CRM_meta_globally_unique: 'true' },
  },
  {
    name: 'neither',
    parameters: { unique_clone_address: 'maybe' },
    differs: { 'unfit-values': [...refusedByAll(USUAL_ADDRESS), ...announcedOnlyBy('IPaddr2')] },
  },
  { name: 'a clone of one instance', parameters: { CRM_meta_clone: '0', CRM_meta_clone_max: '1' } },
  {
    name: 'with nic, prefix and label',
    parameters: {
      ...OWN_EACH,
      CRM_meta_clone: '1',
      nic: 'eth0',
      cidr_netmask: '24',
      iflabel: 'vip',
    },
  },
];
