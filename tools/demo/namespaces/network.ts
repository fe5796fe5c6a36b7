/** Creates and removes the network of the demo, in namespaces. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Host, Lab, labPrefix, removeNamespace } from '../../../lab/lab.ts';

export const NIC = 'eth0';

export const VIP = '192.0.2.10';

/** Of 192.0.2.0/24, a network for documentation (RFC 5737). */
const ADDRESSES = {
  A: '192.0.2.2',
  B: '192.0.2.3',
  client: '192.0.2.100',
  gateway: '192.0.2.1',
} as const;

export type HostName = keyof typeof ADDRESSES;
export const HOST_NAMES = ['A', 'B', 'client', 'gateway'] as const satisfies readonly HostName[];

export interface Member {
  readonly name: HostName;
  readonly host: Host;
  readonly address: string;
  readonly mac: string;
}

export interface Network {
  readonly lab: Lab;
  readonly members: Readonly<Record<HostName, Member>>;
}

/**
 * Creates a folder for all temporary files of this process, so that they can be removed even if a lab is
 * incomplete.
 */
export function ownTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'floatip-demo-'));
  process.env.TMPDIR = folder;
  return folder;
}

export async function createNetwork(): Promise<Network> {
  const lab = await Lab.create();
  const add = async (name: HostName): Promise<Member> => {
    const host = await lab.addHost(name);
    const address = ADDRESSES[name];
    await lab.plug(host, NIC, `${address}/24`);
    return { name, host, address, mac: await host.hardwareAddress(NIC) };
  };
  const members = {
    A: await add('A'),
    B: await add('B'),
    client: await add('client'),
    gateway: await add('gateway'),
  };
  return { lab, members };
}

/** The existing namespaces of this process. */
async function namespacesLeft(): Promise<string[]> {
  const { stdout } = await execa('ip', ['-j', 'netns', 'list']);
  const namespaces: { name: string }[] = stdout === '' ? [] : JSON.parse(stdout);
  const ours = `${labPrefix()}${process.pid}-`;
  return namespaces.map(({ name }) => name).filter((name) => name.startsWith(ours));
}

/**
 * Removes the network, even if it is incomplete. Tries three times: a second Ctrl-C may end an `ip` that is
 * removing a namespace.
 */
export async function removeNetwork(folder: string): Promise<string[]> {
  let left: string[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      for (const namespace of await namespacesLeft()) await removeNamespace(namespace);
      left = await namespacesLeft();
      if (left.length === 0) break;
    } catch {
      left = ['unknown'];
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return left;
}
