/**
 * The same cases through IPaddr2 and through VirtualIP, each in a fresh network namespace: exit
 * statuses of the actions, and what the kernel holds after each. Where they are meant to differ, the
 * case says why, and must really differ.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Host, Lab } from '../support/lab.ts';

interface Case {
  readonly name: string;
  /** `ip` commands, after eth0 and eth1 are there, up and without addresses. */
  readonly surroundings?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  /** Why the two are meant to differ. */
  readonly difference?: string;
}

const VIP = '10.0.0.10';
const USUAL = ['addr add 10.0.0.1/24 brd + dev eth0'];
const RECURRING = { CRM_meta_interval: '10000' };

const UNFIT = 'start and monitor refuse what IPaddr2 takes for something else';
const TRUTH = 'stop removes the address; IPaddr2 says 0 and leaves it up';
const LINK = 'check_link_status is true by default, as in newer IPaddr2';
const KIND = 'monitor looks at the address, not at routes or at parameters that only start needs';

const cases: readonly Case[] = [
  { name: 'nothing but ip' },
  { name: 'a recurring monitor', parameters: RECURRING },
  { name: 'nic', parameters: { nic: 'eth0' } },
  { name: 'cidr_netmask', parameters: { cidr_netmask: '24' } },
  { name: 'nic and cidr_netmask', parameters: { nic: 'eth0', cidr_netmask: '24' } },
  { name: 'a longer prefix', parameters: { cidr_netmask: '28' } },
  { name: 'a host prefix', parameters: { cidr_netmask: '32' } },
  { name: 'a prefix of 31', parameters: { nic: 'eth0', cidr_netmask: '31' } },
  { name: 'a shorter prefix than any route', parameters: { cidr_netmask: '16' } },
  { name: 'a shorter prefix with nic', parameters: { nic: 'eth0', cidr_netmask: '16' } },
  { name: 'a dotted-quad netmask', parameters: { cidr_netmask: '255.255.255.0' } },
  { name: 'the alias netmask', parameters: { netmask: '25', nic: 'eth0' } },
  { name: 'a netmask with a hole', parameters: { cidr_netmask: '255.0.255.0' } },
  { name: 'a prefix of 0', parameters: { cidr_netmask: '0' } },
  { name: 'a prefix of 33', parameters: { cidr_netmask: '33' } },
  { name: 'a prefix that is no number', parameters: { cidr_netmask: 'many' } },
  { name: 'a broadcast address', parameters: { broadcast: '10.0.0.99' } },
  { name: 'broadcast +', parameters: { broadcast: '+' } },
  { name: 'broadcast -', parameters: { broadcast: '-' } },
  { name: 'broadcast + on a host prefix', parameters: { broadcast: '+', cidr_netmask: '32' } },
  { name: 'a malformed broadcast address', parameters: { broadcast: '10.0.0.256' } },
  { name: 'a label', parameters: { nic: 'eth0', iflabel: 'vip' } },
  { name: 'a label without nic', parameters: { iflabel: 'vip' } },
  { name: 'a label in nic', parameters: { nic: 'eth0:vip' } },
  { name: 'a label in nic and another', parameters: { nic: 'eth0:vip', iflabel: 'other' } },
  {
    name: 'a label that is too long',
    parameters: { iflabel: 'abcdefghijklmno' },
    difference: KIND,
  },
  { name: 'noprefixroute', parameters: { noprefixroute: 'true', cidr_netmask: '28' } },
  { name: 'flush_routes', parameters: { flush_routes: 'true' } },
  {
    name: 'arping in place of send_arp',
    parameters: { arp_sender: 'iputils_arping', send_arp_opts: '-A' },
  },
  {
    name: 'a sender that is none',
    parameters: { arp_sender: 'arping' },
    difference: 'monitor and stop do not mind',
  },
  { name: 'a count of 1', parameters: { arp_count: '1' } },
  { name: 'a count of 0', parameters: { arp_count: '0' }, difference: TRUTH },
  { name: 'a malformed count', parameters: { arp_count: 'x' }, difference: TRUTH },
  { name: 'an interval of 0', parameters: { arp_interval: '0' }, difference: TRUTH },
  { name: 'a malformed refresh count', parameters: { arp_count_refresh: 'x' }, difference: UNFIT },
  { name: 'a boolean that is neither', parameters: { noprefixroute: 'Yes' }, difference: UNFIT },
  { name: 'an address that is none', parameters: { ip: 'not-an-address' }, difference: UNFIT },
  { name: 'an address of three numbers', parameters: { ip: '10.0.0' }, difference: UNFIT },
  {
    name: 'an address with a number too large',
    parameters: { ip: '10.0.0.256' },
    difference: UNFIT,
  },
  { name: 'no address', parameters: { ip: '' } },
  { name: 'an address with its prefix', parameters: { ip: `${VIP}/24` }, difference: 'accepted' },
  {
    name: 'a multicast address',
    parameters: { ip: '224.0.0.9', nic: 'eth0', cidr_netmask: '24' },
    difference: UNFIT,
  },
  {
    name: 'an interface that is not there',
    parameters: { nic: 'eth7' },
    difference: 'start says 5: another node may have it',
  },
  {
    name: 'an interface that is not there, in a recurring monitor',
    parameters: { nic: 'eth7', ...RECURRING },
    difference: 'start says 5: another node may have it',
  },
  { name: 'an interface without a route', parameters: { nic: 'eth1' } },
  {
    name: 'an interface without a route, with a prefix',
    parameters: { nic: 'eth1', cidr_netmask: '24' },
  },
  { name: 'no route at all', surroundings: [] },
  {
    name: 'no route, but nic and prefix',
    surroundings: [],
    parameters: { nic: 'eth0', cidr_netmask: '24' },
  },
  {
    name: 'a default route only',
    surroundings: ['addr add 172.16.0.1/24 dev eth0', 'route add default via 172.16.0.2'],
  },
  { name: 'a default route on-link', surroundings: ['route add default dev eth0'] },
  {
    name: 'overlapping routes',
    surroundings: ['addr add 10.0.0.1/8 dev eth0', 'addr add 10.0.0.2/24 dev eth1'],
  },
  {
    name: 'overlapping routes, the other way round',
    surroundings: ['addr add 10.0.0.1/24 dev eth0', 'addr add 10.0.0.2/8 dev eth1'],
  },
  { name: 'a route without an address', surroundings: ['route add 10.0.0.0/24 dev eth1'] },
  {
    name: 'a longer route by a gateway',
    surroundings: [
      'addr add 10.0.0.1/16 dev eth0',
      'addr add 172.16.0.1/24 dev eth1',
      'route add 10.0.0.0/24 via 172.16.0.2',
    ],
  },
  {
    name: 'an unreachable cover',
    surroundings: ['addr add 10.0.0.1/16 dev eth0', 'route add unreachable 10.0.0.0/24'],
  },
  {
    name: 'two interfaces in one network, with metrics',
    surroundings: [
      'addr add 10.0.0.1/24 dev eth0 metric 200',
      'addr add 10.0.0.2/24 dev eth1 metric 100',
    ],
    difference: 'the lower metric wins; IPaddr2 takes the last line',
  },
  {
    name: 'two interfaces in one network',
    surroundings: ['addr add 10.0.0.1/24 dev eth0', 'addr add 10.0.0.2/24 dev eth1'],
    difference: 'start names both instead of choosing one',
  },
  {
    name: 'two interfaces in one network, with nic',
    surroundings: ['addr add 10.0.0.1/24 dev eth0', 'addr add 10.0.0.2/24 dev eth1'],
    parameters: { nic: 'eth1' },
  },
  {
    name: 'an interface that is down',
    surroundings: [...USUAL, 'link set eth0 down'],
    parameters: { nic: 'eth0', cidr_netmask: '24' },
  },
  { name: 'the address there already', surroundings: [...USUAL, `addr add ${VIP}/24 dev eth0`] },
  {
    name: 'the address there with another prefix',
    surroundings: [...USUAL, `addr add ${VIP}/32 dev eth0`],
    difference: TRUTH,
  },
  {
    name: 'the address there on another interface',
    surroundings: [...USUAL, `addr add ${VIP}/24 dev eth1`],
    parameters: { nic: 'eth0' },
  },
  {
    name: 'the address there without its label',
    surroundings: [...USUAL, `addr add ${VIP}/24 dev eth0`],
    parameters: { nic: 'eth0', iflabel: 'vip' },
    difference: 'start says that the label is missing',
  },
  {
    name: 'the address on lo only',
    surroundings: [...USUAL, `addr add ${VIP}/32 dev lo`],
    difference: 'it gets the broadcast address of eth0; IPaddr2 gives it none',
  },
  {
    name: 'the address on lo only, with lvs_support',
    surroundings: [...USUAL, `addr add ${VIP}/32 brd 255.255.255.255 dev lo`],
    parameters: { lvs_support: 'true', nic: 'eth0', cidr_netmask: '24', broadcast: '10.0.0.255' },
  },
  {
    name: 'lvs_support',
    parameters: { lvs_support: 'true' },
    difference: 'stop leaves the address on lo, whether or not it was there before start',
  },
  {
    name: 'lvs_support and a shared address',
    parameters: { lvs_support: 'true', CRM_meta_clone_max: '2' },
    difference: 'stop succeeds',
  },
  {
    name: 'an alternative name',
    surroundings: [...USUAL, 'link property add dev eth0 altname longer0'],
    parameters: { nic: 'longer0' },
    difference: 'alternative names are understood',
  },
  {
    name: 'an instance of a clone with an address of its own',
    parameters: {
      unique_clone_address: 'true',
      CRM_meta_globally_unique: 'true',
      CRM_meta_clone: '2',
      CRM_meta_clone_max: '3',
    },
  },
  {
    name: 'unique_clone_address without globally-unique',
    parameters: { unique_clone_address: 'true', CRM_meta_clone: '2', CRM_meta_clone_max: '3' },
    difference: 'stop succeeds',
  },
  { name: 'a loopback address', parameters: { ip: '127.0.0.3' } },
  {
    name: 'a namespace that is not there',
    parameters: { network_namespace: 'floatip-nosuch' },
    difference: 'start says 5, a probe 7, stop 0',
  },
];

