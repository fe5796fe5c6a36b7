/** The announcer in the background: a process of nobody's, that holds nothing of whoever ran start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
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

/** Without an end, for all that a test takes. */
const endless = (ip: string): Parameters => ({
  ...{ ip, arp_count: 1_000_000_000, arp_interval: 1 },
  ...(ip.includes(':') && { nodad: true }),
});

/** start as a child of ours in a session of its own, with pipes as its streams. */
function start(host: Host, parameters: Parameters): ChildProcess {
  const [command = '', ...args] = [...host.place, VIRTUAL_IP, 'start'];
  return spawn(command, args, {
    env: agentEnvironment(parameters, { HA_RSCTMP: host.stateDirectory }),
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Waits for a child's end, and for the end of all that it could say. @returns its exit status */
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

/** proc_pid_stat(5), from the state on: what comes after the name in parentheses. */
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

/** How many frames the host has sent on an interface. */
async function sent(host: Host): Promise<number> {
  const [link] = await host.ipJson<{ stats64: { tx: { packets: number } } }>('-s link show eth0');
  return link?.stats64.tx.packets ?? 0;
}

async function goesOn(host: Host): Promise<void> {
  const before = await sent(host);
  await until('more frames', () => sent(host), { accept: (now) => now >= before + 100 });
}

describe.each(VIPS)('the announcer of %s', (ip) => {
  it('holds no stream of whoever ran start', async () => {
    const { a } = segment;
    const child = start(a, endless(ip));
    // All five pipes come to their end, although the announcer does not.
    expect(await closed(child)).toBe(0);
    const pid = await announcerOf(a);
    await goesOn(a);
    expect(await announcerOf(a)).toBe(pid);
  });

  it('has a session, a directory and a name of its own', async () => {
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

  it('has nothing open but its lock and its sockets', async () => {
    const { a } = segment;
    await a.agent('start', endless(ip));
    const pid = await announcerOf(a);
    await goesOn(a);
    const open = await descriptorsOf(pid);
    expect(open.slice(0, 3)).toEqual(['/dev/null', '/dev/null', '/dev/null']);
    const lock = (await a.lockFiles()).map((file) => `${a.stateDirectory}/${file}`);
    const kinds = await socketKinds(pid);
    expect(
      open
        .slice(3)
        .map((one) => kinds.get(one) ?? one)
        .sort(),
    ).toEqual(
      // One for requests, one for notifications; and the one to send with.
      [...lock, 'netlink', 'netlink', 'packet'].sort(),
    );
  });

  it('is no child of whoever ran start, and leaves nobody a zombie', async () => {
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
      // Nobody is in it any more.
      expect(() => process.kill(-group, signal)).toThrow('ESRCH');
      await goesOn(a);
      expect(await announcerOf(a)).toBe(pid);
    },
  );

  it('is not stopped by a start that is killed once it has it', async () => {
    const { a } = segment;
    // A shell that stays in the group, as a cluster manager's would that runs several agents.
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
    await goesOn(a);
    expect(await announcerOf(a)).toBe(pid);
  });

  it('takes no more memory for two thousand rounds than for fifty', async () => {
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

/** What the descriptors of a process lead to, by their numbers. */
async function descriptorsOf(pid: number): Promise<string[]> {
  const numbers = (await readdir(`/proc/${pid}/fd`)).map(Number).sort((a, b) => a - b);
  return Promise.all(numbers.map((number) => readlink(`/proc/${pid}/fd/${number}`)));
}

/** The kinds of the sockets in a process's network namespace, by what /proc/PID/fd shows: `socket:[inode]`. */
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

/** Zombies included. */
async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for (const entry of await readdir('/proc')) {
    const stat = await statOf(Number(entry)).catch(() => undefined);
    if (stat?.parent === pid) children.push(Number(entry));
  }
  return children;
}

/** Counted page by page; what /proc/PID/status says of it is off by what each processor has not told yet. */
async function residentKilobytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Rss: +(\d+) kB$/m.exec(rollup)?.[1]);
}
