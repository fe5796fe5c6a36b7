/**
 * To the first frame that announces a new address on the wire of a neighbour: from the kernel's report of the address, and from before the
 * process of start is created. Report: see moment.ts; frame: the kernel's time stamp in tcpdump's capture.
 * All are CLOCK_REALTIME of the same kernel.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Capture } from '../../lab/capture.ts';
import type { Host } from '../../lab/lab.ts';
import { action, type Contender, VIP } from './contender.ts';
import type { Command, Request } from './protocol.ts';
import type { Runner } from './remote.ts';
import { KEEPALIVED_RUNS, RUNS, repeat, SETTLE } from './settings.ts';
import { median, quantile } from './statistics.ts';

/** How to make the address appear. */
type Begin = Pick<Extract<Request, { kind: 'watch' }>, 'command' | 'endAfter'>;

const PATIENCE = 3_000;

/**
 * A listener that lost its core at the wrong time cannot say when the report came. Such a run is
 * left out, whatever its delay.
 */
export const LARGEST_ERROR = 0.1;

/** Milliseconds. */
export class Delays {
  readonly #runs: { readonly delay: number; readonly error: number; readonly whole: number }[] = [];

  /** @param whole from the beginning of the process */
  add(delay: number, error: number, whole: number): void {
    this.#runs.push({ delay, error, whole });
  }

  /** Of all runs: the listener has no part in it. */
  get whole(): number {
    return median(this.#runs.map(({ whole }) => whole));
  }

  /** Counted from the earliest time that the report can have come. */
  get median(): number {
    return median(this.#sharp().map(({ delay }) => delay));
  }

  get slowest(): number {
    return quantile(
      this.#sharp().map(({ delay }) => delay),
      1,
    );
  }

  /** How much too long the delay may have come out. */
  get error(): number {
    return median(this.#sharp().map(({ error }) => error));
  }

  get used(): number {
    return this.#sharp().length;
  }

  get made(): number {
    return this.#runs.length;
  }

  /** All, if there is no better one: the error is shown. */
  #sharp() {
    const sharp = this.#runs.filter(({ error }) => error <= LARGEST_ERROR);
    return sharp.length > 0 ? sharp : this.#runs;
  }
}

/** VirtualIP and IPaddr2 in turn, then keepalived if there is one. */
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
        await sleep(SETTLE);
        await runner.run(action(contender, 'stop', runner.host));
        await runner.reap();
      }
    });
    if (!keepalived) return delays;
    await repeat(KEEPALIVED_RUNS, async (counts) => {
      await measure('keepalived', counts, { command: keepalived, endAfter: SETTLE });
      await runner.reap();
    });
    return delays;
  } finally {
    await capture.stop();
  }
}

/** When the first frame came that names the address as its sender's, from a time on. */
async function frameSince(capture: Capture, time: number): Promise<number> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const first = (await capture.arp(VIP)).find((frame) => frame.time >= time);
    if (first) return first.time;
    await sleep(5);
  }
  throw new Error(`no frame of ${VIP} within ${PATIENCE} ms`);
}
