/** Measures start, monitor and stop of both agents on the same interface. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Parameters } from '../../lab/agent.ts';
import { ACTIONS, type Action, action, type Contender } from './contender.ts';
import type { Runner } from './remote.ts';
import { RUNS, repeat, SETTLE_MS } from './settings.ts';
import { Series } from './statistics.ts';

export type ActionTimes = Readonly<Record<Action, Series>>;

export interface ActionPair {
  readonly ours: ActionTimes;
  readonly theirs: ActionTimes;
}

/**
 * The agents alternate, so that changes of the machine's load affect both. stop runs during the announcements and
 * must end them, as after a failed start.
 */
export async function measurePairs(
  runner: Runner,
  pair: readonly Contender[],
  parameters: Parameters,
): Promise<Map<Contender, ActionTimes>> {
  const times = new Map<Contender, ActionTimes>();
  for (const contender of pair) {
    times.set(contender, { start: new Series(), monitor: new Series(), stop: new Series() });
  }
  await repeat(RUNS, async (counts) => {
    for (const [contender, series] of times) {
      for (const name of ACTIONS) {
        const run = await runner.run(action(contender, name, runner.host, parameters));
        if (counts) series[name].add(run);
        if (name === 'start') await sleep(SETTLE_MS);
      }
      await runner.reap();
    }
  });
  return times;
}
