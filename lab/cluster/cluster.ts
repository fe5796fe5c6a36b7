/** Corosync and Pacemaker on some nodes, with a client and a gateway on the same segment. */
import { randomBytes } from 'node:crypto';
import { VIRTUAL_IP } from '../agent.ts';
import type { Host } from '../lab.ts';
import { until } from '../until.ts';
import { type Agents, Box } from './box.ts';
import { type Corosync, corosyncConf } from './corosync-conf.ts';
import type { Enclosure } from './enclosure.ts';
import { PowerSwitch } from './fencing.ts';
import { CLIENT, GATEWAY, type NodeIdentity, nodeIdentity } from './identity.ts';
import { Node } from './node.ts';
import { type ClusterStatus, parseStatus } from './status.ts';

export interface ClusterOptions {
  readonly nodes?: number;
  /** Resource agents to be shown to the nodes, besides VirtualIP and those that are installed. */
  readonly agents?: Agents;
  readonly corosync?: Corosync;
  /** Cluster options from the beginning on, besides those of a lab. */
  readonly properties?: Properties;
  /** Done on a node at each boot, before it joins. */
  readonly prepare?: (node: Node) => Promise<void>;
}

export type Properties = Readonly<Record<string, string | number | boolean>>;

/** Milliseconds: each look is a process on a node, or several. */
const LOOK_INTERVAL = 100;

const PROPERTIES: Properties = {
  'stonith-enabled': false,
  // All nodes of a lab start at once: a single one need not wait to be found by others.
  'dc-deadtime': '500ms',
};

export class Cluster {
  readonly box: Box;
  readonly nodes: readonly Node[];
  readonly client: Host;
  readonly gateway: Host;
  readonly power: PowerSwitch;
  readonly prepare: (node: Node) => Promise<void>;

  private constructor(
    box: Box,
    nodes: readonly Node[],
    client: Host,
    gateway: Host,
    power: PowerSwitch,
    prepare: (node: Node) => Promise<void>,
  ) {
    this.box = box;
    this.nodes = nodes;
    this.client = client;
    this.gateway = gateway;
    this.power = power;
    this.prepare = prepare;
  }

