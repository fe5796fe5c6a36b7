/** Both sides of a network that fell apart hold the addresses; then it is whole again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cluster } from '../../lab/cluster/cluster.ts';
import { held, RESOURCES, Stage } from '../../lab/cluster/stage.ts';
import { until } from '../../lab/until.ts';

let stage: Stage;
let cluster: Cluster;
beforeAll(async () => {
  // What leads to it: no fencing, and a part without a majority that goes on all the same.
  stage = await Stage.create({ properties: { 'no-quorum-policy': 'ignore' } });
  cluster = stage.cluster;
});
afterAll(() => stage?.cluster.close());

it('with arp_count_refresh, the neighbours find the one that remains without its start', async () => {
  const remains = await stage.holder();
  for (const resource of RESOURCES) {
    await cluster.pcs('resource', 'update', resource, 'arp_count_refresh=1');
    // When both are seen, only the one that is not wanted is stopped.
    await cluster.pcs('resource', 'meta', resource, 'multiple-active=stop_unexpected');
  }
  await cluster.pcs('constraint', 'location', 'vip4', 'prefers', `${remains.name}=1000`);
  await cluster.settled();

  await remains.isolate();
  const goes = await stage.takenOver(remains);
  expect(await held(remains)).toEqual(await held(goes));
  const before = await remains.executed();

  await remains.plug();
  await until(`${goes.name} lets go of the addresses`, () => held(goes), {
    accept: (addresses) => addresses.length === 0,
  });
  await stage.servedBy(remains);
  expect(await stage.holder()).toBe(remains);
  expect(await remains.executed()).toEqual(before);
});
