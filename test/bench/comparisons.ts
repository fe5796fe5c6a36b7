/** One thing in two circumstances, in turn. */
import { action, type Contender } from './contender.ts';
import type { Run } from './protocol.ts';
import type { Runner } from './remote.ts';
import { RUNS, repeat, SETTLE } from './settings.ts';
import { Series } from './statistics.ts';

/** What is measured, and what it is held against. */
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

/** monitor, address up and announced, against an executable that does nothing. */
export async function againstEmpty(
  runner: Runner,
  contender: Contender,
  empty: string,
): Promise<Comparison> {
  await bringUp(runner, contender);
  const monitor = action(contender, 'monitor', runner.host);
  const nothing = { argv: [empty], environment: monitor.environment };
  const comparison = await alternate(
    () => runner.run(monitor),
    () => runner.run(nothing),
  );
  await takeDown(runner, contender);
  return comparison;
}

/** monitor on one host against monitor on another. */
export async function monitorOn(
  crowded: Runner,
  plain: Runner,
  contender: Contender,
): Promise<Comparison> {
  const monitor = (runner: Runner) => () => runner.run(action(contender, 'monitor', runner.host));
  await bringUp(crowded, contender);
  await bringUp(plain, contender);
  const comparison = await alternate(monitor(crowded), monitor(plain));
  await takeDown(crowded, contender);
  await takeDown(plain, contender);
  return comparison;
}

/** start on one host against start on another. */
export function startOn(crowded: Runner, plain: Runner, contender: Contender): Promise<Comparison> {
  const start = (runner: Runner) => async () => {
    const run = await runner.run(action(contender, 'start', runner.host));
    await Bun.sleep(SETTLE);
    await takeDown(runner, contender);
    return run;
  };
  return alternate(start(crowded), start(plain));
}

/** The least that any process takes. */
export async function runTrue(runner: Runner): Promise<Series> {
  const series = new Series();
  await repeat(RUNS, async (counts) => {
    const run = await runner.run({ argv: ['/bin/true'], environment: {} });
    if (counts) series.add(run);
  });
  return series;
}

/** The address is up, and the announcements are over. */
async function bringUp(runner: Runner, contender: Contender): Promise<void> {
  await runner.run(action(contender, 'start', runner.host));
  await runner.reap();
}

async function takeDown(runner: Runner, contender: Contender): Promise<void> {
  await runner.run(action(contender, 'stop', runner.host));
  await runner.reap();
}
