/** Lack of time, processes, a writable state directory or capabilities. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  agentEnvironment,
  type Parameters,
  ROUNDS_ALONE,
  runAgent,
  VIRTUAL_IP,
} from '../../lab/agent.ts';
import { createIpv6Segment, type Segment } from '../../lab/lab.ts';

const VIP = '10.0.0.10';
const PLACE = ['ip', 'netns', 'exec'];

let segment: Segment;
let folder: string;
beforeEach(async () => {
  segment = await createIpv6Segment();
  folder = await mkdtemp(join(tmpdir(), 'floatip-scarcity-'));
});
afterEach(async () => {
  await segment.lab.close();
  await rm(folder, { recursive: true, force: true });
});

const warningsOf = (log: readonly string[]) => log.filter((line) => line.includes('WARNING'));

describe('a state directory that cannot be written', () => {
  /** Runs an action with the state directory on a file system that is mounted for it alone. */
  async function act(mount: string, action: string, parameters: Parameters) {
    const place = [...PLACE, segment.a.namespace];
    // Parameters are passed in the environment, not in the script.
    const script = `mount -t tmpfs -o ${mount} none ${folder} && exec ${VIRTUAL_IP} "$@"`;
    const prefix = [...place, 'unshare', '--mount', 'sh', '-c', script];
    return runAgent(prefix, 'sh', [action], agentEnvironment(parameters, { HA_RSCTMP: folder }));
  }

  describe.each([
    ['read-only', 'ro,mode=755'],
    ['without inodes', 'nr_inodes=1,mode=755'],
  ])('%s file system', (_, mount) => {
    it.each([VIP, '2001:db8::10'])('%s: start, monitor and stop work, and warn', async (ip) => {
      const vip = { ip, arp_count: 3, arp_interval: 20, nodad: ip.includes(':') };
      const capture = await segment.neighbour.capture('eth0', 'arp or icmp6');
      const start = await act(mount, 'start', vip);
      expect([start.status, start.reason]).toEqual([0, undefined]);
      expect(warningsOf(start.log)[0]).toMatch(
        /HA_RSCTMP=.*: going on without locks|HA_RSCTMP=.*; going on without locks/,
      );
      // start has sent all rounds before it returned.
      const told = ip.includes(':') ? await capture.advertisements(ip) : await capture.arp(ip);
      expect(told).toHaveLength(ip.includes(':') ? 3 : 6);
      await capture.stop();
      expect((await act(mount, 'monitor', vip)).status).toBe(0);
      const stop = await act(mount, 'stop', vip);
      expect([stop.status, stop.reason]).toEqual([0, undefined]);
      expect((await act(mount, 'monitor', vip)).status).toBe(7);
    });
  });
});

/** Runs a script that mounts file systems for itself alone; "$1" is the agent, whose parameters are in the environment. */
function runScript(script: string, parameters: Parameters) {
  const [command = '', ...place] = [...PLACE, segment.a.namespace, 'unshare', '--mount'];
  return execa(command, [...place, 'bash', '-c', script, 'bash', VIRTUAL_IP], {
    env: agentEnvironment(parameters, { HA_RSCTMP: folder }),
    extendEnv: false,
    stdin: 'ignore',
  });
}

it.each([VIP, '2001:db8::10'])('a state directory on a full disk: %s', async (ip) => {
  const script = `mount -t tmpfs -o size=4k,mode=755 none "$HA_RSCTMP" || exit
    dd if=/dev/zero of="$HA_RSCTMP/full" bs=4096 status=none; echo x 2>&1 >"$HA_RSCTMP/more" | grep -c "No space"
    for action in start monitor reload-agent stop monitor; do "$1" $action; echo $?; done
    ls "$HA_RSCTMP"`;
  const vip = { ip, arp_count: 2, arp_interval: 20, nodad: ip.includes(':') };
  const { stdout, stderr } = await runScript(script, vip);
  // State files are empty, or their content can be missing.
  expect([stdout, stderr]).toEqual([
    '1\n0\n0\n0\n0\n7\nfull\nmore',
    expect.not.stringMatching(/WARNING|ERROR|exit-reason/),
  ]);
});

