/**
 * Measures processes and memory of each action, and the background processes after start until they end by
 * themselves.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Action, action, type Contender } from './contender.ts';
import type { Census, Remains } from './protocol.ts';
import type { Runner } from './remote.ts';
import { SETTLE_MS, TRACED_RUNS } from './settings.ts';
import { median, Series } from './statistics.ts';

export interface Footprint {
  readonly actions: Readonly<Record<Action, Census>>;
  /** From the end of start's own process until its last background process has ended. */
  readonly background: Remains;
}

export async function measureFootprint(runner: Runner, contender: Contender): Promise<Footprint> {
  const censuses: Record<Action, Census[]> = { start: [], monitor: [], stop: [] };
  const background = new Series();
  const command = (name: Action) => action(contender, name, runner.host);
  const trace = async (name: Action) =>
    censuses[name].push(await runner.ask({ kind: 'trace', command: command(name) }));
  for (let i = 0; i < TRACED_RUNS; i++) {
    // Ends after the announcements, because strace follows background processes.
    await trace('start');
    await trace('monitor');
    await runner.run(command('stop'));
    await runner.run(command('start'));
    await sleep(SETTLE_MS);
    await trace('stop');
    await runner.reap();

    await runner.run(command('start'));
    background.add(await runner.reap());
    await runner.run(command('stop'));
  }
  return {
    actions: {
      start: medianCensus(censuses.start),
      monitor: medianCensus(censuses.monitor),
      stop: medianCensus(censuses.stop),
    },
    background: { wall: background.wall, cpu: background.cpu },
  };
}

function medianCensus(censuses: readonly Census[]): Census {
  const of = (key: keyof Census) => median(censuses.map((census) => census[key]));
  return {
    created: of('created'),
    leftBehind: of('leftBehind'),
    createdLater: of('createdLater'),
    peak: of('peak'),
    backgroundPeak: of('backgroundPeak'),
  };
}
