/** The configuration of docs/production.md, and what the document says that it does. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../../lab/cluster/cluster.ts';
import { FENCE_AGENT } from '../../lab/cluster/fencing.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { ServiceClient, serve } from '../../lab/cluster/service-client.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';
import type { Block } from '../support/document.ts';
import { WalkThrough } from '../support/walk-through.ts';

const VIP = '192.0.2.10';
/** A veth pair with both ends on the node: the interface of corosync keeps its carrier. */
const [SERVICE, OTHER_END] = ['svc0', 'svc1'];

const LOGIN = 'username=cluster \\\n    password_script=/root/ipmi-password lanplus=true';
const byCrm = ({ text }: Block) => text.startsWith('crm ');
const byPcs = ({ text }: Block) => text.startsWith('pcs ');

let cluster: Cluster;
let document: WalkThrough;
let serviceClient: ServiceClient;
beforeAll(async () => {
  document = await WalkThrough.read('production.md', {
    [` ip=198.51.100.1 ${LOGIN}`]: '',
    [` ip=198.51.100.2 ${LOGIN}`]: '',
    fence_ipmilan: FENCE_AGENT,
  });
  cluster = await Cluster.create({ nodes: 2, corosync: { quorum: { two_node: 1 } }, prepare });
  serviceClient = await ServiceClient.start(cluster.client, VIP);
});
afterAll(() => cluster?.close());
afterEach(() => cluster.mend());

async function prepare(node: Node): Promise<void> {
  await serve(node, VIP);
  await node.host.ip(`link add ${SERVICE} type veth peer name ${OTHER_END}`);
  await node.host.ip(`link set ${SERVICE} up`);
  await node.host.ip(`link set ${OTHER_END} up`);
}

/** Queries or replaces the configuration: a replacement is one change, however many resources it removes. */
async function wholeConfiguration(replacement?: string): Promise<string> {
  const how = replacement === undefined ? ['--query'] : ['--replace', '--xml-text', replacement];
  return cluster.anyNode.run('cibadmin', '--scope', 'configuration', ...how);
}

/** Resources, their settings and constraints, without the ids and the defaults that pcs and crmsh write. */
async function configuration(): Promise<string[]> {
  const xml = await wholeConfiguration();
  const elements = xml.match(/<(primitive|op|nvpair|rsc_colocation|rsc_order) .*>/g) ?? [];
  return elements
    .filter(
      (element) =>
        !/id="(web-[a-z].*-interval|cib-bootstrap.*(dc-version|have-w|last-lrm))/.test(element),
    )
    .map((element) =>
      element.replace(/ (id|description|kind|first-action|then-action)="[^"]*"/g, ''),
    )
    .map((element) => element.replace(/[</>]/g, '').split(' ').sort().join(' ').trim())
    .sort();
}

it('is the same with pcs and with crm', async () => {
  const empty = await wholeConfiguration();
  await document.configure(cluster, byCrm);
  await cluster.runTogether(['vip', 'web']);
  const crm = await configuration();
  await wholeConfiguration(empty);
  await cluster.waitUntilIdle();
  await document.configure(cluster, byPcs);
  await cluster.runTogether(['vip', 'web']);
  expect(await configuration()).toEqual(crm);
});

it('the node with the address fences the other one if they do not see each other', async () => {
  const holder = await cluster.runTogether(['vip', 'web']);
  const [other] = cluster.others(holder.name) as [Node];
  await serviceClient.waitUntilAnsweredBy(holder);
  const since = monotonicTime();
  const before = cluster.power.powerCuts.length;
  await other.isolate();
  await cluster.until(
    `${other.name} is fenced`,
    ({ nodes }) =>
      nodes.some(({ name, online, unclean }) => name === other.name && !online && !unclean),
    holder,
  );
  expect(cluster.power.powerCuts.slice(before).map(({ node }) => node)).toEqual([other.name]);
  await serviceClient.waitUntilAnsweredBy(holder);
  expect(serviceClient.answeringNodes(since)).toEqual([holder.name]);
});

it('a node that boots alone waits for the other one', async () => {
  for (const node of cluster.nodes) await node.kill();
  const [first, second] = cluster.nodes as [Node, Node];
  await first.powerOn();
  await prepare(first);
  await first.startCorosync();
  first.startPacemaker();
  const alone = await cluster.until('node1 has a controller', ({ dc }) => dc !== undefined, first);
  expect(alone.quorate).toBe(false);
  await cluster.boot(second);
  await serviceClient.waitUntilAnsweredBy(await cluster.runTogether(['vip', 'web']));
});

describe('after all nodes have lost their carrier for a moment', () => {
  const create = (id: string, ip: string, ...meta: string[]) =>
    cluster.pcs(
      ...['resource', 'create', id, 'ocf:floatip:VirtualIP', `ip=${ip}`, `nic=${SERVICE}`],
      ...['cidr_netmask=24', 'op', 'monitor', 'interval=1s', ...meta],
    );

  it('an address without failure-timeout stays stopped, one with it is started again', async () => {
    await create('without', '198.51.100.10');
    await create('with', '198.51.100.11', 'meta', 'failure-timeout=5s', 'migration-threshold=3');
    await cluster.runTogether(['without']);
    await cluster.runTogether(['with']);
    for (const { host } of cluster.nodes) await host.ip(`link set ${OTHER_END} down`);
    await cluster.until('each is banned from both nodes', ({ failures, resources }) => {
      const banned = failures.filter(({ count }) => count === INFINITY);
      const stopped = resources.filter(({ id, role }) => id === 'without' && role === 'Stopped');
      return (
        banned.filter(({ resource }) => resource === 'without').length === 2 && stopped.length === 1
      );
    });
    for (const { host } of cluster.nodes) await host.ip(`link set ${OTHER_END} up`);
    await cluster.runTogether(['with']);
    await cluster.waitUntilIdle();
    const { resources } = await cluster.status();
    expect(resources.find(({ id }) => id === 'without')).toMatchObject({
      role: 'Stopped',
      nodes: [],
    });
    await cluster.pcs('resource', 'cleanup', 'without');
    await cluster.runTogether(['without']);
  });
});

/** Pacemaker's INFINITY as a number. */
const INFINITY = 1_000_000;
