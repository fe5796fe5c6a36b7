/**
 * What an agent costs besides the time of its actions: the processes and memory of each action, and
 * what goes on in the background after start until it ends by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Action, action, type Contender } from './contender.ts';
import type { Census, Remains } from './protocol.ts';
import type { Runner } from './remote.ts';
import { SETTLE, TRACED_RUNS } from './settings.ts';
import { median, Series } from './statistics.ts';

export interface Footprint {
  readonly actions: Readonly<Record<Action, Census>>;
  /** From the end of start's own process until nothing of it is left. */
  readonly background: Remains;
}

export async function measureFootprint(runner: Runner, contender: Contender): Promise<Footprint> {
  const censuses: Record<Action, Census[]> = { start: [], monitor: [], stop: [] };
  const background = new Series();
  const command = (name: Action) => action(contender, name, runner.host);
  const trace = async (name: Action) =>
    censuses[name].push(await runner.ask({ kind: 'trace', command: command(name) }));
  for (let i = 0; i < TRACED_RUNS; i++) {
    // Until the announcements are over, because strace follows them.
    await trace('start');
    await trace('monitor');
    await runner.run(command('stop'));
    await runner.run(command('start'));
    await sleep(SETTLE);
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
