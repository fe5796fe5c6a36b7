/** Compares one action in two situations, in alternating runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Action, action, type Contender, IPV4, OTHER_IPV4 } from './contender.ts';
import type { Run } from './protocol.ts';
import type { Runner } from './remote.ts';
import { RUNS, repeat, SETTLE_MS } from './settings.ts';
import { Series } from './statistics.ts';
import { bringUp, takeDown } from './up-and-down.ts';

/** The measured runs, and those that they are compared with. */
export interface Comparison {
  readonly measured: Series;
  readonly reference: Series;
}

async function alternate(
  measured: () => Promise<Run>,
  reference: () => Promise<Run>,
): Promise<Comparison> {
  const comparison = { measured: new Series(), reference: new Series() };
  await repeat(RUNS, async (counts) => {
    const [reached, base] = [await measured(), await reference()];
    if (!counts) return;
    comparison.measured.add(reached);
    comparison.reference.add(base);
  });
  return comparison;
}

/**
 * Compares an action with /bin/true, the minimum of any process.
 * @param isAnnounced whether stop runs after the announcements; otherwise it ends them
 */
export async function againstTrue(
  runner: Runner,
  contender: Contender,
  name: Action,
  isAnnounced = true,
): Promise<Comparison> {
  const command = action(contender, name, runner.host);
  const nothing = { argv: ['/bin/true'], environment: command.environment };
  const measured: Readonly<Record<Action, () => Promise<Run>>> = {
    start: async () => {
      const run = await runner.run(command);
      await sleep(SETTLE_MS);
      await takeDown(runner, contender);
      return run;
    },
    monitor: () => runner.run(command),
    stop: async () => {
      await runner.run(action(contender, 'start', runner.host));
      await (isAnnounced ? runner.reap() : sleep(SETTLE_MS));
      const run = await runner.run(command);
      await runner.reap();
      return run;
    },
  };
  if (name === 'monitor') await bringUp(runner, contender);
  const comparison = await alternate(measured[name], () => runner.run(nothing));
  if (name === 'monitor') await takeDown(runner, contender);
  return comparison;
}

/** monitor on one host against monitor on another. */
export async function monitorOn(
  crowded: Runner,
  plain: Runner,
  contender: Contender,
): Promise<Comparison> {
  // The hosts are in one segment: with one address, each would find the other one.
  const parametersOf = (runner: Runner) => (runner === plain ? OTHER_IPV4 : IPV4);
  const monitor = (runner: Runner) => () =>
    runner.run(action(contender, 'monitor', runner.host, parametersOf(runner)));
  for (const runner of [crowded, plain]) await bringUp(runner, contender, parametersOf(runner));
  const comparison = await alternate(monitor(crowded), monitor(plain));
  for (const runner of [crowded, plain]) await takeDown(runner, contender, parametersOf(runner));
  return comparison;
}

/** start on one host against start on another. */
export function startOn(crowded: Runner, plain: Runner, contender: Contender): Promise<Comparison> {
  const start = (runner: Runner) => async () => {
    const run = await runner.run(action(contender, 'start', runner.host));
    await sleep(SETTLE_MS);
    await takeDown(runner, contender);
    return run;
  };
  return alternate(start(crowded), start(plain));
}
