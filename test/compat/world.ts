/**
 * A node for the agent, and a neighbour that it is connected to: a bridge, which receives all frames. The
 * same in each run, including the hardware addresses.
 */
import { execa } from 'execa';
import { ipBatch } from '../../lab/ip-batch.ts';
import { Host, Lab } from '../../lab/lab.ts';
import type { Case } from './case.ts';

/** Prefix of the hardware addresses of the node's interfaces, which are locally administered. */
const NODE = '02:00:00:00:01:';

const NICS: Readonly<Record<string, string>> = {
  eth0: `${NODE}00`,
  eth1: `${NODE}01`,
};

export const USUAL_SURROUNDINGS = [
  'addr add 10.0.0.1/24 brd + dev eth0',
  'addr add fd00::1/64 dev eth0 nodad',
];

export interface World {
  readonly node: Host;
  /** The bridge, with the interface br0. */
  readonly neighbour: Host;
  close(): Promise<void>;
}

export async function makeWorld({ surroundings, neighbour = [] }: Case): Promise<World> {
  const lab = await Lab.create();
  try {
    const node = await lab.addHost('node');
    const cables = Object.entries(NICS).map(
      ([nic, address]) =>
        `link add ${lab.port(node, nic)} up master br0 type veth ` +
        `peer name ${nic} address ${address} netns ${node.namespace}`,
    );
    await ipIn(lab.bridge, cables);
    for (const nic of await linksWithoutCarrier(node)) await node.waitForCarrier(nic);
    await ipIn(node.namespace, surroundings ?? USUAL_SURROUNDINGS);
    await ipIn(lab.bridge, neighbour);
    const bridge = new Host(lab.bridge, node.stateDirectory);
    return { node, neighbour: bridge, close: () => lab.close() };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

export function isOfNode(hardwareAddress: string): boolean {
  return hardwareAddress.startsWith(NODE);
}

/** Replaces the hardware addresses of the node's interfaces by their names. */
export function withNames(text: string): string {
  return Object.entries(NICS).reduce(
    (named, [nic, address]) => named.replaceAll(address, nic),
    text,
  );
}

/**
 * A new namespace has the settings of the initial one, which differ between machines. A link-local address
 * that the kernel adds would be tentative for the first second.
 */
const LINKS_UP = `
  for setting in /proc/sys/net/ipv4/conf/*/promote_secondaries; do echo 0 > $setting; done
  ip -batch -
  ip -j link`;

/** Sets the node's interfaces up. @returns those without a carrier yet, usually none */
async function linksWithoutCarrier(node: Host): Promise<string[]> {
  const commands = Object.keys(NICS).flatMap((nic, index) => [
    `link set ${nic} addrgenmode none`,
    `link set ${nic} up`,
    `addr add fe80::${index + 1}/64 dev ${nic} nodad`,
  ]);
  const [command = '', ...args] = [...node.place, 'sh', '-e', '-c', LINKS_UP];
  const { stdout } = await execa(command, args, { input: commands.join('\n') });
  const links: { readonly ifname: string; readonly operstate: string }[] = JSON.parse(stdout);
  return links
    .filter(({ ifname, operstate }) => ifname in NICS && operstate !== 'UP')
    .map(({ ifname }) => ifname);
}

async function ipIn(namespace: string, commands: readonly string[]): Promise<void> {
  if (commands.length > 0) await ipBatch(commands, { options: ['-n', namespace] });
}
