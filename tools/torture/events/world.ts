/** The lab's cluster with twenty-one addresses, fencing, and clients that ask all the time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { IPADDR2, type Parameters, VIRTUAL_IP } from '../../../lab/agent.ts';
import { type Agent, primitive } from '../../../lab/cluster/agents.ts';
import { Cluster } from '../../../lab/cluster/cluster.ts';
import { FENCE_AGENT } from '../../../lab/cluster/fencing.ts';
import { NIC, withPrefixLengths } from '../../../lab/cluster/identity.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import type { Host } from '../../../lab/lab.ts';
import { Program } from '../../../lab/programs/program.ts';
import { WAIT_LIMIT_S } from '../../../lab/time-limits.ts';
import { buildActionLog } from '../action-log/action-log.ts';
import { SEEDED_AGENT } from '../seeded/part.ts';

export interface Vip {
  readonly resource: string;
  readonly address: string;
  readonly parameters: Parameters;
  /** Each monitor announces it: only such an address heals after somebody has added it on another host. */
  readonly isRefreshed: boolean;
}

export const NODES = 3;
const MONITOR_INTERVAL_S = 4;
const OBSERVER = ['192.0.2.200', '2001:db8::200'] as const;
const ASK_INTERVAL_MS = 500;

/** How many virtual IPs have one holder: ten of each family. */
export const SINGLE_VIPS = 20;
const DAD = ['kernel', 'fast', 'none'];

/** Half of those of VirtualIP are announced by each monitor; IPaddr2 has neither this nor dad. */
function singleVips(agent: Agent): Vip[] {
  return Array.from({ length: SINGLE_VIPS }, (_, at) => {
    const isIpv4 = at < SINGLE_VIPS / 2;
    const number = 11 + (at % 10);
    const isOurs = agent === 'VirtualIP';
    const isRefreshed = isOurs && at % 2 === 0;
    const hasDad = isOurs && !isIpv4;
    return {
      resource: `${isIpv4 ? 'vip4' : 'vip6'}-${number}`,
      address: isIpv4 ? `192.0.2.${number}` : `2001:db8::${number}`,
      parameters: {
        ...(hasDad ? { dad: DAD[at % DAD.length] ?? '' } : {}),
        ...(isRefreshed ? { arp_count_refresh: 1 } : {}),
      },
      isRefreshed,
    };
  });
}

const SHARED: Vip = {
  resource: 'shared',
  address: '192.0.2.40',
  parameters: {},
  isRefreshed: false,
};

export interface WorldOptions {
  readonly agent?: Agent;
  /** A seeded bug of VirtualIP, to see that it is found. */
  readonly bug?: string | undefined;
}

export class World {
  readonly cluster: Cluster;
  /** The virtual IPs that have one holder. */
  readonly vips: readonly Vip[];
  /** Undefined for IPaddr2, whose iptables target CLUSTERIP Linux no longer has. */
  readonly shared: Vip | undefined;
  readonly #folder: string;

  private constructor(cluster: Cluster, agent: Agent, folder: string) {
    this.cluster = cluster;
    this.vips = singleVips(agent);
    this.shared = agent === 'VirtualIP' ? SHARED : undefined;
    this.#folder = folder;
  }

