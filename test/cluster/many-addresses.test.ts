/**
 * Two hundred addresses on three nodes, one of which fails. Prints the cost of monitoring;
 * `make bench-many` compares it with IPaddr2.
 */
import { writeSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent } from '../../lab/cluster/agents.ts';
import { ADDRESSES, ManyAddresses } from '../../lab/cluster/many-addresses.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { TEST_LIMIT_MS } from '../../lab/time-limits.ts';

const AGENT: Agent = 'VirtualIP';
/** Half of the monitoring interval. */
const SAMPLE_MS = 5000;
/** Several waits in a test, each as long as there is progress. */
const LIMIT = { timeout: 3 * TEST_LIMIT_MS };

let addresses: ManyAddresses;
beforeAll(async () => {
  addresses = await ManyAddresses.create();
});
afterAll(() => addresses?.close());

function say(text: string): void {
  writeSync(1, `${ADDRESSES.length} addresses: ${text}\n`);
}

/** Expects each address on one node, and addresses on each node. */
async function spread(): Promise<void> {
  const held = [...(await addresses.placement()).values()];
  expect(held.flat().toSorted()).toEqual(ADDRESSES.toSorted());
  for (const some of held) expect(some).not.toEqual([]);
}

it('all addresses start, and answer the client', LIMIT, async () => {
  say(`all run after ${(await addresses.start(AGENT)).toFixed(1)} s`);
  await spread();
  await addresses.pingAll();
  await addresses.waitForClientNeighbours();
});

it('all addresses are monitored', async () => {
  for (const { node, addresses: held, share, each } of await addresses.monitoring(SAMPLE_MS)) {
    const percent = (share * 100).toFixed(1);
    say(
      `${held} on ${node}: monitors take ${percent} % of a processor, ${each.toFixed(1)} ms each`,
    );
    expect(each).toBeGreaterThan(0);
  }
});

it('all addresses start again after a node has failed, and are announced', LIMIT, async () => {
  const [, victim] = addresses.cluster.nodes as [Node, Node, Node];
  say(`all run ${(await addresses.kill(victim, AGENT)).toFixed(1)} s after a node was killed`);
  await spread();
  await addresses.waitForClientNeighbours();
  await addresses.pingAll();
});

it('all addresses stop', LIMIT, async () => {
  await addresses.stop();
  const left = [...(await addresses.placement()).values()];
  expect(left.flat()).toEqual([]);
});
