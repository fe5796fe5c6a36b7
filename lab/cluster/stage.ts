/**
 * What failovers are watched on: a cluster with a virtual address of each family on one node, a
 * service behind them on every node, a client that talks to it, and a gateway that only listens.
 */

import { until } from '../until.ts';
import { Cluster, type ClusterOptions } from './cluster.ts';
import { Conversation, serve } from './conversation.ts';
import { NIC } from './identity.ts';
import type { Node } from './node.ts';

/** Addresses by their resources. */
export const VIRTUAL: Readonly<Record<string, string>> = {
  vip4: '192.0.2.10',
  vip6: '2001:db8::10',
};
export const RESOURCES = Object.keys(VIRTUAL);
export const ADDRESSES = Object.values(VIRTUAL);

export class Stage {
  readonly cluster: Cluster;
  readonly conversations: readonly Conversation[];

  private constructor(cluster: Cluster, conversations: readonly Conversation[]) {
    this.cluster = cluster;
    this.conversations = conversations;
  }

  static async create(options: ClusterOptions = {}): Promise<Stage> {
    const cluster = await Cluster.create({
      prepare: (node) => serve(node, ...ADDRESSES),
      ...options,
    });
    try {
      await cluster.pcs('resource', 'defaults', 'update', 'resource-stickiness=100');
      for (const [resource, address] of Object.entries(VIRTUAL)) {
        const agent = ['ocf:floatip:VirtualIP', `ip=${address}`, 'op', 'monitor', 'interval=2s'];
        await cluster.pcs('resource', 'create', resource, ...agent);
      }
      await cluster.pcs('constraint', 'colocation', 'add', 'vip6', 'with', 'vip4');
      await cluster.runTogether(RESOURCES);
      const conversations = ADDRESSES.map((address) => Conversation.start(cluster.client, address));
      return new Stage(cluster, await Promise.all(conversations));
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** The node with the addresses, after client and gateway have talked to it. */
  async holder(): Promise<Node> {
    const node = await this.cluster.runTogether(RESOURCES);
    // Whoever has not talked to an address has nothing to be put right.
    for (const address of ADDRESSES) await this.cluster.gateway.run('ping', '-c', '1', address);
    await this.servedBy(node);
    return node;
  }

  /** Waits until another node has them, and is known by client and gateway to have them. */
  async takenOver(from: Node): Promise<Node> {
    const to = await this.cluster.runTogether(RESOURCES, (node) => node !== from);
    await this.servedBy(to);
    return to;
  }

  /** Waits until the client is served by a node, and the neighbours' tables point at it. */
  async servedBy(node: Node): Promise<void> {
    const { client, gateway } = this.cluster;
    const explain = () => this.cluster.report();
    for (const conversation of this.conversations) {
      const { address } = conversation;
      await conversation.answeredBy(node);
      for (const neighbour of [client, gateway]) {
        const what = `${neighbour.namespace} has ${address} at ${node.name}, ${node.mac}`;
        const accept = (mac: string | undefined) => mac === node.mac;
        await until(what, () => neighbour.neighbour(address), { accept, explain });
      }
    }
  }

  /** Who served the client from then on, by address. */
  hands(since: number): Record<string, string[]> {
    return Object.fromEntries(
      this.conversations.map((conversation) => [
        conversation.address,
        conversation.servedBy(since),
      ]),
    );
  }

  /** How many questions had no answer from then on, in all. */
  unanswered(since: number): number {
    return this.conversations.reduce(
      (sum, conversation) => sum + conversation.unanswered(since),
      0,
    );
  }
}

/** Which of the virtual addresses are on a node, as the kernel says. */
export async function held({ host }: Node): Promise<string[]> {
  const entries = [...(await host.addressEntries(NIC)), ...(await host.ipv6Entries(NIC))];
  return entries.map(({ local }) => local).filter((local) => ADDRESSES.includes(local));
}
