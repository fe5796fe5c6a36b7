/** A few of the events of `make torture` in a cluster with twenty-one addresses; the judge watches. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_LIMIT_MS } from '../../lab/time-limits.ts';
import { runEpisode } from '../../tools/torture/events/episode.ts';
import { parseSteps } from '../../tools/torture/events/step.ts';
import { World } from '../../tools/torture/events/world.ts';

const STEPS = 'move:3:1 +standby:2:500 mac:1 remove:13 . kill:3:300 +reload:5:7 flap:1:200';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world?.close());

it('all addresses heal, and the judge finds nothing', { timeout: 2 * TEST_LIMIT_MS }, async () => {
  const { problems, seen } = await runEpisode(world, parseSteps(STEPS));
  expect(problems).toEqual([]);
  for (const what of ['stops', 'answers', 'packets to an address']) {
    expect(seen[what]).toBeGreaterThan(0);
  }
});
