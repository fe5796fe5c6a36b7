/**
 * The recipes of docs/recipes/: their commands are run, a client uses the service, the node with the address dies,
 * and the client uses the service again. FLOATIP_RECIPES=all (make recipes): also those that need more packages.
 */
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { Cluster } from '../../lab/cluster/cluster.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { PORT } from '../../lab/cluster/service-client.ts';
import { Program } from '../../lab/programs/program.ts';
import { until } from '../../lab/until.ts';
import { readBlocks } from '../support/document.ts';
import { type InPlaceOf, WalkThrough } from '../support/walk-through.ts';

interface Recipe {
  /** The resources that are on the node that dies, and then together on another one. */
  readonly resources: readonly string[];
  /** Directories with files that a node writes. */
  readonly directories?: readonly string[];
  readonly inPlaceOf?: InPlaceOf;
  /** What each node has before the document begins. */
  readonly node?: (node: Node) => Promise<void>;
  /** What the network has besides. */
  readonly network?: (cluster: Cluster) => Promise<void>;
  readonly packages?: true;
}

/** A directory that all nodes see, and that a power cut leaves. */
const SHARED_DISK = '/run/fencing/disk';

/** Of all recipes. */
const VIP = '192.0.2.10';

const RECIPES: Readonly<Record<string, Recipe>> = {
  'dual-stack': { resources: ['vip4', 'vip6'] },
  'default-gateway': {
    resources: ['inside4', 'outside4', 'inside6', 'outside6'],
    directories: ['/etc/sysctl.d'],
    node: addOutside,
    network: addHostOutside,
  },
  lvs: { resources: ['vip'], directories: ['/etc/sysctl.d'] },
  'web-server': {
    resources: ['vip4', 'vip6', 'web'],
    directories: ['/etc/nginx', '/srv', '/var/lib/nginx', '/var/log/nginx'],
    packages: true,
  },
  postgresql: {
    resources: ['disk', 'vip', 'postgres'],
    directories: ['/var/lib/postgresql'],
    inPlaceOf: {
      'mount /dev/drbd0': `mount --bind ${SHARED_DISK}`,
      'device=/dev/drbd0 directory=/var/lib/postgresql fstype=ext4': `device=${SHARED_DISK} directory=/var/lib/postgresql fstype=none options=bind`,
    },
    node: async (node) => void (await node.run('mkdir', '-p', SHARED_DISK)),
    packages: true,
  },
  haproxy: {
    resources: ['vip-a'],
    directories: ['/etc/haproxy', '/etc/sysctl.d'],
    inPlaceOf: {
      'systemd:haproxy':
        'ocf:heartbeat:anything binfile=/usr/sbin/haproxy cmdline_options="-W -f /etc/haproxy/haproxy.cfg"',
    },
    network: async ({ gateway }) =>
      void (await Program.start(gateway, 'web-server', [PORT, '192.0.2.254'])),
    packages: true,
  },
};

const all = process.env.FLOATIP_RECIPES === 'all';
const chosen = Object.entries(RECIPES).filter(([, { packages }]) => all || !packages);

let cluster: Cluster;
afterEach(() => cluster?.close());

describe.each(chosen)('%s', (name, { resources, directories = [], ...recipe }) => {
  it('serves a client, also after the node with the address has died', async () => {
    const document = await WalkThrough.read(`recipes/${name}.md`, recipe.inPlaceOf);
    cluster = await Cluster.create({
      prepare: async (node) => {
        await recipe.node?.(node);
        await document.prepare(node, directories);
      },
    });
    await recipe.network?.(cluster);
    await document.configure(cluster);
    const from = await cluster.runTogether(resources);
    await document.succeedsOn(cluster.client, 'client');

    await from.kill();
    const to = await cluster.runTogether(resources, (node) => node !== from);
    await document.succeedsOn(cluster.client, 'client');
    await until('the client has the address at this node', () => cluster.client.neighbour(VIP), {
      accept: (mac) => mac === to.mac,
    });
    const { failures } = await cluster.status();
    expect(failures.filter(({ count }) => count > 0)).toEqual([]);
  });
});

it('has each document with commands', async () => {
  const withCommands: string[] = [];
  for (const file of readdirSync(new URL('../../docs/recipes', import.meta.url))) {
    const blocks = await readBlocks(`recipes/${file}`);
    if (blocks.length > 0) withCommands.push(file);
  }
  expect(withCommands.sort()).toEqual(
    Object.keys(RECIPES)
      .map((name) => `${name}.md`)
      .sort(),
  );
});

/** A second network behind the nodes, and a host in it. */
async function addOutside({ box, name, enclosure, host, identity }: Node): Promise<void> {
  // The nodes are prepared at the same time: whichever adds the bridge first, all of them find it.
  await box.run('sh', '-c', 'ip link add br1 up type bridge stp_state 0 || ip link show br1');
  const port = `${name}-out`;
  await box.unwire(port);
  await box.ip(`link add ${port} type veth peer name eth1 netns /proc/${enclosure?.pid}/ns/net`);
  await box.ip(`link set ${port} master br1 up`);
  await host.ip(`address add 198.51.100.${identity.id}/24 brd + dev eth1`);
  await host.ip(`address add 2001:db8:1::${identity.id}/64 nodad dev eth1`);
  await host.ip('link set eth1 up');
}

async function addHostOutside({ box }: Cluster): Promise<void> {
  const outside = await box.addHost('outside', '198.51.100.100/24', '2001:db8:1::100/64');
  await box.ip('link set outside master br1');
  await outside.ip('-4 route add default via 198.51.100.10');
  await outside.ip('-6 route add default via 2001:db8:1::10');
}
