/**
 * The two main uses of virtual addresses: a service that moves with its address, and a redundant default
 * gateway.
 */
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../../lab/cluster/cluster.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { PORT, ServiceClient, serve } from '../../lab/cluster/service-client.ts';
import type { Host } from '../../lab/lab.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';
import { nodeCommand } from '../../lab/node.ts';
import { until } from '../../lab/until.ts';

const WEB_SERVER = fileURLToPath(new URL('../../lab/programs/web-server.ts', import.meta.url));

let cluster: Cluster;
let serviceClients: readonly ServiceClient[];
/** In the order of the group. */
let resources: readonly string[];
afterEach(() => cluster?.mend());

/** Moves the group by `move`, and waits until another node has it and answers the client. */
async function movesBy(
  what: string,
  move: (from: Node, to: Node) => Promise<unknown>,
): Promise<{ from: Node; to: Node; since: number }> {
  const from = await cluster.runTogether(resources);
  const since = monotonicTime();
  await Promise.all(serviceClients.map((serviceClient) => serviceClient.waitForAnswer()));
  const [other] = cluster.others(from.name, 'node3') as [Node];
  await move(from, other);
  const to = await cluster.runTogether(resources, (node) => node !== from);
  await Promise.all(serviceClients.map((serviceClient) => serviceClient.waitForAnswer()));
  for (const serviceClient of serviceClients) {
    const lost = serviceClient.unanswered(since);
    writeSync(1, `${what}, ${serviceClient.address}: ${lost} requests without an answer\n`);
  }
  return { from, to, since };
}

/** Expected operations: starts in the order of the group, stops in reverse order. */
const orderOf = (action: 'start' | 'stop'): string[] => {
  const inOrder = resources.map((resource) => `${resource} ${action}`);
  return action === 'start' ? inOrder : inOrder.reverse();
};

async function noFailures(): Promise<void> {
  const { failures } = await cluster.status();
  expect(failures.filter(({ count }) => count > 0)).toEqual([]);
}

async function createGroup(
  group: string,
  members: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  resources = Object.keys(members);
  await cluster.pcs('resource', 'defaults', 'update', 'resource-stickiness=100');
  for (const [name, agent] of Object.entries(members)) {
    const monitor = ['op', 'monitor', 'interval=2s'];
    await cluster.pcs('resource', 'create', name, ...agent, ...monitor, '--group', group);
  }
  // node3 serves the quorum only.
  await cluster.pcs('constraint', 'location', group, 'avoids', 'node3');
  await cluster.runTogether(resources, ({ name }) => name !== 'node3');
}

/** Same as `pcs resource move`, without its waits of some seconds. */
async function moveGroup(group: string, to: Node): Promise<void> {
  const { anyNode } = cluster;
  await anyNode.run('crm_resource', '--move', '--resource', group, '--node', to.name);
  await cluster.waitUntilIdle();
  await anyNode.run('crm_resource', '--clear', '--resource', group);
}

describe('a web server in a group with its addresses', () => {
  const ADDRESSES = ['192.0.2.10', '2001:db8::10'];

  beforeAll(async () => {
    cluster = await Cluster.create();
    const [binfile, ...options] = nodeCommand(WEB_SERVER, PORT, ...ADDRESSES);
    await createGroup('site', {
      vip4: ['ocf:floatip:VirtualIP', `ip=${ADDRESSES[0]}`],
      vip6: ['ocf:floatip:VirtualIP', `ip=${ADDRESSES[1]}`],
      web: ['ocf:heartbeat:anything', `binfile=${binfile}`, `cmdline_options=${options.join(' ')}`],
    });
    serviceClients = await Promise.all(
      ADDRESSES.map((address) => ServiceClient.startReading(cluster.client, address)),
    );
  });
  afterAll(() => cluster?.close());

  function handedOver(from: Node, to: Node, since: number): void {
    for (const serviceClient of serviceClients) {
      expect(serviceClient.answeringNodes(since)).toEqual([from.name, to.name]);
    }
  }

  it('moves with them, in the order of the group, and serves the client', async () => {
    const executed: Record<string, number> = {};
    const { from, to, since } = await movesBy('moved', async (...nodes) => {
      for (const node of nodes) executed[node.name] = (await node.executed()).length;
      await moveGroup('site', nodes[1]);
    });
    handedOver(from, to, since);
    const done = async (node: Node) => (await node.executed()).slice(executed[node.name]);
    expect(await done(from)).toEqual(orderOf('stop'));
    expect(await done(to)).toEqual(orderOf('start'));
    await noFailures();
  });

  it('serves the client after its node has failed', async () => {
    const { from, to, since } = await movesBy('node killed', (node) => node.kill());
    handedOver(from, to, since);
    await noFailures();
  });
});