let lab: Lab;
beforeEach(async () => {
  lab = await Lab.create();
});
afterEach(() => lab.close());

async function makeHost(name: string, surroundings: readonly string[]): Promise<Host> {
  const host = await lab.addHost(name);
  for (const nic of ['eth0', 'eth1']) await lab.plug(host, nic);
  for (const command of surroundings) await host.ip(command);
  return host;
}

async function held(host: Host): Promise<string[]> {
  const lines: string[] = [];
  for (const nic of ['lo', 'eth0', 'eth1']) {
    for (const entry of await host.addressEntries(nic)) {
      const { local, prefixlen, broadcast, scope, label, noprefixroute } = entry;
      const rest = `brd ${broadcast} ${scope} ${label} ${noprefixroute ?? false}`;
      lines.push(`${local}/${prefixlen} on ${nic} ${rest}`);
    }
  }
  return lines.sort();
}

async function outcomes(
  host: Host,
  agent: 'agent' | 'ipaddr2',
  parameters: Record<string, string>,
) {
  const steps: { action: string; status: number; held: string[] }[] = [];
  for (const action of [
    'monitor',
    'start',
    'start',
    'monitor',
    'validate-all',
    'stop',
    'monitor',
  ]) {
    const { status } = await host[agent](action, parameters);
    steps.push({ action, status, held: await held(host) });
  }
  return steps;
}

describe('VirtualIP and IPaddr2', () => {
  it.each(cases)('with $name', async ({ surroundings, parameters, difference }) => {
    const values = { ip: VIP, ...parameters };
    const [ours, theirs] = await Promise.all([
      makeHost('ours', surroundings ?? USUAL).then((host) => outcomes(host, 'agent', values)),
      makeHost('theirs', surroundings ?? USUAL).then((host) => outcomes(host, 'ipaddr2', values)),
    ]);
    if (difference === undefined) expect(ours).toEqual(theirs);
    else expect(ours, difference).not.toEqual(theirs);
  });

  it('a link without a carrier is a failure here', async () => {
    const host = await makeHost('ours', USUAL);
    const other = await makeHost('theirs', USUAL);
    for (const one of [host, other]) await lab.setCable(one, 'eth0', 'down');
    expect((await other.ipaddr2('start', { ip: VIP })).status, LINK).toBe(0);
    expect((await host.agent('start', { ip: VIP })).status).toBe(1);
  });
});
