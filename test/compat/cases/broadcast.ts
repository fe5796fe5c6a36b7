/** broadcast, and where it comes from when it is not given. */
import type { Case } from '../case.ts';

const FIXED = { nic: 'eth0', cidr_netmask: '24' };

export const BROADCAST: readonly Case[] = [
  { name: 'an address', parameters: { broadcast: '10.0.0.99' } },
  { name: 'an address, with nic', parameters: { nic: 'eth0', broadcast: '10.0.0.99' } },
  { name: 'an address of elsewhere', parameters: { broadcast: '192.0.2.255' } },
  { name: 'the limited broadcast address', parameters: { broadcast: '255.255.255.255' } },
  { name: 'the unspecified address', parameters: { broadcast: '0.0.0.0' } },
  { name: '+', parameters: { broadcast: '+' } },
  { name: '-', parameters: { broadcast: '-' } },
  { name: '+ with a longer prefix', parameters: { broadcast: '+', cidr_netmask: '28' } },
  { name: '- with a longer prefix', parameters: { broadcast: '-', cidr_netmask: '28' } },
  { name: '+ on /32', parameters: { broadcast: '+', cidr_netmask: '32' } },
  { name: '- on /32', parameters: { broadcast: '-', cidr_netmask: '32' } },
  { name: '+ on /31', parameters: { broadcast: '+', cidr_netmask: '31' } },
  { name: '+ on /30', parameters: { broadcast: '+', cidr_netmask: '30' } },
  { name: '++', parameters: { broadcast: '++' } },
  { name: 'a number too large', parameters: { broadcast: '10.0.0.256' } },
  { name: 'a word', parameters: { broadcast: 'none' } },
  { name: 'empty', parameters: { broadcast: '' } },
  { name: 'the network has none', surroundings: ['addr add 10.0.0.1/24 dev eth0'] },
  {
    name: 'the network has an unusual one',
    surroundings: ['addr add 10.0.0.1/24 brd 10.0.0.0 dev eth0'],
  },
  { name: 'with nic and prefix', parameters: FIXED },
  {
    name: 'two addresses of the network, each with one of its own',
    surroundings: [
      'addr add 10.0.0.1/24 brd 10.0.0.99 dev eth0',
      'addr add 10.0.0.2/24 brd 10.0.0.98 dev eth0',
    ],
  },
  {
    name: 'the network has a label',
    surroundings: ['addr add 10.0.0.1/24 brd + dev eth0 label eth0:own'],
  },
  {
    name: 'another address begins like that of the network',
    surroundings: ['addr add 10.0.0.1/24 brd + dev eth0', 'addr add 10.0.0.11/28 brd + dev eth1'],
  },
  {
    name: 'the same address with two prefixes',
    surroundings: [
      'addr add 10.0.0.1/24 brd 10.0.0.99 dev eth0',
      'addr add 10.0.0.1/16 brd 10.0.0.98 dev eth0',
    ],
  },
];
