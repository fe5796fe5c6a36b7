/** The steps of the demo with a cluster: one method for each chapter. */

import { NIC } from '../../../lab/cluster/identity.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import { agentMoments, lossMoments, wireMoments } from '../../bench/failover/moments.ts';
import { controller, idle, RESOURCE } from '../../bench/failover/resource.ts';
import type { Moments } from '../../bench/failover/run.ts';
import type { Sighting } from '../../bench/failover/segment.ts';
import type { Stage } from '../../bench/failover/stage.ts';
import type { Narrator } from '../narrator.ts';
import { type Parts, partsOfLoss, partsOfMove, tellTimes } from './times.ts';

export async function tellStory(tell: Narrator, stage: Stage): Promise<void> {
  const story = new Story(tell, stage);
  await story.threeNodes();
  const created = await story.aResourceIsCreated();
  const moved = await story.itIsMoved(created);
  const survivor = await story.theNodeDies(moved);
  await story.theNodeComesBack(moved, survivor);
  await story.theResourceIsDeleted();
}

class Story {
  readonly tell: Narrator;
  readonly stage: Stage;

  constructor(tell: Narrator, stage: Stage) {
    this.tell = tell;
    this.stage = stage;
  }

  async threeNodes(): Promise<void> {
    const { tell } = this;
    const { cluster } = this.stage;
    const { client, gateway, nodes } = cluster;
    tell.chapter('Three nodes, a client and a gateway on one bridge');
    tell.prose(
      'Each node has its own processes, files and network, like a machine. ' +
        'The network of this machine does not change.',
    );
    for (const { name, identity } of nodes) {
      tell.seen(`${name.padEnd(8)} ${identity.address.padEnd(14)} ${identity.mac}`);
    }
    for (const host of [client, gateway]) {
      const [address] = await host.addresses(NIC);
      const mac = await host.hardwareAddress(NIC);
      tell.seen(`${host.namespace.padEnd(8)} ${address?.split('/')[0]?.padEnd(14)} ${mac}`);
    }
    await this.#pcs('status', 'nodes');
    const { quorate, nodes: seen } = await cluster.status();
    const online = seen.filter((node) => node.online).map(({ name }) => name);
    const names = nodes.map(({ name }) => name);
    tell.verify(`online, with quorum: ${names.join(', ')}`, [names, true], [online, quorate]);
  }

  async aResourceIsCreated(): Promise<Node> {
    const { tell } = this;
    const { cluster, segment } = this.stage;
    tell.chapter('The administrator creates a virtual IP');
    const agent = ['ocf:floatip:VirtualIP', `ip=${segment.address}`];
    await this.#pcs('resource', 'create', RESOURCE, ...agent, 'op', 'monitor', 'interval=2s');
    const node = await cluster.runTogether([RESOURCE]);
    await idle(cluster);
    await this.#pcs('resource', 'status');
    await this.#heldBy(node);
    tell.prose(
      `On each node a service listens on ${segment.address}; the client sends it a request every 5 ms. ` +
        'The gateway sends nothing from now on: it depends on announcements.',
    );
    await segment.conversation.waitUntilAnsweredBy(node);
    await cluster.gateway.run('ping', '-q', '-c', '1', segment.address);
    await this.#neighboursPointAt(node);
    return node;
  }