  /** All nodes are online when it is there. */
  static async create(options: ClusterOptions = {}): Promise<Cluster> {
    const box = await Box.create({ 'floatip/VirtualIP': VIRTUAL_IP, ...options.agents });
    try {
      const identities = Array.from({ length: options.nodes ?? 3 }, (_, at) =>
        nodeIdentity(at + 1),
      );
      await furnish(box, identities, options);
      const nodes = identities.map((identity) => new Node(box, identity));
      const cluster = new Cluster(
        box,
        nodes,
        await box.addHost('client', ...CLIENT),
        await box.addHost('gateway', ...GATEWAY),
        await PowerSwitch.install(box, nodes),
        options.prepare ?? (async () => {}),
      );
      await cluster.boot(...cluster.nodes);
      return cluster;
    } catch (error) {
      await box.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.box.close();
    await Promise.all(this.nodes.map(({ enclosure }) => enclosure?.ended));
  }

  /** The box and the nodes that have power. */
  get enclosures(): Enclosure[] {
    const nodes = this.nodes.flatMap(({ enclosure }) => enclosure ?? []);
    return [this.box.enclosure, ...nodes].filter(({ alive }) => alive);
  }

  node(name: string): Node {
    const node = this.nodes.find((candidate) => candidate.name === name);
    if (!node) throw new Error(`there is no node ${name}`);
    return node;
  }

  /** All but some, by their names. */
  others(...names: readonly string[]): Node[] {
    return this.nodes.filter(({ name }) => !names.includes(name));
  }

  /** Switches nodes on, and waits until they are online. */
  async boot(...nodes: readonly Node[]): Promise<void> {
    await Promise.all(
      nodes.map(async (node) => {
        await node.powerOn();
        await this.prepare(node);
        await node.startCorosync();
        node.startPacemaker();
      }),
    );
    await this.online(...nodes);
  }

  async online(...nodes: readonly Node[]): Promise<void> {
    const names = nodes.map(({ name }) => name);
    await this.until(`online: ${names.join(', ')}`, ({ dc, quorate, nodes: seen }) => {
      const online = seen.filter((node) => node.online && !node.pending).map(({ name }) => name);
      return dc !== undefined && quorate && names.every((name) => online.includes(name));
    });
  }

  /** Has all nodes powered, plugged and online again and no failure on record, whatever was done. */
  async mend(): Promise<void> {
    for (const node of this.nodes) if (node.powered && node.cable !== 'plugged') await node.plug();
    await this.boot(...this.nodes.filter(({ powered }) => !powered));
    await this.online(...this.nodes);
    await this.settled();
    await this.anyNode.run('crm_resource', '--cleanup');
    await this.settled();
  }

  /** What a user types, on any node that can be reached. */
  pcs(...args: string[]): Promise<string> {
    return this.anyNode.run('pcs', ...args);
  }

  async status(from: Node = this.anyNode): Promise<ClusterStatus> {
    const options = ['--one-shot', '--inactive', '--output-as=xml'];
    return parseStatus(await from.run('crm_mon', ...options));
  }

  /** Waits until the cluster, as a node sees it, is as wanted. */
  until(
    what: string,
    accept: (status: ClusterStatus) => boolean,
    from?: Node,
  ): Promise<ClusterStatus> {
    const explain = () => this.report();
    return until(what, () => this.status(from), { accept, explain, interval: LOOK_INTERVAL });
  }

  /** Waits until some resources all run on one node, and nowhere else; tells which. */
  async runTogether(
    resources: readonly string[],
    acceptable: (node: Node) => boolean = () => true,
  ): Promise<Node> {
    const holders = (status: ClusterStatus): Node[] => {
      const names = new Set(resources.map((id) => placeOf(id, status)));
      const [name] = names;
      return names.size === 1 && name !== undefined ? [this.node(name)] : [];
    };
    const status = await this.until(
      `${resources.join(' and ')} run where they are to run`,
      (seen) => holders(seen).some(acceptable),
    );
    return holders(status)[0] as Node;
  }

  /**
   * Waits until the cluster has nothing left to do: what the scheduler would do now is nothing, and the
   * controller is idle. (`crm_resource --wait` looks every two seconds only, for the first time after two.)
   */
  async settled(): Promise<void> {
    const look = async () => {
      const simulate = ['--live-check', '--simulate', '--output-as=xml'];
      const plan = await this.anyNode.run('crm_simulate', ...simulate);
      const actions = plan.match(/<(rsc|fencing|cluster)_action\b.*/g) ?? [];
      const { dc } = await this.status();
      return [...actions, await this.anyNode.run('crmadmin', `--status=${dc}`)];
    };
    await until('the cluster has nothing left to do', look, {
      accept: ([first = '', ...more]) => more.length === 0 && first.includes('S_IDLE'),
      explain: () => this.report(),
      interval: LOOK_INTERVAL,
    });
  }

  /** One that is up, and not cut off from the others. */
  get anyNode(): Node {
    const node = this.nodes.find(({ powered, cable }) => powered && cable === 'plugged');
    if (!node) throw new Error('no node can be reached');
    return node;
  }

  /** What a person would look at first. */
  async report(): Promise<string> {
    const reports = this.nodes.map(async (node) => {
      const log = await node.log().catch(String);
      const lines = log
        .split('\n')
        .filter((line) => /(notice|warning|error|crit):|VirtualIP/.test(line));
      return [
        `== ${node.name}, powered: ${node.powered}, cable: ${node.cable}`,
        ...lines.slice(-30),
      ];
    });
    return (await Promise.all(reports)).flat().join('\n');
  }
}

/** The node on which a resource runs, if there is one, and no other, and nothing is being done to it. */
function placeOf(id: string, { resources }: ClusterStatus): string | undefined {
  const resource = resources.find((candidate) => candidate.id === id);
  const [only, ...others] = resource?.nodes ?? [];
  return resource?.role === 'Started' && others.length === 0 ? only : undefined;
}

/** The files that all nodes have alike. */
async function furnish(
  box: Box,
  nodes: readonly NodeIdentity[],
  { corosync = {}, properties }: ClusterOptions,
): Promise<void> {
  const names = nodes.map(({ name, address }) => `${address} ${name}`);
  await box.write('/run/lab/hosts', ['127.0.0.1 localhost', ...names, ''].join('\n'));
  await box.write('/run/lab/corosync.conf', corosyncConf(nodes, corosync));
  await box.write('/run/lab/authkey', randomBytes(128), 0o400);
  const cib = '/run/lab/cib.xml';
  await box.write(cib, await box.run('cibadmin', '--empty'));
  for (const [name, value] of Object.entries({ ...PROPERTIES, ...properties })) {
    const set = ['--type=crm_config', `--name=${name}`, `--update=${value}`];
    await box.run('env', `CIB_file=${cib}`, 'crm_attribute', ...set);
  }
}
