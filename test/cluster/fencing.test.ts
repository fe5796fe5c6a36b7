/** As people run it: a node that is not heard of is switched off before its addresses go elsewhere. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Cluster } from '../../lab/cluster/cluster.ts';
import { FENCE_AGENT } from '../../lab/cluster/fencing.ts';
import { Stage } from '../../lab/cluster/stage.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';

let stage: Stage;
let cluster: Cluster;
beforeAll(async () => {
  stage = await Stage.create();
  cluster = stage.cluster;
  await cluster.pcs('stonith', 'create', 'power', FENCE_AGENT, 'pcmk_host_check=dynamic-list');
  await cluster.until('the fence device is started', ({ resources }) =>
    resources.some(({ id, role }) => id === 'power' && role === 'Started'),
  );
  // Not before all nodes are online: one that is absent would be switched off.
  await cluster.pcs('property', 'set', 'stonith-enabled=true');
  await cluster.settled();
});
afterAll(() => stage?.cluster.close());
afterEach(() => cluster.mend());

it.each([
  ['dead', 'kill'],
  ['cut off', 'cut'],
] as const)('a %s node is switched off before its addresses go elsewhere', async (_, happen) => {
  const from = await stage.holder();
  const since = monotonicTime();
  const shotsBefore = cluster.power.shots.length;
  await from[happen]();
  const to = await stage.takenOver(from);
  const shots = cluster.power.shots.slice(shotsBefore);
  expect(shots.map(({ node }) => node)).toEqual([from.name]);
  expect(from.powered).toBe(false);
  for (const { answers } of stage.conversations) {
    const first = answers.find(({ by, askedAt }) => by === to.name && askedAt >= since);
    expect(first?.at).toBeGreaterThan(shots[0]?.deadAt ?? Number.POSITIVE_INFINITY);
  }
});
