/** The cluster lab itself: it leaves nothing behind, also after it was killed. */
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../lab/cluster/cluster.ts';
import { nodeCommand } from '../../lab/node.ts';
import { until } from '../../lab/until.ts';

const PROGRAM = fileURLToPath(new URL('../../lab/cluster/run-until-killed.ts', import.meta.url));
const KINDS = ['pid', 'mnt', 'net'] as const;

/** The namespaces that some processes are in, as `net:[4026532300]`. */
async function namespacesOf(pids: readonly (number | string)[]): Promise<Set<string>> {
  const links = pids.flatMap((pid) => KINDS.map((kind) => readlink(`/proc/${pid}/ns/${kind}`)));
  const read = await Promise.allSettled(links);
  // A process that has ended is in none.
  return new Set(read.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])));
}

/** Waits until no process of the machine is in one of the namespaces. */
async function vanished(namespaces: ReadonlySet<string>): Promise<void> {
  const left = async () => {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const alive = await namespacesOf(pids);
    return [...namespaces].filter((namespace) => alive.has(namespace));
  };
  await until('the namespaces are empty', left, { accept: (seen) => seen.length === 0 });
}

/** Expects that the machine itself has no interface or mount of a lab. */
async function unseen(): Promise<void> {
  const { stdout } = await execa('ip', ['-o', 'link', 'show', 'type', 'veth']);
  expect(stdout).not.toMatch(/\b(node\d|client|gateway)\b/);
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain('/run/lab');
}

describe.concurrent('a lab', () => {
  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('leaves nothing after %s', async (signal) => {
    const [command, ...args] = nodeCommand(PROGRAM);
    const holder = execa(command, args, { reject: false });
    const said = once(createInterface({ input: holder.stdout }), 'line');
    const [line] = await Promise.race([said, holder.then(({ stderr }) => expect.fail(stderr))]);
    const [up, ...pids] = String(line).split(' ');
    expect(up).toBe('up');
    const namespaces = await namespacesOf(pids);
    expect(namespaces.size).toBe(KINDS.length * pids.length);
    await unseen();
    holder.kill(signal);
    await holder;
    await vanished(namespaces);
    await unseen();
  });

  it('is independent of another one at the same time', async () => {
    const [a, b] = await Promise.all([Cluster.create({ nodes: 1 }), Cluster.create({ nodes: 1 })]);
    try {
      const pids = [a, b].map(({ enclosures }) => enclosures.map(({ pid }) => pid));
      const [ofA, ofB] = await Promise.all(pids.map(namespacesOf));
      const create = ['resource', 'create', 'vip', 'ocf:floatip:VirtualIP', 'ip=192.0.2.10'];
      for (const cluster of [a, b]) await cluster.pcs(...create);
      await Promise.all([a.runTogether(['vip']), b.runTogether(['vip'])]);
      await a.close();
      await vanished(ofA ?? new Set());
      await b.runTogether(['vip']);
      await b.close();
      await vanished(ofB ?? new Set());
    } finally {
      await Promise.all([a.close(), b.close()]);
    }
  });
});
