/** Runs tests of times, whose failures count only if the machine had processor time for them. */
import { Host } from './lab.ts';
import { Program } from './programs/program.ts';
import type { Lateness } from './programs/starvation-meter.ts';
import { realTime } from './real-time.ts';
import { realTimePriority } from './real-time-priority.ts';
import { until } from './until.ts';

/** A failure counts if the starvation meter was never woken later than this. */
const MAX_LATENESS_MS = 5;
const MAX_ATTEMPTS = 20;
/** The meter's priority is higher: the processor time of the programs themselves is not starvation. */
const PRIORITY = 50;
const METER_PRIORITY = 60;

/**
 * Runs `work` on a host whose programs have real-time priority. After a failure while the machine was
 * starved, runs it again, up to MAX_ATTEMPTS times.
 */
export async function retryIfStarved<T>(
  original: Host,
  work: (host: Host) => Promise<T>,
): Promise<T> {
  const host = await withPriority(original, PRIORITY);
  const measured: Lateness[] = [];
  const meter = await Program.start<Lateness>(
    await withPriority(original, METER_PRIORITY),
    'starvation-meter',
    [],
    (lateness) => {
      measured.push(lateness);
    },
  );
  const worstSince = async (from: number): Promise<number> => {
    const to = realTime();
    await until('the meter is up to date', () => (measured.at(-1)?.at ?? 0) >= to, { interval: 5 });
    return Math.max(...measured.filter(({ at }) => at >= from).map(({ worst }) => worst));
  };
  const starved: number[] = [];
  try {
    for (;;) {
      const from = realTime();
      try {
        return await work(host);
      } catch (error) {
        const worst = await worstSince(from);
        if (worst <= MAX_LATENESS_MS) throw error;
        starved.push(worst);
        if (starved.length === MAX_ATTEMPTS) {
          const times = starved.map((late) => late.toFixed(1)).join(', ');
          throw new Error(`the machine was starved in each attempt, by up to ${times} ms`, {
            cause: error,
          });
        }
      }
    }
  } finally {
    await meter.finish();
  }
}

/** Returns the host with a command prefix that gives programs real-time priority. */
async function withPriority(host: Host, priority: number): Promise<Host> {
  const place = [...(await realTimePriority(priority)), ...host.place];
  return new Host(host.namespace, host.stateDirectory, place);
}
