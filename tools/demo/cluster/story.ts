/** The story itself: one function for each chapter, its steps read top to bottom. */

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
  const moved = await story.aPersonMovesIt(created);
  const survivor = await story.theNodeDies(moved);
  await story.theNodeComesBack(moved, survivor);
  await story.lettingGo();
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
      'Each node is what a machine is to its programs: processes, files and a network of its own. ' +
        'Nothing of this is visible on the machine itself.',
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
    tell.verify(`online, and with quorum: ${names.join(', ')}`, [names, true], [online, quorate]);
  }

  async aResourceIsCreated(): Promise<Node> {
    const { tell } = this;
    const { cluster, segment } = this.stage;
    tell.chapter('A person creates a virtual IP');
    const agent = ['ocf:floatip:VirtualIP', `ip=${segment.address}`];
    await this.#pcs('resource', 'create', RESOURCE, ...agent, 'op', 'monitor', 'interval=2s');
    const node = await cluster.runTogether([RESOURCE]);
    await idle(cluster);
    await this.#pcs('resource', 'status');
    await this.#heldBy(node);
    tell.prose(
      `On each node a service waits behind ${segment.address}; the client asks it every 5 ms. The ` +
        'gateway says nothing from now on: it has to be told.',
    );
    await segment.conversation.answeredBy(node);
    await cluster.gateway.run('ping', '-q', '-c', '1', segment.address);
    await this.#neighboursPointAt(node);
    return node;
  }

  async aPersonMovesIt(from: Node): Promise<Node> {
    const { cluster } = this.stage;
    this.tell.chapter('A person moves it');
    // The next to die is not to be the one that decides: that would be another story.
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
    this.tell.prose('The address stays where it is: this cluster has a resource-stickiness.');
    await this.#heldBy(holder);
    await this.stage.segment.conversation.answeredBy(holder);
    await this.#neighboursPointAt(holder);
  }

  async lettingGo(): Promise<void> {
    this.tell.chapter('Letting go');
    await this.#pcs('resource', 'delete', RESOURCE);
    await idle(this.stage.cluster);
    await this.#heldBy();
    for (const { name, host } of this.stage.cluster.nodes) {
      const fact = `no announcer and no state file is left on ${name}`;
      this.tell.verify(fact, [], await host.stateFiles());
    }
  }

  /** Runs pcs on a node, and repeats what it said. */
  async #pcs(...args: string[]): Promise<void> {
    const { anyNode } = this.stage.cluster;
    this.tell.command(anyNode.name, `pcs ${args.join(' ')}`);
    const said = await anyNode.run('pcs', ...args);
    // A heading with nothing behind it, of which pcs has many, tells nothing.
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
      ? `${segment.address} is on ${holder.name} and nowhere else`
      : `${segment.address} is on no node any more`;
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

  /** Whatever is done to the holder: another one takes over, and everybody knows. */
  async #watch(from: Node, happen: () => Promise<void>): Promise<Sighting> {
    const { tell } = this;
    const { cluster, segment } = this.stage;
    const since = monotonicTime();
    const sighting = await segment.watch(from, cluster.others(from.name), happen);
    const { to } = sighting;
    tell.verify(
      `the client was answered by ${from.name}, then by ${to.name}, and by nobody else`,
      [from.name, to.name],
      segment.conversation.servedBy(since),
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
