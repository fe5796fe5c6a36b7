/** Fencing: a node that is lost is switched off before its addresses start on another one. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Cluster } from '../../lab/cluster/cluster.ts';
import { FailoverLab } from '../../lab/cluster/failover.ts';
import { FENCE_AGENT } from '../../lab/cluster/fencing.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';

let lab: FailoverLab;
let cluster: Cluster;
beforeAll(async () => {
  lab = await FailoverLab.create();
  cluster = lab.cluster;
  await cluster.pcs('stonith', 'create', 'power', FENCE_AGENT, 'pcmk_host_check=dynamic-list');
  await cluster.until('the fence device is started', ({ resources }) =>
    resources.some(({ id, role }) => id === 'power' && role === 'Started'),
  );
  // Only when all nodes are online: others would be switched off.
  await cluster.pcs('property', 'set', 'stonith-enabled=true');
  await cluster.waitUntilIdle();
});
afterAll(() => lab?.cluster.close());
afterEach(() => cluster.mend());

it.each([
  ['dead', 'kill'],
  ['cut off', 'cut'],
] as const)('a %s node is switched off before its addresses move', async (_, happen) => {
  const from = await lab.activeNode();
  const since = monotonicTime();
  const countBefore = cluster.power.powerCuts.length;
  await from[happen]();
  const to = await lab.waitForTakeover(from);
  const powerCuts = cluster.power.powerCuts.slice(countBefore);
  expect(powerCuts.map(({ node }) => node)).toEqual([from.name]);
  expect(from.powered).toBe(false);
  for (const { answers } of lab.serviceClients) {
    const first = answers.find(({ by, askedAt }) => by === to.name && askedAt >= since);
    expect(first?.at).toBeGreaterThan(powerCuts[0]?.offAt ?? Number.POSITIVE_INFINITY);
  }
});
