/** The service interface of a node loses its carrier, and the cluster probes before the next monitor. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../../lab/cluster/cluster.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { until } from '../../lab/until.ts';

/** A veth pair with both ends on the node: the interface of corosync keeps its carrier. */
const [SERVICE, OTHER_END] = ['svc0', 'svc1'];

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.create({ prepare: plugService });
});
afterAll(() => cluster?.close());

async function plugService(node: Node): Promise<void> {
  await node.host.ip(`link add ${SERVICE} type veth peer name ${OTHER_END}`);
  await node.host.ip(`link set ${SERVICE} up`);
  await node.host.ip(`link set ${OTHER_END} up`);
}

async function holders(ip: string): Promise<string[]> {
  const names: string[] = [];
  for (const node of cluster.nodes) {
    const text = await node.host.ip(`-o address show dev ${SERVICE}`);
    if (text.includes(` ${ip}/`)) names.push(node.name);
  }
  return names;
}

describe.each([
  ['198.51.100.10', 24],
  ['2001:db8:51::10', 64],
])('%s', (ip, length) => {
  const resource = ip.includes(':') ? 'svc6' : 'svc4';

  it('is on one node, also after the carrier is back, and on none after its resource is deleted', async () => {
    const place = [`ip=${ip}`, `nic=${SERVICE}`, `cidr_netmask=${length}`];
    // No monitor runs during the test.
    const monitor = ['op', 'monitor', 'interval=3h'];
    await cluster.pcs(
      'resource',
      'create',
      resource,
      'ocf:floatip:VirtualIP',
      ...place,
      ...monitor,
    );
    const from = await cluster.runTogether([resource]);
    expect(await holders(ip)).toEqual([from.name]);
    // The resource stays on its node, and would start on another one if it did not run.
    await cluster.pcs('resource', 'meta', resource, 'resource-stickiness=1000');
    const [elsewhere] = cluster.others(from.name);
    await cluster.pcs('constraint', 'location', resource, 'prefers', `${elsewhere?.name}=100`);
    await cluster.waitUntilIdle();
    expect(await holders(ip)).toEqual([from.name]);

    await from.host.ip(`link set ${OTHER_END} down`);
    await cluster.anyNode.run('crm_resource', '--refresh', '--resource', resource);
    const to = await cluster.runTogether([resource], (node) => node !== from);
    expect(await holders(ip)).toEqual([to.name]);

    await from.host.ip(`link set ${OTHER_END} up`);
    await cluster.waitUntilIdle();
    expect(await holders(ip)).toEqual([to.name]);

    await cluster.pcs('resource', 'delete', resource);
    await until('no node has it', () => holders(ip), { accept: ({ length }) => length === 0 });
  });
});
