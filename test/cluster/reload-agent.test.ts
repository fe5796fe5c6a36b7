/** A parameter changes while the address is in use: Pacemaker reloads, and nobody notices. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressEvents } from '../../lab/address-events.ts';
import type { Cluster } from '../../lab/cluster/cluster.ts';
import { ADDRESSES, Stage } from '../../lab/cluster/stage.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';

let stage: Stage;
let cluster: Cluster;
beforeAll(async () => {
  stage = await Stage.create();
  cluster = stage.cluster;
});
afterAll(() => stage?.cluster.close());

it.each([
  ['vip4', 'arp_count=7'],
  ['vip4', 'arp_count_refresh=1'],
  ['vip6', 'preferred_lft=0'],
])('pcs resource update %s %s', async (resource, change) => {
  const node = await stage.holder();
  const before = await node.executed();
  const since = monotonicTime();
  const events = await addressEvents(node.host, ADDRESSES, async () => {
    await cluster.pcs('resource', 'update', resource, change);
    await cluster.settled();
  });
  await stage.servedBy(node);
  expect(await node.executed()).toEqual([...before, `${resource} reload-agent`]);
  expect(events.filter((event) => event.startsWith('Deleted'))).toEqual([]);
  expect(stage.unanswered(since)).toBe(0);
});
