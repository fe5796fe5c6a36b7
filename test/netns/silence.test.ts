/** The host sends no frame for the address after stop has returned, in all circumstances. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Parameters, ROUNDS_ALONE } from '../../lab/agent.ts';
import { announcers } from '../../lab/announcers.ts';
import type { Capture } from '../../lab/capture.ts';
import { createSegment, type Host, type Segment } from '../../lab/lab.ts';
import { launch, measureDuration } from '../../lab/launch.ts';
import { momentsWithin } from '../../lab/moments-within.ts';
import { realTime } from '../../lab/real-time.ts';
import { sleepExactly } from '../../lab/sleep-exactly.ts';
import { until } from '../../lab/until.ts';

const VIP = '10.0.0.10';
const BUSY = { ip: VIP, nic: 'eth0', cidr_netmask: 24, arp_count: 200, arp_interval: 1 };

let segment: Segment;
let capture: Capture;
beforeAll(async () => {
  segment = await createSegment();
});
afterAll(() => segment.lab.close());
beforeEach(async () => {
  // Captures on the sending host: frames may be delayed on their way to a neighbour.
  capture = await segment.a.capture('eth0', 'arp');
});
afterEach(() => capture.stop());

/** A time interval, by the clock of the capture. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The time after a stop, in which a surviving announcer would send frames. */
async function silence(): Promise<Span> {
  const from = realTime();
  await sleep(10);
  return { from, to: realTime() };
}

/** Frames for the address in these intervals. */
async function framesWithin(spans: readonly Span[]): Promise<number> {
  const packets = await capture.arp(VIP);
  return packets.filter(({ time }) => spans.some(({ from, to }) => time > from && time < to))
    .length;
}

/** Number of intervals with frames for the address. */
async function spansWithFrames(spans: readonly Span[]): Promise<number> {
  const packets = await capture.arp(VIP);
  return spans.filter(({ from, to }) => packets.some(({ time }) => time > from && time < to))
    .length;
}

function framesAfter(from: number): Promise<number> {
  return framesWithin([{ from, to: Number.POSITIVE_INFINITY }]);
}

async function expectNothingLeft(host: Host): Promise<void> {
  expect(await host.addresses('eth0')).toEqual(['10.0.0.1/24']);
  expect(await host.stateFiles()).toEqual([]);
}

/** Measures an action; without the address before and after it. */
async function measure(host: Host, action: 'start' | 'stop'): Promise<number> {
  if (action === 'stop') await host.agent('start', BUSY);
  const took = await measureDuration(host, action, BUSY);
  if (action === 'start') await host.agent('stop', BUSY);
  return took;
}

/** Runs stop, and returns the interval after it. */
async function launchStop(host: Host, parameters: Parameters) {
  const { exitCode } = await launch(host, 'stop', parameters);
  return { exitCode, at: realTime() };
}

