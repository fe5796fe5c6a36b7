/** No frame for the address leaves the host once stop has returned, whatever went before. */
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agentEnvironment, VIRTUAL_IP } from '../support/agent.ts';
import type { Capture } from '../support/capture.ts';
import { createSegment, type Host, type Segment } from '../support/lab.ts';

const VIP = '10.0.0.10';
const BUSY = { ip: VIP, nic: 'eth0', cidr_netmask: 24, arp_count: 200, arp_interval: 1 };

let segment: Segment;
let capture: Capture;
beforeAll(async () => {
  segment = await createSegment();
});
afterAll(() => segment.lab.close());
beforeEach(async () => {
  capture = await segment.neighbour.capture('eth0', 'arp');
});
afterEach(() => capture.stop());

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The same sequence on every run, so that a failure can be had again. */
function* offsets(seed: number, most: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    yield (state / 0x7fffffff) * most;
  }
}

function launch(host: Host, action: string, parameters = BUSY as Record<string, string | number>) {
  return execa('ip', ['netns', 'exec', host.namespace, VIRTUAL_IP, action], {
    env: agentEnvironment(parameters, { HA_RSCTMP: host.stateDirectory }),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

/** Frames for the address later than each of the silent times that follow a stop. */
async function lateFrames(silences: readonly { from: number; to: number }[]): Promise<number> {
  await pause(50);
  const packets = await capture.arp(VIP);
  return packets.filter(({ time }) => silences.some(({ from, to }) => time > from && time < to))
    .length;
}

async function expectNothingLeft(host: Host): Promise<void> {
  expect(await host.addresses('eth0')).toEqual(['10.0.0.1/24']);
  expect(await host.stateFiles()).toEqual([]);
}

describe('silence after stop', () => {
  it('holds when start is killed at a random moment', async () => {
    const { a } = segment;
    const silences: { from: number; to: number }[] = [];
    const moments = offsets(1, 14);
    for (let i = 0; i < 150; i++) {
      const start = launch(a, 'start');
      await pause(moments.next().value);
      start.kill('SIGKILL');
      await start;
      const stop = await a.agent('stop', BUSY);
      const from = Date.now();
      expect(stop).toMatchObject({ status: 0, reason: undefined });
      await pause(15);
      silences.push({ from, to: Date.now() });
    }
    await expectNothingLeft(a);
    expect(await lateFrames(silences)).toBe(0);
    expect((await capture.arp(VIP)).length).toBeGreaterThan(0);
  });

  it('holds when stop comes at a random moment of the announcement', async () => {
    const { a } = segment;
    const silences: { from: number; to: number }[] = [];
    const moments = offsets(2, 20);
    for (let i = 0; i < 100; i++) {
      expect((await a.agent('start', BUSY)).status).toBe(0);
      await pause(moments.next().value);
      expect((await a.agent('stop', BUSY)).status).toBe(0);
      const from = Date.now();
      await pause(10);
      silences.push({ from, to: Date.now() });
    }
    await expectNothingLeft(a);
    expect(await lateFrames(silences)).toBe(0);
  });

  it('holds beside monitors that refresh', async () => {
    const { a } = segment;
    const silences: { from: number; to: number }[] = [];
    const parameters = { ...BUSY, arp_count: 1, arp_count_refresh: 50 };
    const moments = offsets(3, 10);
    for (let i = 0; i < 60; i++) {
      await a.agent('start', parameters);
      const monitors = [launch(a, 'monitor', parameters), launch(a, 'monitor', parameters)];
      await pause(moments.next().value);
      expect((await a.agent('stop', parameters)).status).toBe(0);
      const from = Date.now();
      await Promise.all(monitors);
      await pause(10);
      silences.push({ from, to: Date.now() });
    }
    await expectNothingLeft(a);
    expect(await lateFrames(silences)).toBe(0);
  });

  it('holds when the announcer is killed', async () => {
    const { a } = segment;
    for (let i = 0; i < 20; i++) {
      await a.agent('start', BUSY);
      for (const pid of await announcers(a)) process.kill(pid, 'SIGKILL');
      expect((await a.agent('stop', BUSY)).status).toBe(0);
    }
    await expectNothingLeft(a);
  });

  it('ends an announcer that hangs, by killing it and nothing else', async () => {
    const { a } = segment;
    await a.agent('start', { ...BUSY, arp_interval: 20 });
    // Past its start: only then can the kernel say whose the lock is.
    await pause(200);
    const [pid] = await announcers(a);
    if (pid === undefined) throw new Error('no announcer');
    process.kill(pid, 'SIGSTOP');
    expect((await a.agent('stop', BUSY)).status).toBe(0);
    const from = Date.now();
    expect(await announcers(a)).toEqual([]);
    await pause(100);
    expect(await lateFrames([{ from, to: Date.now() }])).toBe(0);
    await expectNothingLeft(a);
  });

  it('holds when start and stop run at the same time, in whichever order they come', async () => {
    const { a } = segment;
    const moments = offsets(4, 8);
    for (let i = 0; i < 100; i++) {
      const start = launch(a, 'start');
      await pause(moments.next().value);
      const stop = await a.agent('stop', BUSY);
      const started = await start;
      expect(stop.status).toBe(0);
      expect(started.exitCode).toBe(0);
      // Whichever was last has its way, wholly: up with an announcer, or gone without one.
      const up = (await a.addresses('eth0')).includes(`${VIP}/24`);
      expect((await a.agent('monitor', BUSY)).status).toBe(up ? 0 : 7);
      if (!up) expect(await a.stateFiles()).toEqual([]);
      expect((await a.agent('stop', BUSY)).status).toBe(0);
    }
    await expectNothingLeft(a);
  });
});

/** The pids of the background announcers in the host's network namespace. */
async function announcers(host: Host): Promise<number[]> {
  const { stdout } = await execa('ip', ['netns', 'pids', host.namespace]);
  return stdout.split('\n').filter(Boolean).map(Number);
}
