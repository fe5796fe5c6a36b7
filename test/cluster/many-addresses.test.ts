/**
 * Two hundred addresses on three nodes: all start, and all come back when a node dies. Tells what their
 * monitoring costs; `make bench-many` has IPaddr2 beside it.
 */
import { writeSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent } from '../../lab/cluster/agents.ts';
import { ADDRESSES, ManyAddresses } from '../../lab/cluster/many-addresses.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { TEST_LIMIT } from '../../lab/patience.ts';

const AGENT: Agent = 'VirtualIP';
/** Milliseconds: half of the monitors. */
const SAMPLE = 5000;
/** Each wait in them may go on as long as there is progress. */
const LIMIT = { timeout: 3 * TEST_LIMIT };

let addresses: ManyAddresses;
beforeAll(async () => {
  addresses = await ManyAddresses.create();
});
afterAll(() => addresses?.close());

function say(text: string): void {
  writeSync(1, `${ADDRESSES.length} addresses: ${text}\n`);
}

/** Each on one node, and no node without any. */
async function spread(): Promise<void> {
  const held = [...(await addresses.placement()).values()];
  expect(held.flat().toSorted()).toEqual(ADDRESSES.toSorted());
  for (const some of held) expect(some).not.toEqual([]);
}

it('all start, and the client reaches them', LIMIT, async () => {
  say(`all run after ${(await addresses.start(AGENT)).toFixed(1)} s`);
  await spread();
  await addresses.answer();
  await addresses.clientKnows();
});

it('are monitored', async () => {
  for (const { node, addresses: held, share, each } of await addresses.monitoring(SAMPLE)) {
    const percent = (share * 100).toFixed(1);
    say(
      `${held} on ${node}: monitors take ${percent} % of a processor, ${each.toFixed(1)} ms each`,
    );
    expect(each).toBeGreaterThan(0);
  }
});

it('all come back when a node dies, and the client is told', LIMIT, async () => {
  const [, victim] = addresses.cluster.nodes as [Node, Node, Node];
  say(`all run ${(await addresses.kill(victim, AGENT)).toFixed(1)} s after a node was killed`);
  await spread();
  await addresses.clientKnows();
  await addresses.answer();
});

it('all stop', LIMIT, async () => {
  await addresses.stop();
  const left = [...(await addresses.placement()).values()];
  expect(left.flat()).toEqual([]);
});
