/** announce_rate: many starts and their announcers at the same time, on one interface. */
import { describe, expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { contextOf, outcomeOfAction, type Parameters } from '../support/actions.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { largestBurst } from '../support/frame-rate.ts';
import { Processes } from '../support/processes.ts';

/** The burst of 50 ms, for first rounds and for the others, and a round of each. */
const burstOf = (rate: number) => 2 * ((rate * 50) / 1000 + 3);
const MAX_STEPS = 100_000;

interface Load {
  readonly addresses: number;
  /** Milliseconds from one start to the next. */
  readonly apart: number;
  readonly rate: number;
}

/** Runs the starts, and the announcers until they have ended. */
function announceAll({ addresses, apart, rate }: Load, parameters: Parameters = {}) {
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/16');
  const processes = new Processes(host);
  const outcomes: unknown[] = [];
  /** When each start ended, in milliseconds. */
  const startedAt: number[] = [];
  processes.onExit = (name, result) => {
    expect(result).not.toHaveProperty('error');
    if (!name.startsWith('start')) return;
    outcomes.push(result);
    startedAt.push(host.timeline.elapsed);
  };
  for (let n = 0; n < addresses; n++) {
    const ip = `10.0.${1 + (n >> 7)}.${1 + (n & 127)}`;
    processes.start(`start ${ip}`, (runtime, pid) => {
      const kernel = new FakeKernel(host, runtime, pid);
      kernel.clock.sleep(n * apart);
      const given = { ip, announce_rate: rate, ...parameters };
      return outcomeOfAction(start, contextOf(kernel, given));
    });
  }
  processes.run(({ runnable }) => runnable[0], MAX_STEPS);
  expect(outcomes).toEqual(Array(addresses).fill({ value: { status: 0 } }));
  const frames = [...host.packets, ...host.questions].map(({ at }) => at);
  return { host, frames, startedAt, burst: largestBurst(frames, rate) };
}

describe('200 addresses', () => {
  const ADDRESSES = 200;
  /** ARP request, reply and probe. */
  const FRAMES = 3;

  it('are announced in five rounds each', () => {
    const { host } = announceAll({ addresses: ADDRESSES, apart: 5, rate: 500 });
    expect(host.packets).toHaveLength(ADDRESSES * 5 * 2);
  });

  it('that come slowly do not wait for each other', () => {
    const { startedAt } = announceAll({ addresses: 20, apart: 200, rate: 500 });
    expect(startedAt).toEqual(Array.from({ length: 20 }, (_, n) => n * 200));
  });

  it('are each announced once at the rate, before all other rounds', () => {
    const { startedAt } = announceAll({ addresses: ADDRESSES, apart: 0, rate: 500 });
    const inOrder = startedAt.toSorted((a, b) => a - b);
    expect(inOrder.at(-1)).toBeLessThanOrEqual((ADDRESSES * FRAMES * 1000) / 500);
  });

  // A later round that has reserved its time does not make way for first rounds that come afterwards,
  // unless their own queue is longer than 50 ms.
  it.each<Load>([
    { addresses: ADDRESSES, apart: 7, rate: 500 },
    { addresses: ADDRESSES, apart: 40, rate: 100 },
  ])('send no more frames than the rate and the burst: %j', (load) => {
    expect(announceAll(load).burst).toBeLessThanOrEqual(burstOf(load.rate));
  });

  // The probe of start is sent at once, and not at the reserved time.
  it('that start together send no more frames than the rate and the burst', () => {
    const load = { addresses: ADDRESSES, apart: 0, rate: 500 };
    expect(announceAll(load).burst).toBeLessThanOrEqual(burstOf(load.rate));
  });

  it('with one round each send no more packets than the rate and the burst', () => {
    const load = { addresses: ADDRESSES, apart: 1, rate: 500 };
    const { host } = announceAll(load, { arp_count: 1 });
    const times = host.packets.map(({ at }) => at);
    expect(largestBurst(times, load.rate)).toBeLessThanOrEqual(burstOf(load.rate));
  });
});
