/** The announcer: a background process that is independent of the caller of start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentEnvironment, type Parameters, VIRTUAL_IP } from '../../lab/agent.ts';
import { announcers } from '../../lab/announcers.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';

const VIPS = ['10.0.0.10', '2001:db8::10'];

let segment: Segment;
beforeEach(async () => {
  segment = await createIpv6Segment();
});
afterEach(async () => {
  for (const ip of VIPS) await segment.a.agent('stop', { ip });
  expect(await announcers(segment.a)).toEqual([]);
  await segment.lab.close();
});

/** More rounds than fit into the time of a test. */
const endless = (ip: string): Parameters => ({
  ...{ ip, arp_count: 1_000_000_000, arp_interval: 1 },
  ...(ip.includes(':') && { nodad: true }),
});

/** Runs start as a child in a session of its own, with pipes as its streams. */
function start(host: Host, parameters: Parameters): ChildProcess {
  const [command = '', ...args] = [...host.place, VIRTUAL_IP, 'start'];
  return spawn(command, args, {
    env: agentEnvironment(parameters, { HA_RSCTMP: host.stateDirectory }),
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Waits until a child has ended and all its pipes are closed. @returns its exit status */
async function closed(child: ChildProcess): Promise<number | null> {
  for (const stream of child.stdio) if (stream && 'resume' in stream) stream.resume();
  return new Promise((resolve, fail) => {
    child.once('close', resolve);
    child.once('error', fail);
  });
}

async function announcerOf(host: Host): Promise<number> {
  const pids = await announcers(host);
  expect(pids).toHaveLength(1);
  return pids[0] ?? 0;
}

/** Fields of proc_pid_stat(5) from the state on, after the name in parentheses. */
async function statOf(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [state, parent, group, session, terminal] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ');
  return {
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    terminal: Number(terminal),
  };
}

/** Number of frames that the host has sent on eth0. */
async function sent(host: Host): Promise<number> {
  const [link] = await host.ipJson<{ stats64: { tx: { packets: number } } }>('-s link show eth0');
  return link?.stats64.tx.packets ?? 0;
}

async function waitForFrames(host: Host): Promise<void> {
  const before = await sent(host);
  await until('more frames', () => sent(host), { accept: (now) => now >= before + 100 });
}

describe.each(VIPS)('the announcer of %s', (ip) => {
  it('holds no stream of the caller of start', async () => {
    const { a } = segment;
    const child = start(a, endless(ip));
    // All five pipes are closed although the announcer runs.
    expect(await closed(child)).toBe(0);
    const pid = await announcerOf(a);
    await waitForFrames(a);
    expect(await announcerOf(a)).toBe(pid);
  });

  it('has its own session, the working directory / and the name announcer', async () => {
    const { a } = segment;
    const child = start(a, endless(ip));
    await closed(child);
    const pid = await announcerOf(a);
    const stat = await statOf(pid);
    expect(stat).toMatchObject({ session: pid, group: pid, terminal: 0 });
    expect(pid).not.toBe(child.pid);
    expect(await readlink(`/proc/${pid}/cwd`)).toBe('/');
    expect(await readFile(`/proc/${pid}/comm`, 'utf8')).toBe('announcer\n');
  });

  it('has no open descriptors except its lock and its sockets', async () => {
    const { a } = segment;
    await a.agent('start', endless(ip));
    const pid = await announcerOf(a);
    await waitForFrames(a);
    const lock = (await a.lockFiles()).map((file) => `${a.stateDirectory}/${file}`);
    const streams = ['/dev/null', '/dev/null', '/dev/null'];
    // Netlink sockets for requests and notifications, and a packet socket to send.
    const others = [...lock, 'netlink', 'netlink', 'packet'].sort();
    const read = async () => {
      const kinds = await socketKinds(pid);
      const open = (await descriptorsOf(pid)).map((one) => kinds.get(one) ?? one);
      return [...open.slice(0, 3), ...open.slice(3).sort()];
    };
    // Its record is open for a moment in each round.
    await until('only these are open', read, {
      accept: (open) => isDeepStrictEqual(open, [...streams, ...others]),
    });
  });

  it('is not a child of the caller of start, and leaves no zombie', async () => {
    const { a } = segment;
    const before = await childrenOf(process.pid);
    expect(await closed(start(a, endless(ip)))).toBe(0);
    const pid = await announcerOf(a);
    expect((await statOf(pid)).parent).not.toBe(process.pid);
    expect(await childrenOf(process.pid)).toEqual(before);
    expect((await a.agent('stop', { ip })).status).toBe(0);
    expect(await childrenOf(process.pid)).toEqual(before);
  });

  it.each(['SIGHUP', 'SIGTERM', 'SIGKILL'] as const)(
    'does not end with the process group of start (%s)',
    async (signal) => {
      const { a } = segment;
      const child = start(a, endless(ip));
      await closed(child);
      const pid = await announcerOf(a);
      const { pid: group = 0 } = child;
      // The group is empty.
      expect(() => process.kill(-group, signal)).toThrow('ESRCH');
      await waitForFrames(a);
      expect(await announcerOf(a)).toBe(pid);
    },
  );

  it('continues if the process group of the shell that ran start is killed', async () => {
    const { a } = segment;
    // The shell stays in the group, as that of a cluster manager that runs several agents.
    const script = '"$@"; echo started; read forever';
    const [command = '', ...args] = [...a.place, 'sh', '-c', script, 'sh', VIRTUAL_IP, 'start'];
    const shell = spawn(command, args, {
      env: agentEnvironment(endless(ip), { HA_RSCTMP: a.stateDirectory }),
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    await new Promise((resolve) => shell.stdout?.once('data', resolve));
    const pid = await announcerOf(a);
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
    await closed(shell);
    await waitForFrames(a);
    expect(await announcerOf(a)).toBe(pid);
  });

  it('needs no more memory for two thousand rounds than for fifty', async () => {
    const { a } = segment;
    await a.agent('start', endless(ip));
    const pid = await announcerOf(a);
    const perRound = ip.includes(':') ? 1 : 2;
    const before = await sent(a);
    const rounds = async (count: number) => {
      const wanted = before + count * perRound;
      await until(`${count} rounds`, () => sent(a), {
        accept: (now) => now >= wanted,
        progress: (now) => now,
      });
      return residentKilobytes(pid);
    };
    const early = await rounds(50);
    const late = await rounds(2000);
    expect(Math.abs(late - early)).toBeLessThan(200);
    expect(late).toBeLessThan(4096);
  });
});

/** Files and sockets of a process's descriptors, by their numbers. */
async function descriptorsOf(pid: number): Promise<string[]> {
  const numbers = (await readdir(`/proc/${pid}/fd`)).map(Number).sort((a, b) => a - b);
  return Promise.all(numbers.map((number) => readlink(`/proc/${pid}/fd/${number}`)));
}

/** Kinds of the sockets in a process's network namespace, by their names in /proc/PID/fd: `socket:[inode]`. */
async function socketKinds(pid: number): Promise<Map<string, string>> {
  const kinds = new Map<string, string>();
  for (const kind of ['netlink', 'packet']) {
    const [header = '', ...lines] = (await readFile(`/proc/${pid}/net/${kind}`, 'utf8')).split(
      '\n',
    );
    const column = header.trim().split(/\s+/).indexOf('Inode');
    for (const line of lines) kinds.set(`socket:[${line.trim().split(/\s+/).at(column)}]`, kind);
  }
  return kinds;
}

/** Includes zombies. */
async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for (const entry of await readdir('/proc')) {
    const stat = await statOf(Number(entry)).catch(() => undefined);
    if (stat?.parent === pid) children.push(Number(entry));
  }
  return children;
}

/** smaps_rollup counts pages exactly; VmRSS of /proc/PID/status lacks counts that are cached per processor. */
async function residentKilobytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Rss: +(\d+) kB$/m.exec(rollup)?.[1]);
}