describe('silence after stop', () => {
  it('start was killed at a random time', async () => {
    const { a } = segment;
    const rounds: Span[] = [];
    const silences: Span[] = [];
    for await (const moment of momentsWithin(150, () => measure(a, 'start'))) {
      const from = realTime();
      const start = launch(a, 'start', BUSY);
      await sleepExactly(moment);
      start.kill('SIGKILL');
      await start;
      const stop = await a.agent('stop', BUSY);
      rounds.push({ from, to: realTime() });
      expect(stop).toMatchObject({ status: 0, reason: undefined });
      silences.push(await silence());
    }
    await expectNothingLeft(a);
    expect(await framesWithin(silences)).toBe(0);
    // Some starts were killed before their first frame, and some after it.
    const heard = await spansWithFrames(rounds);
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(rounds.length);
  });

  it('stop ran at a random time of the announcement', async () => {
    const { a } = segment;
    const silences: Span[] = [];
    const announcements: Span[] = [];
    // The announcer starts within the duration of a start; then it sends.
    for await (const moment of momentsWithin(100, () => measure(a, 'start'))) {
      expect((await a.agent('start', BUSY)).status).toBe(0);
      const from = realTime();
      await sleepExactly(moment);
      expect((await a.agent('stop', BUSY)).status).toBe(0);
      const silent = await silence();
      announcements.push({ from, to: silent.from });
      silences.push(silent);
    }
    await expectNothingLeft(a);
    expect(await framesWithin(silences)).toBe(0);
    expect(await framesWithin(announcements)).toBeGreaterThan(0);
  });

  it('stop ran concurrently with a monitor with arp_count_refresh', async () => {
    const { a } = segment;
    const silences: Span[] = [];
    const refreshes: Span[] = [];
    // No announcer is left from start.
    const parameters = { ...BUSY, ...ROUNDS_ALONE, arp_count: 1, arp_count_refresh: 50 };
    const measureMonitor = async () => {
      await a.agent('start', parameters);
      const took = await measureDuration(a, 'monitor', { ...parameters, arp_count_refresh: 0 });
      await a.agent('stop', parameters);
      return took;
    };
    for await (const moment of momentsWithin(60, measureMonitor)) {
      await a.agent('start', parameters);
      const from = realTime();
      const monitor = () => Promise.all([1, 2].map(() => launch(a, 'monitor', parameters)));
      // Each second time the stop comes first.
      const isStopFirst = refreshes.length % 2 === 1;
      const early = isStopFirst ? undefined : monitor();
      const stopping = isStopFirst ? launchStop(a, parameters) : undefined;
      await sleepExactly(moment);
      const late = isStopFirst ? monitor() : undefined;
      const { exitCode, at } = await (stopping ?? launchStop(a, parameters));
      expect(exitCode).toBe(0);
      refreshes.push({ from, to: at });
      await Promise.all([early, late]);
      silences.push({ from: at, to: (await silence()).to });
    }
    await expectNothingLeft(a);
    expect(await framesWithin(silences)).toBe(0);
    // Some stops ran before the monitor had sent a frame, and some after it.
    const heard = await spansWithFrames(refreshes);
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(refreshes.length);
  });

  it('the announcer was killed', async () => {
    const { a } = segment;
    for (let i = 0; i < 20; i++) {
      await a.agent('start', BUSY);
      for (const pid of await announcers(a)) process.kill(pid, 'SIGKILL');
      expect((await a.agent('stop', BUSY)).status).toBe(0);
    }
    await expectNothingLeft(a);
  });

  it('the announcer hangs: stop kills it', async () => {
    const { a } = segment;
    const since = realTime();
    await a.agent('start', { ...BUSY, arp_count: 10_000, arp_interval: 20 });
    // Waits until it sends: before it holds its lock, the kernel does not know its pid.
    await until('the background process sends', async () => (await framesAfter(since)) > 2);
    const [pid] = await announcers(a);
    if (pid === undefined) throw new Error('no announcer');
    process.kill(pid, 'SIGSTOP');
    expect((await a.agent('stop', BUSY)).status).toBe(0);
    const stopped = realTime();
    expect(await announcers(a)).toEqual([]);
    await sleep(50);
    expect(await framesAfter(stopped)).toBe(0);
    await expectNothingLeft(a);
  });

  it('start and stop ran concurrently, in both orders', async () => {
    const { a } = segment;
    const ups: boolean[] = [];
    for await (const moment of momentsWithin(100, () => measure(a, 'start'))) {
      const order = ups.length % 2 === 0 ? ['start', 'stop'] : ['stop', 'start'];
      const [first = '', second = ''] = order;
      const running = launch(a, first, BUSY);
      await sleepExactly(moment);
      expect((await launch(a, second, BUSY)).exitCode).toBe(0);
      expect((await running).exitCode).toBe(0);
      // The later action takes full effect: the address with an announcer, or neither of them.
      const up = (await a.addresses('eth0')).includes(`${VIP}/24`);
      ups.push(up);
      expect((await a.agent('monitor', BUSY)).status).toBe(up ? 0 : 7);
      if (!up) expect(await a.stateFiles()).toEqual([]);
      expect((await a.agent('stop', BUSY)).status).toBe(0);
    }
    await expectNothingLeft(a);
    expect(new Set(ups)).toEqual(new Set([true, false]));
  });
});
