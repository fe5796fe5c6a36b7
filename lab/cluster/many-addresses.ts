/** A cluster with two hundred addresses: their placement, and the cost of monitoring them. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WAIT_LIMIT_S } from '../time-limits.ts';
import { until } from '../until.ts';
import { type Agent, MONITOR_INTERVAL_S, primitive } from './agents.ts';
import { Cluster } from './cluster.ts';
import { NIC } from './identity.ts';
import type { Node } from './node.ts';
import type { ClusterStatus, ResourceStatus } from './status.ts';

/** Part of 198.18.0.0/15, which is reserved for benchmarks (RFC 2544). */
const NETWORK = '198.18';
export const ADDRESSES = Array.from({ length: 200 }, (_, at) => `${NETWORK}.1.${at + 1}`);

/** Reading the status of so many resources takes processor time as well. */
const POLL_INTERVAL_MS = 1000;
const CONCURRENT_PINGS = 20;

export interface MonitoringCost {
  readonly node: string;
  readonly addresses: number;
  /** Share of one processor, from 0 to 1. */
  readonly share: number;
  /** Milliseconds of CPU time for each monitor. */
  readonly each: number;
}

export class ManyAddresses {
  readonly cluster: Cluster;

  private constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  static async create(): Promise<ManyAddresses> {
    const cluster = await Cluster.create({
      // Pacemaker must not start fewer actions because of the load of the machine, which is not its own.
      properties: { 'load-threshold': '10000%' },
      prepare: async ({ host, identity }) => {
        await host.ip(`address add ${NETWORK}.0.${identity.id}/16 brd + dev ${NIC}`);
      },
    });
    try {
      const { client } = cluster;
      await client.ip(`address add ${NETWORK}.0.100/16 brd + dev ${NIC}`);
      await cluster.pcs('resource', 'defaults', 'update', 'resource-stickiness=100');
      // So many concurrent actions take long on a busy machine.
      await cluster.pcs('resource', 'op', 'defaults', 'update', `timeout=${WAIT_LIMIT_S}s`);
      return new ManyAddresses(cluster);
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.cluster.close();
  }

  /** Configures all addresses in one change (pcs takes minutes). Returns the seconds until all run. */
  async start(agent: Agent): Promise<number> {
    const startedAt = performance.now();
    await this.#configure(
      ADDRESSES.map((address) => primitive(`vip-${address}`, agent, address)).join(''),
    );
    await this.#waitUntilRunning(agent);
    return (performance.now() - startedAt) / 1000;
  }

  async stop(): Promise<void> {
    const change = ['resource', 'defaults', 'update'];
    await this.cluster.pcs(...change, 'target-role=Stopped');
    await this.#until('no resource runs', ({ resources }) => countActive(resources) === 0);
  }

  /** Removes the stopped resources: to remove so many running ones takes Pacemaker a minute. */
  async removeResources(): Promise<void> {
    await this.#configure('');
    await this.#until('no resource is configured', ({ resources }) => resources.length === 0);
    await this.cluster.pcs('resource', 'defaults', 'update', 'target-role=');
  }

