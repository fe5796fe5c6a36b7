/**
 * Setup of failover tests: a cluster with a virtual address of each family on one node, a service on
 * them on every node, a client that sends requests to it, and a gateway that sends nothing.
 */

import { until } from '../until.ts';
import { Cluster, type ClusterOptions } from './cluster.ts';
import { NIC } from './identity.ts';
import type { Node } from './node.ts';
import { ServiceClient, serve } from './service-client.ts';

/** Addresses by resource. */
export const VIRTUAL: Readonly<Record<string, string>> = {
  vip4: '192.0.2.10',
  vip6: '2001:db8::10',
};
export const RESOURCES = Object.keys(VIRTUAL);
export const ADDRESSES = Object.values(VIRTUAL);

export class FailoverLab {
  readonly cluster: Cluster;
  readonly serviceClients: readonly ServiceClient[];

  private constructor(cluster: Cluster, serviceClients: readonly ServiceClient[]) {
    this.cluster = cluster;
    this.serviceClients = serviceClients;
  }

  static async create(options: ClusterOptions = {}): Promise<FailoverLab> {
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
      const serviceClients = ADDRESSES.map((address) =>
        ServiceClient.start(cluster.client, address),
      );
      return new FailoverLab(cluster, await Promise.all(serviceClients));
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** Returns the node with the addresses, after client and gateway have a neighbour entry for each. */
  async activeNode(): Promise<Node> {
    const node = await this.cluster.runTogether(RESOURCES);
    // Creates the gateway's neighbour entries, which a failover must update.
    for (const address of ADDRESSES) await this.cluster.gateway.run('ping', '-c', '1', address);
    await this.waitUntilServedBy(node);
    return node;
  }

  /** Waits until another node has the addresses and the neighbour entries of client and gateway name it. */
  async waitForTakeover(from: Node): Promise<Node> {
    const to = await this.cluster.runTogether(RESOURCES, (node) => node !== from);
    await this.waitUntilServedBy(to);
    return to;
  }

  /** Waits until a node answers the client and the neighbour entries of client and gateway name it. */
  async waitUntilServedBy(node: Node): Promise<void> {
    const { client, gateway } = this.cluster;
    const explain = () => this.cluster.report();
    for (const serviceClient of this.serviceClients) {
      const { address } = serviceClient;
      await serviceClient.waitUntilAnsweredBy(node);
      for (const neighbour of [client, gateway]) {
        const what = `${neighbour.namespace} has ${address} at ${node.mac} (${node.name})`;
        const accept = (mac: string | undefined) => mac === node.mac;
        await until(what, () => neighbour.neighbour(address), { accept, explain });
      }
    }
  }

  /** Names of the nodes that answered requests sent since then, by address. */
  answeringNodes(since: number): Record<string, string[]> {
    return Object.fromEntries(
      this.serviceClients.map((serviceClient) => [
        serviceClient.address,
        serviceClient.answeringNodes(since),
      ]),
    );
  }

  /** Number of unanswered requests sent since then, to all addresses. */
  unanswered(since: number): number {
    return this.serviceClients.reduce(
      (sum, serviceClient) => sum + serviceClient.unanswered(since),
      0,
    );
  }
}

/** The virtual addresses that a node's kernel has. */
export async function vipsOn({ host }: Node): Promise<string[]> {
  const entries = [...(await host.addressEntries(NIC)), ...(await host.ipv6Entries(NIC))];
  return entries.map(({ local }) => local).filter((local) => ADDRESSES.includes(local));
}
