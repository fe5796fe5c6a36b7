/** Both partitions of a network have the addresses; then the network is connected again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cluster } from '../../lab/cluster/cluster.ts';
import { FailoverLab, RESOURCES, vipsOn } from '../../lab/cluster/failover.ts';
import { until } from '../../lab/until.ts';

let lab: FailoverLab;
let cluster: Cluster;
beforeAll(async () => {
  // Split brain requires that there is no fencing, and that a partition without quorum continues.
  lab = await FailoverLab.create({ properties: { 'no-quorum-policy': 'ignore' } });
  cluster = lab.cluster;
});
afterAll(() => lab?.cluster.close());

it('with arp_count_refresh, monitors of the remaining node update the neighbours', async () => {
  const remains = await lab.activeNode();
  for (const resource of RESOURCES) {
    await cluster.pcs('resource', 'update', resource, 'arp_count_refresh=1');
    // Pacemaker stops the unexpected one of two active resources only.
    await cluster.pcs('resource', 'meta', resource, 'multiple-active=stop_unexpected');
  }
  await cluster.pcs('constraint', 'location', 'vip4', 'prefers', `${remains.name}=1000`);
  await cluster.waitUntilIdle();

  await remains.isolate();
  const goes = await lab.waitForTakeover(remains);
  expect(await vipsOn(remains)).toEqual(await vipsOn(goes));
  const before = await remains.executed();

  await remains.plug();
  await until(`${goes.name} has removed the addresses`, () => vipsOn(goes), {
    accept: (addresses) => addresses.length === 0,
  });
  await lab.waitUntilServedBy(remains);
  expect(await lab.activeNode()).toBe(remains);
  expect(await remains.executed()).toEqual(before);
});
