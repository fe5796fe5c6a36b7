/** Short of something: time, processes, a directory that can be written, capabilities. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentEnvironment, type Parameters, runAgent, VIRTUAL_IP } from '../support/agent.ts';
import { createIpv6Segment, type Segment } from '../support/lab.ts';

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
  /** Runs an action where the directory is on a file system of its own, mounted for it alone. */
  async function act(mount: string, action: string, parameters: Parameters) {
    const place = [...PLACE, segment.a.namespace];
    // The parameters stay in the environment: the shell sees none of them.
    const script = `mount -t tmpfs -o ${mount} none ${folder} && exec ${VIRTUAL_IP} "$@"`;
    const prefix = [...place, 'unshare', '--mount', 'sh', '-c', script];
    return runAgent(prefix, 'sh', [action], agentEnvironment(parameters, { HA_RSCTMP: folder }));
  }

  describe.each([
    ['read-only', 'ro,mode=755'],
    ['without inodes', 'nr_inodes=1,mode=755'],
  ])('because it is %s', (_, mount) => {
    it.each([VIP, '2001:db8::10'])('%s: start, monitor and stop work, and warn', async (ip) => {
      const vip = { ip, arp_count: 3, arp_interval: 20, nodad: ip.includes(':') };
      const capture = await segment.neighbour.capture('eth0', 'arp or icmp6');
      const start = await act(mount, 'start', vip);
      expect([start.status, start.reason]).toEqual([0, undefined]);
      expect(warningsOf(start.log)[0]).toMatch(
        /HA_RSCTMP=.*: going on without locks|HA_RSCTMP=.*; going on without locks/,
      );
      // All rounds were sent before it returned.
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

it.each([VIP, '2001:db8::10'])('a state directory that cannot be: %s', async (ip) => {
  const vip = { ip, arp_count: 1, nodad: ip.includes(':') };
  const nowhere = { HA_RSCTMP: '/proc/nowhere/at-all' };
  expect((await segment.a.agent('monitor', vip, nowhere)).status).toBe(7);
  expect((await segment.a.agent('start', vip, nowhere)).status).toBe(0);
  expect((await segment.a.agent('monitor', vip, nowhere)).status).toBe(0);
  expect((await segment.a.agent('stop', vip, nowhere)).status).toBe(0);
});

describe('no more processes', () => {
  it('start sends the other rounds itself, and warns', async () => {
    const { a, neighbour } = segment;
    const capture = await neighbour.capture('eth0', 'arp');
    // What processes are made with; threads, which the run time begins with, are clone3(2).
    const inject = 'inject=vfork,fork:error=EAGAIN';
    const strace = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', inject];
    const environment = agentEnvironment(
      { ip: VIP, arp_count: 3, arp_interval: 20 },
      { HA_RSCTMP: a.stateDirectory },
    );
    const prefix = [...PLACE, a.namespace, ...strace];
    const run = await runAgent(prefix, VIRTUAL_IP, ['start'], environment);
    expect([run.status, run.reason]).toEqual([0, undefined]);
    expect(warningsOf(run.log).join()).toContain('no background process for the other rounds');
    expect(await capture.arp(VIP)).toHaveLength(6);
    await capture.stop();
    expect(await a.lockFiles()).toEqual([]);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
  });
});

describe('no capability', () => {
  it.each([
    ['CAP_NET_RAW', 'socket AF_PACKET: EPERM (this process lacks CAP_NET_RAW)'],
    ['CAP_NET_ADMIN', `RTM_NEWADDR ${VIP}/24 on eth0: EPERM (this process lacks CAP_NET_ADMIN)`],
  ])('%s: start says so, and changes nothing', async (capability, reason) => {
    const { a } = segment;
    const name = capability.slice('CAP_'.length).toLowerCase();
    const prefix = [...PLACE, a.namespace, 'setpriv', `--bounding-set=-${name}`, '--inh-caps=-all'];
    const environment = agentEnvironment({ ip: VIP }, { HA_RSCTMP: a.stateDirectory });
    const run = await runAgent(prefix, VIRTUAL_IP, ['start'], environment);
    expect(run).toMatchObject({ status: 1, reason });
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    expect(await a.stateFiles()).toEqual([]);
  });
});

it('many at once wait for each other as long as their own time allows', async () => {
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

it('nic as "ip link" shows it: the @ is not part of the name', async () => {
  const { a } = segment;
  const { status, reason } = await a.agent('start', { ip: VIP, nic: 'eth0@if7' });
  expect([status, reason]).toEqual([5, expect.stringContaining('write nic=eth0')]);
});
