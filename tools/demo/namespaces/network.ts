/** The network of the demo, in namespaces of its own, and the end of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Host, Lab, labPrefix, removeNamespace } from '../../../lab/lab.ts';

export const NIC = 'eth0';

export const VIP = '192.0.2.10';

/** Of 192.0.2.0/24, which RFC 5737 sets aside for examples. */
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
 * Has all that this process puts into the temporary folder in one folder, so that it can be removed
 * as well when a lab was only half made.
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

/** The namespaces of this process that are there. */
async function namespacesLeft(): Promise<string[]> {
  const { stdout } = await execa('ip', ['-j', 'netns', 'list']);
  const namespaces: { name: string }[] = stdout === '' ? [] : JSON.parse(stdout);
  const ours = `${labPrefix()}${process.pid}-`;
  return namespaces.map(({ name }) => name).filter((name) => name.startsWith(ours));
}

/**
 * Takes down whatever there is, also of a network that was only half made. Where a second Ctrl-C
 * hits the `ip` that does it, once more.
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
