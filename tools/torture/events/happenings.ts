/** Makes the events happen, and undoes them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NIC } from '../../../lab/cluster/identity.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { realTime } from '../../../lab/real-time.ts';
import type { Journal } from './journal.ts';
import type { KindName, Step } from './step.ts';
import type { Vip, World } from './world.ts';

type Happen = (stage: Stage) => Promise<void>;

/** How long a change of the carrier is: a driver needs as long. */
const FLAP_MS = 300;

/** Whether the cluster is not whole, or two hosts may answer because somebody has made them. */
const PARTED: readonly KindName[] = ['cut', 'split', 'mute', 'deaf', 'fence-fails', 'add', 'flap'];
/** What the cluster does by itself, without anything that is broken. */
const PLANNED: readonly KindName[] = ['move', 'ban', 'standby', 'reload', 'update', 'refresh'];

/** Runs a step, and undoes it after its time. An event that cannot happen, as to a dead node, does not. */
export async function happen(world: World, journal: Journal, step: Step): Promise<void> {
  const begin = realTime();
  if (!PLANNED.includes(step.kind)) {
    const rules = ['neighbour', 'outage', ...(PARTED.includes(step.kind) ? ['two-owners'] : [])];
    journal.disturbed(begin, step.kind, rules);
  }
  const stage = new Stage(world, journal, step);
  try {
    await HAPPENINGS[step.kind](stage);
  } catch (error) {
    // A command on a node that has died meanwhile.
    journal.note(`${step.kind}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}

/** Undoes what may be left: the cluster is mended afterwards. */
export async function undoAll(world: World): Promise<void> {
  const { cluster } = world;
  cluster.power.failures = 0;
  await cluster.box.run('nft', 'flush', 'ruleset');
  for (const node of cluster.nodes) {
    try {
      if (node.powered) await undoOn(node);
    } catch (error) {
      // Its power was cut meanwhile: it is booted later.
      if (node.powered) throw error;
    }
  }
}

async function undoOn(node: Node): Promise<void> {
  await node.run('sh', '-c', 'kill -CONT -1; true').catch(() => {});
  if (node.cable !== 'plugged') await node.plug();
  // IPv6 addresses are lost with the link.
  await node.host
    .ip(`-6 address replace ${node.identity.address6}/64 dev ${NIC} nodad`)
    .catch(() => {});
  await ensurePacemaker(node);
}

/** Removes what was configured: once the cluster can be asked. */
export async function undoConfiguration(world: World): Promise<void> {
  const { cluster } = world;
  for (const { name } of cluster.nodes) {
    await cluster.anyNode.run('crm_standby', '--node', name, '--delete').catch(() => {});
  }
  const constraints = await cluster.anyNode.run('cibadmin', '--query', '--scope=constraints');
  for (const [, id = ''] of constraints.matchAll(/<rsc_location id="(cli-[^"]+)"/g)) {
    await cluster.anyNode.run('cibadmin', '--delete', `--xml-text=<rsc_location id="${id}"/>`);
  }
}

/** Cuts the power of a node without corosync: it is booted later. Starts Pacemaker on one without. */
export async function ensurePacemaker(node: Node): Promise<void> {
  const running = await node.run('sh', '-c', 'pgrep -x pacemakerd || true').catch(() => 'unknown');
  const corosync = await node.run('sh', '-c', 'pgrep -x corosync || true').catch(() => 'unknown');
  // corosync ends with a node that was fenced by its own cluster software: only a power cut mends it.
  if (corosync === '') await node.kill();
  else if (running === '') node.startPacemaker();
}

class Stage {
  readonly world: World;
  readonly journal: Journal;
  readonly step: Step;

  constructor(world: World, journal: Journal, step: Step) {
    this.world = world;
    this.journal = journal;
    this.step = step;
  }

  get node(): Node {
    const node = this.world.cluster.nodes[this.step.node - 1];
    if (!node) throw new Error(`there is no node ${this.step.node}`);
    return node;
  }

  get vip(): Vip {
    const vip = this.world.vips[this.step.address - 1];
    if (!vip) throw new Error(`there is no address ${this.step.address}`);
    return vip;
  }

  get host() {
    return this.node.host;
  }

  /** Runs a command of the cluster on a node that can be reached. */
  command(...words: readonly string[]): Promise<string> {
    const [name = '', ...args] = words;
    return this.world.cluster.anyNode.run(name, ...args);
  }

  pause(): Promise<void> {
    return sleep(this.step.time);
  }

  async cutPower(node: Node): Promise<void> {
    const begin = realTime();
    await node.kill();
    this.journal.down(node.name, begin, realTime());
  }

  /** Drops what a port sends or receives. */
  async drop(direction: 'sent' | 'received'): Promise<void> {
    const { box } = this.world.cluster;
    const { name } = this.node;
    const table = `drop-${name}`;
    const hook =
      direction === 'sent'
        ? ['netdev', `{ type filter hook ingress device "${name}" priority 0; policy drop; }`]
        : ['netdev', `{ type filter hook egress device "${name}" priority 0; policy drop; }`];
    const [family = '', chain = ''] = hook;
    await box.run('nft', `add table ${family} ${table}; add chain ${family} ${table} all ${chain}`);
    await this.pause();
    await box.run('nft', `delete table ${family} ${table}`);
  }
}

const HAPPENINGS: Readonly<Record<KindName, Happen>> = {
  move: async (stage) => {
    const { resource } = stage.vip;
    await stage.command('crm_resource', '--clear', '--resource', resource);
    await stage.command(
      'crm_resource',
      '--move',
      '--resource',
      resource,
      '--node',
      stage.node.name,
    );
  },
  ban: async (stage) => {
    const { resource } = stage.vip;
    await stage.command('crm_resource', '--ban', '--resource', resource, '--node', stage.node.name);
  },
  standby: async (stage) => {
    const { name } = stage.node;
    await stage.command('crm_standby', '--node', name, '--update', 'on');
    await stage.pause();
    await stage.command('crm_standby', '--node', name, '--update', 'off');
  },
  kill: async (stage) => {
    await stage.cutPower(stage.node);
    await stage.pause();
  },
  dc: async (stage) => {
    const { dc } = await stage.world.cluster.status();
    if (dc === undefined) return;
    await stage.cutPower(stage.world.cluster.node(dc));
    await stage.pause();
  },
  cut: async (stage) => {
    await stage.node.cut();
    await stage.pause();
    await stage.node.plug();
  },
  split: async (stage) => {
    await stage.node.isolate();
    await stage.pause();
    await stage.node.plug();
  },
  mute: (stage) => stage.drop('sent'),
  deaf: (stage) => stage.drop('received'),
  freeze: async (stage) => {
    await stage.node.run('sh', '-c', 'kill -STOP -1');
    await stage.pause();
    await stage.node.run('sh', '-c', 'kill -CONT -1; true');
  },
  doze: async (stage) => {
    await stage.node.run('pkill', '-STOP', '^pacemaker');
    await stage.pause();
    await stage.node.run('sh', '-c', 'pkill -CONT ^pacemaker; true');
  },
  crash: async (stage) => {
    await stage.node.run('pkill', '-KILL', '^pacemakerd$');
    await ensurePacemaker(stage.node);
  },
  'fence-fails': async (stage) => {
    stage.world.cluster.power.failures = 2;
    await stage.node.cut();
  },
  flap: async (stage) => {
    await stage.node.cut();
    await sleep(Math.min(stage.step.time, FLAP_MS));
    await stage.node.plug();
  },
  mac: async (stage) => {
    const { node, host } = stage;
    const before = await host.hardwareAddress(NIC);
    const after = `02:00:5e:00:53:${node.identity.id}${before.endsWith('a') ? 'b' : 'a'}`;
    const begin = realTime();
    await host.ip(`link set ${NIC} address ${after}`);
    // Only now: a node that has died meanwhile boots with its own one.
    stage.journal.mac(node.name, after, begin);
    // The node's own addresses are not the agent's business.
    await host.run('arping', '-q', '-A', '-c', '1', '-I', NIC, node.identity.address);
  },
  remove: async (stage) => {
    const { vip, world, journal } = stage;
    for (const node of world.cluster.nodes) {
      if (!node.powered || !(await world.heldBy(node)).includes(vip.address)) continue;
      journal.hand(node.name, vip.address);
      const length = vip.address.includes(':') ? 64 : 24;
      await node.host.ip(`address delete ${vip.address}/${length} dev ${NIC}`);
    }
  },
  add: async (stage) => {
    const { vip, world, journal, node } = stage;
    // Of the others nobody would correct the neighbours.
    if (!vip.isRefreshed || (await world.heldBy(node)).includes(vip.address)) return;
    const entry = `${vip.address}/${vip.address.includes(':') ? 64 : 24} dev ${NIC}`;
    journal.hand(node.name, vip.address);
    await node.host.ip(`address add ${entry}`);
    await stage.pause();
    journal.hand(node.name, vip.address);
    // Pacemaker may have stopped it meanwhile, or started it: then it is recovered.
    await node.host.ip(`address delete ${entry}`).catch(() => {});
  },
  flush: async (stage) => {
    const { world, journal, node } = stage;
    for (const address of await world.heldBy(node)) {
      journal.hand(node.name, address);
      const length = address.includes(':') ? 64 : 24;
      await node.host.ip(`address delete ${address}/${length} dev ${NIC}`).catch(() => {});
    }
  },
  reload: (stage) => setParameter(stage, 'arp_interval', String(100 + (stage.step.time % 100))),
  update: (stage) =>
    setParameter(stage, 'noprefixroute', stage.step.time % 2 === 0 ? 'true' : 'false'),
  refresh: async (stage) => {
    await stage.command('crm_resource', '--refresh');
  },
};

async function setParameter(stage: Stage, name: string, value: string): Promise<void> {
  const parameter = ['--set-parameter', name, '--parameter-value', value];
  await stage.command('crm_resource', '--resource', stage.vip.resource, ...parameter);
}