  async itIsMoved(from: Node): Promise<Node> {
    const { cluster } = this.stage;
    this.tell.chapter('The administrator moves it');
    // Not to the controller: the node that holds the address fails next, and the loss of the controller takes longer.
    const { name } = await controller(cluster);
    const [to = from] = cluster.others(from.name, name);
    const sighting = await this.#watch(from, () =>
      this.#pcs('resource', 'move', RESOURCE, to.name),
    );
    this.#tellTimes(sighting, {}, partsOfMove);
    return sighting.to;
  }

  async theNodeDies(from: Node): Promise<Node> {
    const { cluster } = this.stage;
    this.tell.chapter(`The power of ${from.name} is cut`);
    const sighting = await this.#watch(from, () => from.kill());
    const seen = await lossMoments(sighting, cluster.others(from.name));
    this.#tellTimes(sighting, seen, partsOfLoss);
    return sighting.to;
  }

  async theNodeComesBack(node: Node, holder: Node): Promise<void> {
    const { cluster } = this.stage;
    this.tell.chapter(`${node.name} comes back`);
    await cluster.boot(node);
    await idle(cluster);
    await this.#pcs('status', 'nodes');
    this.tell.prose('The address does not move back: this cluster has a resource-stickiness.');
    await this.#heldBy(holder);
    await this.stage.segment.conversation.waitUntilAnsweredBy(holder);
    await this.#neighboursPointAt(holder);
  }

  async theResourceIsDeleted(): Promise<void> {
    this.tell.chapter('The resource is deleted');
    await this.#pcs('resource', 'delete', RESOURCE);
    await idle(this.stage.cluster);
    await this.#heldBy();
    for (const { name, host } of this.stage.cluster.nodes) {
      const fact = `no announcer and no state file is left on ${name}`;
      this.tell.verify(fact, [], await host.stateFiles());
    }
  }

  /** Runs pcs on a node, and prints its output. */
  async #pcs(...args: string[]): Promise<void> {
    const { anyNode } = this.stage.cluster;
    this.tell.command(anyNode.name, `pcs ${args.join(' ')}`);
    const said = await anyNode.run('pcs', ...args);
    // Without headings that have no value.
    const telling = said.split('\n').filter((line) => /\S(?<!:)$/.test(line.trimEnd()));
    for (const line of telling) this.tell.said(line.trim());
  }

  async #heldBy(holder?: Node): Promise<void> {
    const { cluster, segment } = this.stage;
    const addresses = cluster.nodes.map(
      async ({ name, host }): Promise<[string, string[]]> => [
        name,
        (await host.addressEntries(NIC)).map(({ local }) => local),
      ],
    );
    const holders = (await Promise.all(addresses))
      .filter(([, held]) => held.includes(segment.address))
      .map(([name]) => name);
    const expected = holder ? [holder.name] : [];
    const fact = holder
      ? `${segment.address} is on ${holder.name} only`
      : `${segment.address} is on no node`;
    this.tell.verify(fact, expected, holders);
  }

  async #neighboursPointAt({ name, mac }: Node): Promise<void> {
    const { tell } = this;
    const { client, gateway, address } = this.stage.segment;
    for (const host of [client, gateway]) {
      tell.command(host.namespace, `ip neigh show ${address}`);
      const look = () => host.neighbour(address);
      const seen = await tell.settle(look, (known) => known === mac);
      tell.seen(`${address} is at ${seen}`);
      tell.verify(`the ${host.namespace}'s ARP cache points at ${name}`, mac, seen);
    }
  }

  /** Verifies that another node takes over after `happen`, and that the neighbours' caches point at it. */
  async #watch(from: Node, happen: () => Promise<void>): Promise<Sighting> {
    const { tell } = this;
    const { cluster, segment } = this.stage;
    const since = monotonicTime();
    const sighting = await segment.watch(from, cluster.others(from.name), happen);
    const { to } = sighting;
    tell.verify(
      `the client was answered by ${from.name}, then by ${to.name}, and by no other node`,
      [from.name, to.name],
      segment.conversation.answeringNodes(since),
    );
    await this.#neighboursPointAt(to);
    return sighting;
  }

  #tellTimes(sighting: Sighting, seen: Partial<Moments>, parts: (at: Moments) => Parts): void {
    const { watch } = this.stage;
    const at = { ...wireMoments(sighting, watch), ...agentMoments(sighting, watch), ...seen };
    tellTimes(this.tell, sighting, at, parts(at));
  }
}
