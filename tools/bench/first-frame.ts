/**
 * The delay until the first frame that announces a new address arrives at a neighbour: from the kernel's notification
 * of the address (moment.ts), and from the creation of start's process. The frame's time is the kernel's time stamp in
 * tcpdump's capture. All times are CLOCK_REALTIME of the same kernel.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Capture } from '../../lab/capture.ts';
import type { Host } from '../../lab/lab.ts';
import { action, type Contender, VIP } from './contender.ts';
import type { Command, Request } from './protocol.ts';
import type { Runner } from './remote.ts';
import { KEEPALIVED_RUNS, RUNS, repeat, SETTLE_MS } from './settings.ts';
import { median, quantile } from './statistics.ts';

/** The program that adds the address. */
type Begin = Pick<Extract<Request, { kind: 'watch' }>, 'command' | 'endAfter'>;

const TIMEOUT_MS = 3_000;

/**
 * Runs with a larger error are left out, whatever their delay: the listener was not scheduled when the
 * notification came.
 */
export const MAX_ERROR_MS = 0.1;

/** Milliseconds. */
export class Delays {
  readonly #runs: { readonly delay: number; readonly error: number; readonly whole: number }[] = [];

  /** @param whole from the creation of the process */
  add(delay: number, error: number, whole: number): void {
    this.#runs.push({ delay, error, whole });
  }

  /** Median of all runs: it does not depend on the listener. */
  get whole(): number {
    return median(this.#runs.map(({ whole }) => whole));
  }

  /** Counted from the earliest possible time of the notification. */
  get median(): number {
    return median(this.#sharp().map(({ delay }) => delay));
  }

  get slowest(): number {
    return quantile(
      this.#sharp().map(({ delay }) => delay),
      1,
    );
  }

  /** The delay is too long by at most this. */
  get error(): number {
    return median(this.#sharp().map(({ error }) => error));
  }

  get used(): number {
    return this.#sharp().length;
  }

  get made(): number {
    return this.#runs.length;
  }

  /** The runs within MAX_ERROR_MS, or all if there are none: the report shows the error. */
  #sharp() {
    const sharp = this.#runs.filter(({ error }) => error <= MAX_ERROR_MS);
    return sharp.length > 0 ? sharp : this.#runs;
  }
}

/** Measures VirtualIP and IPaddr2 in turn, then keepalived if it is installed. */
export async function measureFirstFrames(
  runner: Runner,
  neighbour: Host,
  pair: readonly Contender[],
  keepalived: Command | undefined,
): Promise<Map<string, Delays>> {
  const delays = new Map<string, Delays>();
  const capture = await neighbour.capture('eth0', 'arp');
  const measure = async (name: string, counts: boolean, request: Begin) => {
    const { moment, begun } = await runner.ask({ kind: 'watch', ip: VIP, ...request });
    const frame = await frameSince(capture, moment.notBefore);
    if (!counts) return;
    const series = delays.get(name) ?? new Delays();
    const error = moment.notAfter - moment.notBefore;
    series.add(frame - moment.notBefore, error, frame - begun);
    delays.set(name, series);
  };
  try {
    await repeat(RUNS, async (counts) => {
      for (const contender of pair) {
        await measure(contender.name, counts, {
          command: action(contender, 'start', runner.host),
        });
        await sleep(SETTLE_MS);
        await runner.run(action(contender, 'stop', runner.host));
        await runner.reap();
      }
    });
    if (!keepalived) return delays;
    await repeat(KEEPALIVED_RUNS, async (counts) => {
      await measure('keepalived', counts, { command: keepalived, endAfter: SETTLE_MS });
      await runner.reap();
    });
    return delays;
  } finally {
    await capture.stop();
  }
}

/** Returns the time of the first frame since `time` with the address as sender. */
async function frameSince(capture: Capture, time: number): Promise<number> {
  const end = Date.now() + TIMEOUT_MS;
  while (Date.now() < end) {
    const first = (await capture.arp(VIP)).find((frame) => frame.time >= time);
    if (first) return first.time;
    await sleep(5);
  }
  throw new Error(`no frame of ${VIP} within ${TIMEOUT_MS} ms`);
}
