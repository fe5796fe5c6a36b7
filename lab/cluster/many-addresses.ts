/** Two hundred addresses on one cluster: where they are, and what their monitoring costs. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_SECONDS } from '../patience.ts';
import { until } from '../until.ts';
import { type Agent, MONITOR_INTERVAL, primitive } from './agents.ts';
import { Cluster } from './cluster.ts';
import { NIC } from './identity.ts';
import type { Node } from './node.ts';
import type { ClusterStatus, ResourceStatus } from './status.ts';

/** RFC 2544 sets a network aside with room for all. */
const NETWORK = '198.18';
export const ADDRESSES = Array.from({ length: 200 }, (_, at) => `${NETWORK}.1.${at + 1}`);

/** Milliseconds: a look at so many resources is work as well. */
const LOOK_INTERVAL = 1000;
/** How many pings at a time. */
const AT_ONCE = 20;

/** What monitoring cost a node. */
export interface MonitoringCost {
  readonly node: string;
  readonly addresses: number;
  /** Of one processor, from 0 to 1. */
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
      // Or Pacemaker would take whatever else the machine does for this cluster's load, and hold back.
      properties: { 'load-threshold': '10000%' },
      prepare: async ({ host, identity }) => {
        await host.ip(`address add ${NETWORK}.0.${identity.id}/16 brd + dev ${NIC}`);
      },
    });
    try {
      const { client } = cluster;
      await client.ip(`address add ${NETWORK}.0.100/16 brd + dev ${NIC}`);
      await cluster.pcs('resource', 'defaults', 'update', 'resource-stickiness=100');
      // So many actions at a time take a busy machine a while.
      await cluster.pcs('resource', 'op', 'defaults', 'update', `timeout=${PATIENCE_SECONDS}s`);
      return new ManyAddresses(cluster);
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.cluster.close();
  }

  /** Configures all addresses, in one change as pcs would need minutes; tells after how many seconds all run. */
  async start(agent: Agent): Promise<number> {
    const since = performance.now();
    await this.#configure(
      ADDRESSES.map((address) => primitive(`vip-${address}`, agent, address)).join(''),
    );
    await this.#run(agent);
    return (performance.now() - since) / 1000;
  }

  /** Stops all. */
  async stop(): Promise<void> {
    const change = ['resource', 'defaults', 'update'];
    await this.cluster.pcs(...change, 'target-role=Stopped');
    await this.#until('nothing runs', ({ resources }) => countActive(resources) === 0);
  }

  /** Those that were stopped: as many that are removed while they run would take Pacemaker a minute. */
  async forget(): Promise<void> {
    await this.#configure('');
    await this.#until('nothing is left', ({ resources }) => resources.length === 0);
    await this.cluster.pcs('resource', 'defaults', 'update', 'target-role=');
  }

  /** Cuts a node's power; tells after how many seconds all run on the others. */
  async kill(victim: Node, agent: Agent): Promise<number> {
    const since = performance.now();
    await victim.kill();
    await this.#until(`${victim.name} is missed`, ({ nodes }) =>
      nodes.some(({ name, online }) => name === victim.name && !online),
    );
    await this.#run(agent);
    return (performance.now() - since) / 1000;
  }

  /** Which addresses are on each node that has power, as its kernel says. */
  async placement(): Promise<Map<Node, string[]>> {
    const powered = this.cluster.nodes.filter(({ powered }) => powered);
    const entries = powered.map(async (node): Promise<[Node, string[]]> => {
      const held = (await node.host.addressEntries(NIC)).map(({ local }) => local);
      return [node, held.filter((address) => ADDRESSES.includes(address))];
    });
    return new Map(await Promise.all(entries));
  }

  /** Waits until the client has each address at the node that holds it. Does not ask for them. */
  async clientKnows(): Promise<void> {
    const holders = await this.placement();
    const expected = new Map(
      [...holders].flatMap(([{ mac }, held]) => held.map((address) => [address, mac])),
    );
    const astray = async () => {
      const entries = await this.cluster.client.ipJson<{ dst: string; lladdr?: string }>('neigh');
      const known = new Map(entries.map(({ dst, lladdr }) => [dst, lladdr]));
      return ADDRESSES.filter(
        (address) => !expected.has(address) || known.get(address) !== expected.get(address),
      );
    };
    await until('the client has all addresses where they are', astray, {
      accept: (addresses) => addresses.length === 0,
    });
  }

  /** The client has an answer from each address. */
  async answer(): Promise<void> {
    for (let from = 0; from < ADDRESSES.length; from += AT_ONCE) {
      const some = ADDRESSES.slice(from, from + AT_ONCE);
      await Promise.all(some.map((address) => this.cluster.client.reaches(address)));
    }
  }

  /** What the monitors cost each node within some milliseconds. */
  async monitoring(duration: number): Promise<MonitoringCost[]> {
    await this.cluster.settled();
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
      const monitors = (addresses * elapsed) / 1000 / MONITOR_INTERVAL;
      return { node: node.name, addresses, share: used / elapsed, each: used / monitors };
    });
  }

  async #configure(primitives: string): Promise<void> {
    const { anyNode: node } = this.cluster;
    const file = '/run/resources.xml';
    await writeFile(node.enclosure?.path(file) ?? '', `<resources>${primitives}</resources>`);
    await node.run('cibadmin', '--replace', '--scope=resources', `--xml-file=${file}`);
  }

  async #run(agent: Agent): Promise<void> {
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
    const options = { accept, explain, progress, interval: LOOK_INTERVAL };
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

/** Of a node's agents that have ended: its executor starts them and waits for them. */
async function cpuOfActions(node: Node): Promise<CpuReading> {
  const { ofChildren } = await node.cpuTime('pacemaker-execd');
  return { at: performance.now(), used: ofChildren };
}