it.each([VIP, '2001:db8::10'])('a state directory that becomes read-only: %s', async (ip) => {
  const script = `mount -t tmpfs -o mode=755 none "$HA_RSCTMP" || exit
    "$1" start; echo $?; mount -o remount,ro "$HA_RSCTMP" || exit
    for action in monitor stop monitor; do "$1" $action; echo $?; done`;
  const vip = { ip, arp_count: 1, ...ROUNDS_ALONE, nodad: ip.includes(':') };
  const { stdout, stderr } = await runScript(script, vip);
  expect([stdout, stderr]).toEqual(['0\n0\n0\n7', expect.stringContaining('EROFS')]);
});

it.each([VIP, '2001:db8::10'])('a state directory that cannot be created: %s', async (ip) => {
  const vip = { ip, arp_count: 1, nodad: ip.includes(':') };
  const nowhere = { HA_RSCTMP: '/proc/nowhere/at-all' };
  expect((await segment.a.agent('monitor', vip, nowhere)).status).toBe(7);
  expect((await segment.a.agent('start', vip, nowhere)).status).toBe(0);
  expect((await segment.a.agent('monitor', vip, nowhere)).status).toBe(0);
  expect((await segment.a.agent('stop', vip, nowhere)).status).toBe(0);
});

describe('fork(2) fails with EAGAIN', () => {
  const inject = 'inject=clone,clone3,vfork,fork:error=EAGAIN';
  const strace = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', inject];

  it('start sends all rounds itself, and warns', async () => {
    const { a, neighbour } = segment;
    const capture = await neighbour.capture('eth0', 'arp');
    const environment = agentEnvironment(
      { ip: VIP, arp_count: 3, arp_interval: 20 },
      { HA_RSCTMP: a.stateDirectory },
    );
    const prefix = [...PLACE, a.namespace, ...strace];
    const run = await runAgent(prefix, VIRTUAL_IP, ['start'], environment);
    expect([run.status, run.reason]).toEqual([0, undefined]);
    expect(warningsOf(run.log).join()).toContain(
      'no background process for the other announcement rounds',
    );
    expect(await capture.arp(VIP)).toHaveLength(6);
    await capture.stop();
    expect(await a.lockFiles()).toEqual([]);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
  });

  it('start sends all rounds itself if RLIMIT_NPROC of a user is reached', async () => {
    // RLIMIT_NPROC does not apply to root, except to the root of a user namespace.
    const asRoot = `
      mount -t tmpfs -o mode=755 none /mnt && cp "$1" /mnt/VirtualIP && mkdir /mnt/state && chown 12345 /mnt/state &&
      exec setpriv --reuid=12345 --regid=12345 --clear-groups unshare --user --map-root-user --net sh -c "$2"`;
    const asUser = `
      ip link add eth0 type veth peer name eth1 && ip link set eth1 up && ip link set eth0 up &&
      ip address add 10.0.0.1/24 dev eth0 && prlimit --nproc=1 /mnt/VirtualIP start && ip -s -j link show eth0 &&
      /mnt/VirtualIP monitor && prlimit --nproc=1 /mnt/VirtualIP stop && ls /mnt/state`;
    const parameters = { ip: '10.0.0.10', arp_count: 200, arp_interval: 1 };
    const own = ['--mount', 'sh', '-c', asRoot, 'sh', VIRTUAL_IP, asUser];
    const { exitCode, stdout, stderr } = await execa('unshare', own, {
      env: agentEnvironment(parameters, { HA_RSCTMP: '/mnt/state' }),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('exit-reason')]);
    expect(stderr).toContain(
      'no background process for the other announcement rounds (fork: EAGAIN)',
    );
    const [link] = JSON.parse(stdout);
    expect(link.stats64.tx.packets).toBeGreaterThanOrEqual(400);
  });

  it('start of a shared address fails without its rules, and stop succeeds', async () => {
    const { a } = segment;
    const vip = {
      ...{ ip: VIP, arp_count: 1 },
      ...{ CRM_meta_clone: 0, CRM_meta_clone_max: 2, CRM_meta_globally_unique: true },
    };
    const environment = agentEnvironment(vip, { HA_RSCTMP: a.stateDirectory });
    const act = (action: string) =>
      runAgent([...PLACE, a.namespace, ...strace], VIRTUAL_IP, [action], environment);
    expect(await act('start')).toMatchObject({
      status: 1,
      reason: expect.stringMatching(/^nft: fork for .*: EAGAIN$/),
    });
    expect((await a.agent('start', vip)).status).toBe(0);
    const stop = await act('stop');
    expect([stop.status, stop.reason]).toEqual([0, undefined]);
    expect(warningsOf(stop.log).join()).toContain(', if any, were not removed: nft: fork');
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    expect((await a.agent('stop', vip)).status).toBe(0);
    expect(await a.run('nft', 'list', 'ruleset')).toBe('');
  });
});