describe('the default gateway of a client', () => {
  const OUTER = ['192.0.2.10', '2001:db8::10'];
  const INNER = ['198.51.100.10', '2001:db8:1::10'];
  /** Addresses of the host behind the router, whose service the client uses. */
  const BEHIND = ['198.51.100.100', '2001:db8:1::100'];
  let behind: Host;

  /** Bridge of the network behind the router. */
  let bridge: Promise<string> | undefined;

  /** Makes a node a router to the network behind, by a second interface. */
  async function route({ box, name, enclosure, host, identity }: Node): Promise<void> {
    bridge ??= box.ip('link add br1 up type bridge stp_state 0 forward_delay 0 mcast_snooping 0');
    await bridge;
    const port = `${name}-behind`;
    await box.unwire(port);
    const peer = `peer name eth1 netns /proc/${enclosure?.pid}/ns/net`;
    await box.ip(`link add ${port} type veth ${peer}`);
    await box.ip(`link set ${port} master br1 up`);
    await host.ip(`address add 198.51.100.${identity.id}/24 brd + dev eth1`);
    await host.ip(`address add 2001:db8:1::${identity.id}/64 nodad dev eth1`);
    await host.ip('link set eth1 up');
    await host.sysctl('net.ipv4.ip_forward', 1);
    await host.sysctl('net.ipv6.conf.all.forwarding', 1);
  }

  async function addHostBehind(): Promise<void> {
    const { box, client } = cluster;
    behind = await box.addHost('behind', `${BEHIND[0]}/24`, `${BEHIND[1]}/64`);
    await box.ip('link set behind master br1');
    await serve({ host: behind, name: 'behind' }, ...BEHIND);
    for (const [at, family] of ['-4', '-6'].entries()) {
      await client.ip(`${family} route add default via ${OUTER[at]}`);
      await behind.ip(`${family} route add default via ${INNER[at]}`);
    }
  }

  beforeAll(async () => {
    cluster = await Cluster.create({ prepare: route });
    await addHostBehind();
    await createGroup('router', {
      outer4: ['ocf:floatip:VirtualIP', `ip=${OUTER[0]}`],
      outer6: ['ocf:floatip:VirtualIP', `ip=${OUTER[1]}`],
      inner4: ['ocf:floatip:VirtualIP', `ip=${INNER[0]}`],
      inner6: ['ocf:floatip:VirtualIP', `ip=${INNER[1]}`],
    });
    serviceClients = await Promise.all(
      BEHIND.map((address) => ServiceClient.start(cluster.client, address)),
    );
  });
  afterAll(() => cluster?.close());

  /** Waits until the neighbour entries of the gateways on both sides name a node. */
  async function routedBy(node: Node): Promise<void> {
    const inner = await node.host.hardwareAddress('eth1');
    const tables = [
      ...OUTER.map((gateway) => ({ host: cluster.client, gateway, mac: node.mac })),
      ...INNER.map((gateway) => ({ host: behind, gateway, mac: inner })),
    ];
    for (const { host, gateway, mac } of tables) {
      const what = `${host.namespace} has its gateway ${gateway} at ${node.name}`;
      await until(what, () => host.neighbour(gateway), { accept: (seen) => seen === mac });
      if (!gateway.includes(':')) continue;
      // RFC 4861 section 7.2.5: without the Router flag, hosts do not use it as a gateway.
      const [entry] = await host.ipJson<{ router?: null }>(`neigh show ${gateway}`);
      expect(entry).toHaveProperty('router');
    }
  }

  it('is another node after a move', async () => {
    await routedBy(await cluster.runTogether(resources));
    const { to } = await movesBy('moved', (_, other) => moveGroup('router', other));
    await routedBy(to);
    await noFailures();
  });

  it('is another node after its node has failed', async () => {
    const { to } = await movesBy('node killed', (node) => node.kill());
    await routedBy(to);
    await noFailures();
  });
});
