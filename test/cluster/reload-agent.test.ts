/** A parameter changes while the address is in use: Pacemaker runs reload-agent, without an interruption. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressEvents } from '../../lab/address-events.ts';
import type { Cluster } from '../../lab/cluster/cluster.ts';
import { ADDRESSES, FailoverLab } from '../../lab/cluster/failover.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';

let lab: FailoverLab;
let cluster: Cluster;
beforeAll(async () => {
  lab = await FailoverLab.create();
  cluster = lab.cluster;
});
afterAll(() => lab?.cluster.close());

it.each([
  ['vip4', 'arp_count=7'],
  ['vip4', 'arp_count_refresh=1'],
  ['vip6', 'preferred_lft=0'],
])('pcs resource update %s %s reloads it', async (resource, change) => {
  const node = await lab.activeNode();
  const before = await node.executed();
  const since = monotonicTime();
  const events = await addressEvents(node.host, ADDRESSES, async () => {
    await cluster.pcs('resource', 'update', resource, change);
    await cluster.waitUntilIdle();
  });
  await lab.waitUntilServedBy(node);
  expect(await node.executed()).toEqual([...before, `${resource} reload-agent`]);
  expect(events.filter((event) => event.startsWith('Deleted'))).toEqual([]);
  expect(lab.unanswered(since)).toBe(0);
});