describe('no capability', () => {
  it.each([
    ['CAP_NET_RAW', 'socket AF_PACKET: EPERM (this process lacks CAP_NET_RAW)'],
    ['CAP_NET_ADMIN', `RTM_NEWADDR ${VIP}/24 on eth0: EPERM (this process lacks CAP_NET_ADMIN)`],
  ])('%s: start names the missing capability, and changes nothing', async (capability, reason) => {
    const { a } = segment;
    const name = capability.slice('CAP_'.length).toLowerCase();
    const prefix = [...PLACE, a.namespace, 'setpriv', `--bounding-set=-${name}`, '--inh-caps=-all'];
    const environment = agentEnvironment({ ip: VIP }, { HA_RSCTMP: a.stateDirectory });
    const run = await runAgent(prefix, VIRTUAL_IP, ['start'], environment);
    expect(run).toMatchObject({ status: 1, reason });
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    expect(await a.stateFiles()).toEqual([]);
  });

  /** Runs an action with CAP_NET_ADMIN and CAP_NET_RAW alone. */
  function withTwo(action: string, parameters: Parameters) {
    const { a } = segment;
    const rights = ['--bounding-set=-all,+net_admin,+net_raw', '--inh-caps=-all'];
    return runAgent(
      [...PLACE, a.namespace, 'setpriv', ...rights],
      VIRTUAL_IP,
      [action],
      agentEnvironment(parameters, { HA_RSCTMP: a.stateDirectory }),
    );
  }

  it('CAP_SYS_ADMIN: only network_namespace needs it, and the reason says so', async () => {
    const { a } = segment;
    const parameters = { ip: VIP, network_namespace: a.namespace };
    const run = await withTwo('start', parameters);
    expect(run).toMatchObject({
      status: 1,
      reason: `setns /run/netns/${a.namespace}: EPERM (this process lacks CAP_SYS_ADMIN)`,
    });
  });

  it.each([
    { ip: VIP },
    { ip: '2001:db8::10', dad: 'fast' },
    { ip: '2001:db8::10', dad: 'none', lvs_ipv6_addrlabel: true },
    { ip: VIP, CRM_meta_clone: 0, CRM_meta_clone_max: 2, CRM_meta_globally_unique: true },
    { ip: VIP, run_arping: true, flush_routes: true, kill_connections_on_stop: true },
    { ip: VIP, OCF_CHECK_LEVEL: 10, arp_count_refresh: 1 },
  ] as const)(
    'except CAP_NET_ADMIN and CAP_NET_RAW: start, monitor and stop of %j',
    async (vip) => {
      // dad=fast needs a link-local address.
      await segment.a.waitForDad();
      for (const [action, status] of [
        ['start', 0],
        ['monitor', 0],
        ['reload-agent', 0],
        ['stop', 0],
        ['monitor', 7],
      ] as const) {
        const run = await withTwo(action, vip);
        expect([action, run.status, run.stderr]).toEqual([
          action,
          status,
          expect.not.stringMatching(/WARNING|ERROR|exit-reason/),
        ]);
      }
      expect((await segment.a.addresses('eth0')).join()).not.toContain(vip.ip);
    },
  );
});

it('concurrent starts wait for each other within their timeouts', async () => {
  const { a } = segment;
  const numbers = Array.from({ length: 20 }, (_, number) => number + 20);
  const runs = await Promise.all(
    numbers.map((number) =>
      a.agent('start', { ip: `10.0.0.${number}`, arp_count: 1, CRM_meta_timeout: 3_600_000 }),
    ),
  );
  expect(runs.map(({ status, reason }) => [status, reason])).toEqual(
    numbers.map(() => [0, undefined]),
  );
});

it('nic in the format of "ip link", with @: start names the interface without it', async () => {
  const { a } = segment;
  const { status, reason } = await a.agent('start', { ip: VIP, nic: 'eth0@if7' });
  expect([status, reason]).toEqual([5, expect.stringContaining('write nic=eth0')]);
});
