/** Measures the cost of fast settings: on an idle cluster, and if corosync pauses. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../../../lab/cluster/cluster.ts';
import { NIC } from '../../../../lab/cluster/identity.ts';
import type { Node } from '../../../../lab/cluster/node.ts';
import type { ClusterStatus } from '../../../../lab/cluster/status.ts';
import { monotonicTime } from '../../../../lab/monotonic-time.ts';
import { until } from '../../../../lab/until.ts';
import { idle, install, RESOURCE, restore } from '../resource.ts';
import type { Stage } from '../stage.ts';

export interface Price {
  /** Frames per second that an idle node sends and receives. */
  readonly frames: number;
  /** Share of a core that its corosync takes. */
  readonly cpu: number;
  /** Milliseconds: the longest pause of its corosync that was tolerated. */
  readonly survived: number;
  /** Milliseconds: the shortest pause after which the others expelled it. */
  readonly expelled: number;
  /** Milliseconds without an answer for a client, if the node has the address. */
  readonly outage: number;
}

/** Duration of the measurement of an idle node. */
const IDLE_S = 10;
const PAUSES_MS = [
  ...[50, 100, 150, 200, 250, 300, 400, 600, 800, 1000],
  ...[1500, 2000, 3000, 4000, 6000, 8000, 10_000, 12_000],
];

export async function priceOf(stage: Stage): Promise<Price> {
  const { cluster } = stage;
  const [node] = cluster.nodes;
  if (!node) throw new Error('the cluster has no nodes');
  const upkeep = await idleCost(node);
  let survived = 0;
  for (const pause of PAUSES_MS) {
    if (await expels(cluster, node, pause)) {
      return { ...upkeep, survived, expelled: pause, outage: await outage(stage, node, pause) };
    }
    survived = pause;
  }
  throw new Error(`${node.name} is never expelled`);
}

async function idleCost(node: Node): Promise<Pick<Price, 'frames' | 'cpu'>> {
  const read = async () => {
    const statistics = `/sys/class/net/${NIC}/statistics`;
    const counters = await node.run('cat', `${statistics}/rx_packets`, `${statistics}/tx_packets`);
    const { own } = await node.cpuTime('corosync');
    return {
      frames: counters.split('\n').reduce((sum, count) => sum + Number(count), 0),
      own,
    };
  };
  const before = await read();
  await sleep(IDLE_S * 1000);
  const after = await read();
  return {
    frames: (after.frames - before.frames) / IDLE_S,
    cpu: (after.own - before.own) / 1000 / IDLE_S,
  };
}

/** How often nodes have left and joined, by corosync's log on another node. */
async function changes(witness: Node): Promise<{ left: number; joined: number }> {
  const memberships = (await witness.log('corosync.out')).match(/A new membership .*/g) ?? [];
  const count = (what: string) => memberships.filter((line) => line.includes(what)).length;
  return { left: count(' left: '), joined: count(' joined: ') };
}

/** Returns another node: the log of the paused node is out of date. */
function witnessOf({ nodes }: Cluster, node: Node): Node {
  return nodes.find((other) => other !== node) as Node;
}

/** Pauses corosync, to simulate a paused machine. */
async function pauseCorosync(node: Node, milliseconds: number): Promise<void> {
  const script = `pkill -STOP -x corosync; sleep ${milliseconds / 1000}; pkill -CONT -x corosync`;
  await node.run('sh', '-c', script);
}

async function expels(cluster: Cluster, node: Node, pause: number): Promise<boolean> {
  const isExpelled = await pauses(cluster, node, pause);
  await restore(cluster);
  return isExpelled;
}

/** Returns whether the others expelled the node; waits until it is a member again. */
async function pauses(cluster: Cluster, node: Node, pause: number): Promise<boolean> {
  const witness = witnessOf(cluster, node);
  const before = await changes(witness);
  await pauseCorosync(node, pause);
  // Time for the others to agree on a membership.
  await sleep(pause * 1.5 + 500);
  const isExpelled = (await changes(witness)).left > before.left;
  if (isExpelled) await returned(cluster, node, before.joined);
  return isExpelled;
}

/**
 * Waits until another node sees that an expelled node is a member again.
 * @param joined number of joins before it was expelled
 */
async function returned(cluster: Cluster, node: Node, joined: number): Promise<void> {
  const witness = witnessOf(cluster, node);
  await until(`${node.name} is back`, () => changes(witness), {
    accept: (seen) => seen.joined > joined,
  });
  const isOnline = ({ nodes }: ClusterStatus) =>
    nodes.some(({ name, online, pending }) => name === node.name && online && !pending);
  await cluster.until(`${node.name} is online`, isOnline, witness);
}

/** The longest time between two answers, in milliseconds. */
async function outage(stage: Stage, node: Node, pause: number): Promise<number> {
  const { cluster, segment } = stage;
  await install(cluster, 'VirtualIP', segment.address, node);
  await segment.conversation.waitUntilAnsweredBy(node);
  const since = monotonicTime();
  await pauses(cluster, node, pause);
  await idle(cluster);
  const holder = await cluster.runTogether([RESOURCE]);
  await segment.conversation.waitUntilAnsweredBy(holder);
  const answered = segment.conversation.answers.filter(({ at }) => at >= since).map(({ at }) => at);
  await restore(cluster);
  return Math.max(...answered.map((at, i) => at - (answered[i - 1] ?? since)));
}