  /** Cuts a node's power. Returns the seconds until all addresses run on the other nodes. */
  async kill(victim: Node, agent: Agent): Promise<number> {
    const killedAt = performance.now();
    await victim.kill();
    await this.#until(`${victim.name} is offline`, ({ nodes }) =>
      nodes.some(({ name, online }) => name === victim.name && !online),
    );
    await this.#waitUntilRunning(agent);
    return (performance.now() - killedAt) / 1000;
  }

  /** The addresses that the kernel of each powered node has. */
  async placement(): Promise<Map<Node, string[]>> {
    const powered = this.cluster.nodes.filter(({ powered }) => powered);
    const entries = powered.map(async (node): Promise<[Node, string[]]> => {
      const held = (await node.host.addressEntries(NIC)).map(({ local }) => local);
      return [node, held.filter((address) => ADDRESSES.includes(address))];
    });
    return new Map(await Promise.all(entries));
  }

  /** Waits until the client's neighbour entry of each address names the right node. Sends nothing. */
  async waitForClientNeighbours(): Promise<void> {
    const holders = await this.placement();
    const expected = new Map(
      [...holders].flatMap(([{ mac }, held]) => held.map((address) => [address, mac])),
    );
    const wrong = async () => {
      const entries = await this.cluster.client.ipJson<{ dst: string; lladdr?: string }>('neigh');
      const known = new Map(entries.map(({ dst, lladdr }) => [dst, lladdr]));
      return ADDRESSES.filter(
        (address) => !expected.has(address) || known.get(address) !== expected.get(address),
      );
    };
    await until('the client has the right neighbour entry of each address', wrong, {
      accept: (addresses) => addresses.length === 0,
    });
  }

  /** Pings each address from the client. */
  async pingAll(): Promise<void> {
    for (let from = 0; from < ADDRESSES.length; from += CONCURRENT_PINGS) {
      const some = ADDRESSES.slice(from, from + CONCURRENT_PINGS);
      await Promise.all(some.map((address) => this.cluster.client.waitForReply(address)));
    }
  }

  /** Measures the cost of monitoring on each node. @param duration milliseconds */
  async monitoring(duration: number): Promise<MonitoringCost[]> {
    await this.cluster.waitUntilIdle();
    const held = await this.placement();
    const nodes = [...held.keys()];
    const before = await Promise.all(nodes.map(cpuOfActions));
    await sleep(duration);
    const after = await Promise.all(nodes.map(cpuOfActions));
    return nodes.map((node, i) => {
      const [begin, end] = [before[i] as CpuReading, after[i] as CpuReading];
      const elapsed = end.at - begin.at;
      const addresses = held.get(node)?.length ?? 0;
      const used = end.used - begin.used;
      const monitors = (addresses * elapsed) / 1000 / MONITOR_INTERVAL_S;
      return { node: node.name, addresses, share: used / elapsed, each: used / monitors };
    });
  }

  async #configure(primitives: string): Promise<void> {
    const { anyNode: node } = this.cluster;
    const file = '/run/resources.xml';
    await writeFile(node.enclosure?.path(file) ?? '', `<resources>${primitives}</resources>`);
    await node.run('cibadmin', '--replace', '--scope=resources', `--xml-file=${file}`);
  }

  async #waitUntilRunning(agent: Agent): Promise<void> {
    const { failures } = await this.#until(
      `${ADDRESSES.length} x ${agent} run`,
      ({ resources }) => {
        const running = resources.filter(
          ({ role, failed, nodes }) => role === 'Started' && !failed && nodes.length === 1,
        );
        return running.length === ADDRESSES.length;
      },
    );
    const failed = failures.filter(({ count }) => count > 0);
    if (failed.length > 0) throw new Error(`failures: ${JSON.stringify(failed)}`);
  }

  #until(what: string, accept: (status: ClusterStatus) => boolean): Promise<ClusterStatus> {
    const { cluster } = this;
    const explain = () => cluster.report();
    const progress = ({ resources }: ClusterStatus) => countActive(resources);
    const options = { accept, explain, progress, interval: POLL_INTERVAL_MS };
    return until(what, () => cluster.status(), options);
  }
}

function countActive(resources: readonly ResourceStatus[]): number {
  return resources.filter(({ nodes }) => nodes.length > 0).length;
}

interface CpuReading {
  readonly at: number;
  /** Milliseconds of CPU time. */
  readonly used: number;
}

/** CPU time of a node's finished actions: they are children of the executor, which waits for them. */
async function cpuOfActions(node: Node): Promise<CpuReading> {
  const { ofChildren } = await node.cpuTime('pacemaker-execd');
  return { at: performance.now(), used: ofChildren };
}
