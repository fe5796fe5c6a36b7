/** Mends the cluster after events, and waits until each address is where everybody can reach it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NIC } from '../../../lab/cluster/identity.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import { ensurePacemaker, undoAll, undoConfiguration } from './happenings.ts';
import type { Journal } from './journal.ts';
import { NODES, type World } from './world.ts';

/** Without progress: detects what does not heal, also on a busy machine. */
const LIMIT_MS = 300_000;
const POLL_INTERVAL_MS = 500;
const COMMAND_LIMIT_S = 60;

/** Returns what does not heal; nothing if all is well. */
export async function mend(world: World, journal: Journal): Promise<string[]> {
  await undoAll(world);
  const problem =
    (await within(() => whatIsMissing(world, journal))) ?? (await within(() => whoIsMisled(world)));
  if (problem !== undefined) return [`not healed within ${LIMIT_MS / 1000} s: ${problem}`];
  for (const node of world.cluster.nodes) {
    journal.mac(node.name, await node.host.hardwareAddress(NIC));
  }
  journal.mended();
  return [];
}

/** Waits until nothing is wrong. Returns what still is, if it has been the same for too long. */
async function within(look: () => Promise<string | undefined>): Promise<string | undefined> {
  let last = '';
  let deadline = monotonicTime() + LIMIT_MS;
  for (;;) {
    const problem = await look().catch((error: unknown) => `cannot be asked: ${error}`);
    if (problem === undefined) return undefined;
    if (problem !== last) deadline = monotonicTime() + LIMIT_MS;
    last = problem;
    if (monotonicTime() > deadline) return problem;
    await sleep(POLL_INTERVAL_MS);
  }
}

async function whatIsMissing(world: World, journal: Journal): Promise<string | undefined> {
  const { cluster, shared } = world;
  for (const node of cluster.nodes) if (!node.powered) await boot(world, journal, node);
  const { dc, quorate, nodes, resources, failures } = await cluster.status();
  if (dc === undefined || !quorate) return 'the cluster has no quorum';
  const away = nodes.filter(({ online, pending, unclean }) => !online || pending || unclean);
  // A node that booted while its fencing was not finished may have lost corosync.
  for (const { name } of away) {
    const node = cluster.node(name);
    if (node.powered) await ensurePacemaker(node);
  }
  if (away.length > 0 || nodes.length < NODES) return `${away.map(({ name }) => name)} is away`;
  await undoConfiguration(world);
  if (failures.some(({ count }) => count > 0) || resources.some(({ failed }) => failed)) {
    await cluster.anyNode.run('crm_resource', '--cleanup');
  }
  const isUp = (id: string) =>
    resources.some(
      (resource) =>
        resource.id === id &&
        resource.role === 'Started' &&
        !resource.failed &&
        resource.nodes.length === 1,
    );
  const wanted = [
    ...world.vips.map(({ resource }) => resource),
    ...Array.from({ length: shared ? NODES : 0 }, (_, at) => `${shared?.resource}:${at}`),
  ];
  const down = wanted.filter((id) => !isUp(id));
  if (down.length > 0) return `${down.join(', ')} do not run`;
  const plan = await ask(world, 'crm_simulate', '-L', '-S', '--output-as=xml');
  if (/<(rsc|fencing|cluster)_action\b/.test(plan)) return 'the cluster plans more actions';
  const state = await ask(world, 'crmadmin', `--status=${dc}`);
  return state.includes('S_IDLE') ? undefined : 'the cluster is not idle';
}

/** If a peer dies meanwhile, crmadmin never ends. */
function ask({ cluster }: World, ...words: readonly string[]): Promise<string> {
  return cluster.anyNode.run('timeout', '--signal=KILL', String(COMMAND_LIMIT_S), ...words);
}

async function boot({ cluster }: World, journal: Journal, node: Node): Promise<void> {
  journal.boot(node.name, node.mac);
  await node.powerOn();
  await cluster.prepare(node);
  const started = node.startCorosync().then(() => node.startPacemaker());
  // A node that is fenced while it boots does not come up: it is booted again.
  started.catch(() => {});
  await Promise.race([started, node.enclosure?.ended]);
}

/** Holders by address, and neighbours that do not know them. */
async function whoIsMisled(world: World): Promise<string | undefined> {
  const { client, gateway, nodes } = world.cluster;
  const shared = world.shared?.address;
  const holders = new Map<string, { name: string; mac: string }>();
  for (const node of nodes) {
    const mac = await node.host.hardwareAddress(NIC);
    for (const address of await world.heldBy(node)) {
      const other = holders.get(address);
      if (other && address !== shared) return `${address} is on ${other.name} and ${node.name}`;
      holders.set(address, { name: node.name, mac });
    }
  }
  const lost = world.addresses.filter((address) => !holders.has(address));
  if (lost.length > 0) return `${lost.join(', ')} are on no node, although the cluster says so`;
  for (const host of [client, gateway]) {
    const entries = await host.ipJson<{ dst: string; lladdr?: string }>('neigh');
    for (const { dst, lladdr } of entries) {
      const holder = holders.get(dst);
      if (!holder || dst === shared || lladdr === holder.mac) continue;
      return `${host.namespace} has ${dst} at ${lladdr ?? 'no hardware address'}, but ${holder.name} has it, at ${holder.mac}`;
    }
  }
  return undefined;
}
