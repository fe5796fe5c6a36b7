/** Nodes with corosync and Pacemaker, and a client and a gateway on the same segment. */
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
  /** Resource agents in addition to VirtualIP and the installed ones. */
  readonly agents?: Agents;
  readonly corosync?: Corosync;
  /** Initial cluster options, in addition to those of every lab. */
  readonly properties?: Properties;
  /** Runs on a node at each boot, before it joins. */
  readonly prepare?: (node: Node) => Promise<void>;
}

export type Properties = Readonly<Record<string, string | number | boolean>>;

/** Each poll starts one or more processes on a node. */
const POLL_INTERVAL_MS = 100;

const PROPERTIES: Properties = {
  'stonith-enabled': false,
  // A single node waits this long for a designated controller. All nodes of a lab start at once.
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

  /** Returns when all nodes are online. */
  static async create(options: ClusterOptions = {}): Promise<Cluster> {
    const box = await Box.create({
      'floatip/VirtualIP': VIRTUAL_IP,
      'floatip/IPaddr2': VIRTUAL_IP,
      ...options.agents,
    });
    try {
      const identities = Array.from({ length: options.nodes ?? 3 }, (_, at) =>
        nodeIdentity(at + 1),
      );
      await writeConfiguration(box, identities, options);
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
    if (!node) throw new Error(`unknown node ${name}`);
    return node;
  }

  /** All nodes except those with these names. */
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

  /** Connects and boots all nodes, waits until they are online, and clears the recorded failures. */
  async mend(): Promise<void> {
    for (const node of this.nodes) if (node.powered && node.cable !== 'plugged') await node.plug();
    await this.boot(...this.nodes.filter(({ powered }) => !powered));
    await this.online(...this.nodes);
    await this.waitUntilIdle();
    await this.anyNode.run('crm_resource', '--cleanup');
    await this.waitUntilIdle();
  }

  /** Runs pcs on any node that can be reached. */
  pcs(...args: string[]): Promise<string> {
    return this.anyNode.run('pcs', ...args);
  }

  async status(from: Node = this.anyNode): Promise<ClusterStatus> {
    const options = ['--one-shot', '--inactive', '--output-as=xml'];
    return parseStatus(await from.run('crm_mon', ...options));
  }

  /** Waits until a node's view of the cluster is accepted. */
  until(
    what: string,
    accept: (status: ClusterStatus) => boolean,
    from?: Node,
  ): Promise<ClusterStatus> {
    const explain = () => this.report();
    return until(what, () => this.status(from), { accept, explain, interval: POLL_INTERVAL_MS });
  }

  /** Waits until the resources all run on the same acceptable node only, and returns it. */
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
      `${resources.join(' and ')} run on an acceptable node`,
      (seen) => holders(seen).some(acceptable),
    );
    return holders(status)[0] as Node;
  }

  /**
   * Waits until the scheduler plans no action and the controller is idle. (`crm_resource --wait` polls every
   * two seconds only, for the first time after two.)
   */
  async waitUntilIdle(): Promise<void> {
    const readState = async () => {
      const simulate = ['--live-check', '--simulate', '--output-as=xml'];
      const plan = await this.anyNode.run('crm_simulate', ...simulate);
      const actions = plan.match(/<(rsc|fencing|cluster)_action\b.*/g) ?? [];
      const { dc } = await this.status();
      return [...actions, await this.anyNode.run('crmadmin', `--status=${dc}`)];
    };
    await until('the cluster is idle', readState, {
      accept: ([first = '', ...more]) => more.length === 0 && first.includes('S_IDLE'),
      explain: () => this.report(),
      interval: POLL_INTERVAL_MS,
    });
  }

  /** A node that is powered and connected. */
  get anyNode(): Node {
    const node = this.nodes.find(({ powered, cable }) => powered && cable === 'plugged');
    if (!node) throw new Error('no node can be reached');
    return node;
  }

  /** State and log messages of all nodes, for error messages. */
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

/** Returns the only node on which a resource is started; else undefined, also if an action is pending. */
function placeOf(id: string, { resources }: ClusterStatus): string | undefined {
  const resource = resources.find((candidate) => candidate.id === id);
  const [only, ...others] = resource?.nodes ?? [];
  return resource?.role === 'Started' && others.length === 0 ? only : undefined;
}

/** Writes the files that are the same on all nodes. */
async function writeConfiguration(
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
