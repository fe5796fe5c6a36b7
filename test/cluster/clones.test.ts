/** Clones before, during and after the failure of a node: a shared address, and one for each instance. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../../lab/cluster/cluster.ts';
import { NIC } from '../../lab/cluster/identity.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { ask, PORT, serve, type Tally } from '../../lab/shared-address/cluster.ts';
import { until } from '../../lab/until.ts';

const INSTANCES = [0, 1, 2];
const SHARED: Readonly<Record<string, string>> = {
  shared4: '192.0.2.10',
  shared6: '2001:db8::10',
};
/** Addresses of the instances, in order. */
const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  unique4: ['192.0.2.20', '192.0.2.21', '192.0.2.22'],
  unique6: ['2001:db8::20', '2001:db8::21', '2001:db8::22'],
};
const CLONES = [...Object.keys(SHARED), ...Object.keys(UNIQUE)];
const ADDRESSES = [...Object.values(SHARED), ...Object.values(UNIQUE).flat()];

/** Addresses of the clients, all on one host. */
const CLIENTS = Array.from({ length: 24 }, (_, at) => 110 + 5 * at);
const clientsOf = (address: string): string[] =>
  CLIENTS.map((number) => `${address.includes(':') ? '2001:db8::' : '192.0.2.'}${number}`);

/** Shared hardware addresses by clone. */
const macs: Record<string, string> = {};

/** Nodes of the instances, in order. */
type Holders = readonly Node[];

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.create({
    prepare: async ({ host, name, identity }) => {
      await serve(host, name, ...ADDRESSES, identity.address, identity.address6);
    },
  });
  const { client } = cluster;
  for (const address of [...clientsOf('192.0.2.'), ...clientsOf('::')]) {
    const more = address.includes(':') ? '/64 nodad' : '/24';
    await client.ip(`address add ${address}${more} dev ${NIC}`);
  }
  const monitor = ['op', 'monitor', 'interval=2s'];
  const clone = ['clone', 'globally-unique=true', 'clone-max=3', 'clone-node-max=3'];
  // With stickiness, a node that boots again would get no instance.
  const spread = 'resource-stickiness=0';
  const create = async (name: string, ...parameters: string[]) => {
    const agent = ['ocf:floatip:VirtualIP', ...parameters, ...monitor];
    await cluster.pcs('resource', 'create', name, ...agent, ...clone, spread);
  };
  for (const [name, ip] of Object.entries(SHARED)) await create(name, `ip=${ip}`);
  for (const [name, [first]] of Object.entries(UNIQUE)) {
    await create(name, `ip=${first}`, 'unique_clone_address=true');
  }
});
afterAll(() => cluster?.close());

/** Waits until each instance of a clone runs once, and each of these nodes has one. */
async function runsOn(name: string, nodes: readonly Node[]): Promise<Holders> {
  const wanted = nodes.map((node) => node.name).sort();
  const status = await cluster.until(
    `all instances of ${name} run on ${wanted.join(', ')}`,
    ({ resources }) => {
      const instances = INSTANCES.map((at) => resources.find(({ id }) => id === `${name}:${at}`));
      const started = instances.every(
        (instance) => instance?.role === 'Started' && instance.nodes.length === 1,
      );
      const holders = new Set(instances.flatMap((instance) => instance?.nodes ?? []));
      return started && [...holders].sort().join() === wanted.join();
    },
  );
  return INSTANCES.map((at) => {
    const instance = status.resources.find(({ id }) => id === `${name}:${at}`);
    return cluster.node(instance?.nodes[0] ?? '');
  });
}

/** Expects one answer to each client, from the same node by all protocols. */
async function answered(address: string, title: string): Promise<Tally> {
  const all = { 1: CLIENTS.length };
  const ownAddresses = cluster.nodes
    .filter(({ powered }) => powered)
    .map(({ identity }) => (address.includes(':') ? identity.address6 : identity.address));
  const clients = clientsOf(address);
  const question = { address, port: PORT, clients, ownAddresses, unanswered: 0 };
  const tally = await ask(cluster.client, question, `${address}, ${title}`);
  expect(tally).toMatchObject({ udp: all, tcp: all, icmp: all });
  for (const { udp, tcp } of Object.values(tally.answers)) expect(udp).toEqual(tcp);
  return tally;
}

const namesOf = (holders: Holders): string[] =>
  [...new Set(holders.map(({ name }) => name))].sort();

const VICTIM = 1;
const victim = () => cluster.nodes[VICTIM] as Node;
const all = () => cluster.nodes;

describe.each<[string, () => Promise<void>, () => readonly Node[]]>([
  ['on three nodes', async () => {}, all],
  ['after one has failed', () => victim().kill(), () => cluster.others(victim().name)],
  ['after it was booted again', () => cluster.boot(victim()), all],
])('%s', (title, happen, nodes) => {
  beforeAll(async () => {
    await happen();
    for (const name of CLONES) await runsOn(name, nodes());
    await cluster.waitUntilIdle();
  });

  it.each(Object.entries(SHARED))(
    '%s: %s answers each client from one node',
    async (name, address) => {
      const { client } = cluster;
      const holders = await runsOn(name, nodes());
      const { by } = await answered(address, title);
      expect(Object.keys(by)).toEqual(namesOf(holders));
      // A multicast address, the same for all nodes. A killed node may have announced its own one, but the
      // other nodes announce the shared one afterwards.
      const shared = (mac = '') => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
      const what = `${address} is at a shared address`;
      const mac = await until(what, () => client.neighbour(address), { accept: shared });
      macs[name] ??= mac ?? '';
      expect(mac).toBe(macs[name]);
      for (const { host } of holders) expect(await host.ip('maddress show')).toContain(macs[name]);
    },
  );

  it.each(Object.entries(UNIQUE))(
    '%s: each of %j answers all clients from its node',
    async (name, addresses) => {
      const holders = await runsOn(name, nodes());
      for (const [at, address] of addresses.entries()) {
        const { by } = await answered(address, title);
        const holder = holders[at] as Node;
        expect(by).toEqual({ [holder.name]: CLIENTS.length });
        expect(await cluster.client.neighbour(address)).toBe(holder.mac);
      }
    },
  );
});

it('a stopped clone leaves no addresses, rules and memberships', async () => {
  await cluster.pcs('resource', 'disable', ...CLONES);
  await cluster.until('no resource runs', ({ resources }) =>
    resources.every(({ nodes }) => nodes.length === 0),
  );
  for (const { host, identity } of cluster.nodes) {
    expect(await host.run('nft', 'list', 'ruleset')).toBe('');
    const memberships = await host.ip('maddress show');
    for (const mac of Object.values(macs)) expect(memberships).not.toContain(mac);
    const entries = [...(await host.addressEntries(NIC)), ...(await host.ipv6Entries(NIC))];
    expect(entries.map(({ local }) => local)).toEqual([identity.address, identity.address6]);
  }
});
