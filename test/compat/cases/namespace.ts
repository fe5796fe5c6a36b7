/** network_namespace: the address is elsewhere than the agent. */
import type { Case } from '../case.ts';
import { INTERFACE_MISSING } from '../usual-differences.ts';

export const NAMESPACE: readonly Case[] = [
  { name: 'of the node', calledOn: 'neighbour', parameters: { network_namespace: '$node' } },
  {
    name: 'of the node, with nic, prefix and label',
    calledOn: 'neighbour',
    parameters: { network_namespace: '$node', nic: 'eth0', cidr_netmask: '28', iflabel: 'vip' },
  },
  {
    name: 'of the node, with an interface that is only outside',
    calledOn: 'neighbour',
    parameters: { network_namespace: '$node', nic: 'br0' },
    differs: { 'missing-interface': INTERFACE_MISSING },
  },
  { name: 'where the agent is already', parameters: { network_namespace: '$node' } },
  {
    name: 'none of that name',
    parameters: { network_namespace: 'floatip-nosuch' },
    differs: {
      'missing-namespace': [
        '1 probe: 7 instead of 255',
        '2 start: 5 instead of 255',
        '3 monitor: 1 instead of 255',
        '4 start: 5 instead of 255',
        '5 validate-all: 5 instead of 255',
        '6 stop: 0 instead of 255',
        '7 monitor: 1 instead of 255',
      ],
    },
  },
  {
    name: 'a path',
    parameters: { network_namespace: '../$node' },
    differs: {
      'unfit-values': [
        '1 probe: 6 instead of 255',
        '2 start: 6 instead of 255',
        '3 monitor: 6 instead of 255',
        '4 start: 6 instead of 255',
        '5 validate-all: 6 instead of 255',
        '7 monitor: 6 instead of 255',
      ],
      'missing-namespace': ['6 stop: 0 instead of 255'],
    },
  },
  {
    name: 'an option',
    parameters: { network_namespace: '--help' },
    differs: {
      'missing-namespace': [
        '1 probe: 7 instead of 255',
        '2 start: 5 instead of 255',
        '3 monitor: 1 instead of 255',
        '4 start: 5 instead of 255',
        '5 validate-all: 5 instead of 255',
        '6 stop: 0 instead of 255',
        '7 monitor: 1 instead of 255',
      ],
    },
  },
  { name: 'empty', parameters: { network_namespace: '' } },
];
