/** For what is about time: the machine must have had time for it. */
import { Host } from './lab.ts';
import { Program } from './programs/program.ts';
import type { Lateness } from './programs/starvation-meter.ts';
import { realTime } from './real-time.ts';
import { realTimePriority } from './real-time-priority.ts';
import { until } from './until.ts';

/** Milliseconds by which nobody may have been late while a failure counts. */
const TOLERABLE = 5;
const ATTEMPTS = 20;
/** The meter comes first: what the programs themselves take is not starvation. */
const PRIORITY = 50;
const METER_PRIORITY = 60;

/**
 * Does something on a host whose programs have real-time priority. A failure counts only if the
 * machine was not starved meanwhile: else it is done again, but not for ever.
 */
export async function whileNotStarved<T>(
  ordinary: Host,
  work: (host: Host) => Promise<T>,
): Promise<T> {
  const host = await prompt(ordinary, PRIORITY);
  const noted: Lateness[] = [];
  const meter = await Program.start<Lateness>(
    await prompt(ordinary, METER_PRIORITY),
    'starvation-meter',
    [],
    (lateness) => {
      noted.push(lateness);
    },
  );
  const worstSince = async (from: number): Promise<number> => {
    const to = realTime();
    await until('the meter has come so far', () => (noted.at(-1)?.at ?? 0) >= to, { interval: 5 });
    return Math.max(...noted.filter(({ at }) => at >= from).map(({ worst }) => worst));
  };
  const starved: number[] = [];
  try {
    for (;;) {
      const from = realTime();
      try {
        return await work(host);
      } catch (error) {
        const worst = await worstSince(from);
        if (worst <= TOLERABLE) throw error;
        starved.push(worst);
        if (starved.length === ATTEMPTS) {
          const times = starved.map((late) => late.toFixed(1)).join(', ');
          throw new Error(`each time the machine was starved, by up to ${times} ms`, {
            cause: error,
          });
        }
      }
    }
  } finally {
    await meter.finish();
  }
}

/** The same host, where programs are run with real-time priority. */
async function prompt({ namespace, stateDirectory, place }: Host, priority: number): Promise<Host> {
  return new Host(namespace, stateDirectory, [...(await realTimePriority(priority)), ...place]);
}