  static async create({ agent = 'VirtualIP', bug }: WorldOptions = {}): Promise<World> {
    const ours = bug === undefined ? VIRTUAL_IP : SEEDED_AGENT;
    const program = agent === 'VirtualIP' ? ours : IPADDR2;
    const folder = await mkdtemp(join(tmpdir(), 'floatip-events-'));
    let cluster: Cluster | undefined;
    try {
      cluster = await Cluster.create({
        nodes: NODES,
        // IPaddr2 too: the program in this place runs it.
        agents: { 'floatip/VirtualIP': await buildActionLog(program, folder, bug) },
        properties: { 'load-threshold': '10000%', 'startup-fencing': false },
        prepare: async ({ host }) => {
          await host.ip(`route add default via 192.0.2.254`);
          await host.ip(`-6 route add default via 2001:db8::254`);
        },
      });
      const world = new World(cluster, agent, folder);
      await world.#configure();
      return world;
    } catch (error) {
      await cluster?.close();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.cluster.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The lines of the action logs of all nodes so far. */
  async actions(): Promise<string> {
    const logs = this.cluster.nodes.map((node) => node.log('actions.jsonl').catch(() => ''));
    return (await Promise.all(logs)).join('');
  }

  /** All virtual addresses. */
  get addresses(): string[] {
    const all = this.shared ? [...this.vips, this.shared] : this.vips;
    return all.map(({ address }) => address);
  }

  /** The virtual addresses that a node's kernel has. */
  async heldBy({ host }: Node): Promise<string[]> {
    const entries = [...(await host.addressEntries(NIC)), ...(await host.ipv6Entries(NIC))];
    const { addresses } = this;
    return entries.map(({ local }) => local).filter((local) => addresses.includes(local));
  }

  async #configure(): Promise<void> {
    const { cluster } = this;
    await cluster.pcs('stonith', 'create', 'power', FENCE_AGENT, 'pcmk_host_check=dynamic-list');
    await cluster.until('the fence device is started', ({ resources }) =>
      resources.some(({ id, role }) => id === 'power' && role === 'Started'),
    );
    // Only when all nodes are online: others would be switched off.
    await cluster.pcs('property', 'set', 'stonith-enabled=true');
    await cluster.pcs('resource', 'defaults', 'update', 'resource-stickiness=1');
    // Actions take long on a busy machine; a failed start must not keep a node from its next one.
    await cluster.pcs('resource', 'op', 'defaults', 'update', `timeout=${WAIT_LIMIT_S / 5}s`);
    await cluster.pcs('property', 'set', 'start-failure-is-fatal=false');
    for (const vip of this.vips) await this.#create(primitiveOf(vip));
    if (this.shared) await this.#create(cloneOf(this.shared));
    const instances = this.vips.length + (this.shared ? NODES : 0);
    await cluster.until('all addresses run', ({ resources }) => {
      const running = resources.filter(
        ({ role, nodes }) => role === 'Started' && nodes.length === 1,
      );
      return running.length === instances + 1;
    });
    await cluster.waitUntilIdle();
    await this.#ask();
  }

  async #create(xml: string): Promise<void> {
    await this.cluster.anyNode.run(
      'cibadmin',
      '--create',
      '--scope=resources',
      `--xml-text=${xml}`,
    );
  }

  /** The clients end with the box. */
  async #ask(): Promise<void> {
    const { box, client, gateway } = this.cluster;
    ping(client, 0.2, this.addresses);
    ping(gateway, 1, this.addresses);
    const observer = await box.addHost('observer', ...withPrefixLengths(...OBSERVER));
    const single = this.vips.map(({ address }) => address);
    await Program.start(observer, 'asker', [NIC, ...OBSERVER, String(ASK_INTERVAL_MS), ...single]);
  }
}

/** Pings the addresses until the host is removed. @param interval seconds */
function ping(host: Host, interval: number, addresses: readonly string[]): void {
  const script = `for ip; do ping -n -q -i ${interval} "$ip" >/dev/null 2>&1 & done; wait`;
  const [command = '', ...args] = [...host.place, 'sh', '-c', script, 'sh', ...addresses];
  void execa(command, args, { reject: false, stdio: 'ignore' });
}

function primitiveOf({ resource, address, parameters }: Vip): string {
  return primitive(resource, 'VirtualIP', address, parameters).replace(
    /interval="\d+s"/,
    `interval="${MONITOR_INTERVAL_S}s"`,
  );
}

function cloneOf(vip: Vip): string {
  const id = `${vip.resource}-clone`;
  const meta = { 'globally-unique': true, 'clone-max': NODES, 'clone-node-max': NODES };
  const pairs = Object.entries({ ...meta, 'resource-stickiness': 0 }).map(
    ([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`,
  );
  return `<clone id="${id}"><meta_attributes id="${id}-meta">${pairs.join('')}</meta_attributes>${primitiveOf(vip)}</clone>`;
}
