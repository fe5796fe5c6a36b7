/** Counts instructions and page faults of each action, which do not depend on the load of the machine. */
import type { Parameters } from '../../lab/agent.ts';
import {
  ACTIONS,
  type Action,
  action,
  type Contender,
  IPV4,
  IPV6_IN_BACKGROUND,
  SHARED,
} from './contender.ts';
import type { Command } from './protocol.ts';
import type { Runner } from './remote.ts';
import { TRACED_RUNS } from './settings.ts';
import { median } from './statistics.ts';
import { bringUp, takeDown } from './up-and-down.ts';

export interface Cost {
  readonly what: string;
  readonly instructions: number;
  readonly faults: number;
}

export const MONITOR = 'monitor';

export async function measureCosts(
  plain: Runner,
  crowded: Runner,
  contender: Contender,
): Promise<Cost[]> {
  const of = (what: string, runner: Runner, name: Action, parameters: Parameters) =>
    costOfAction(what, runner, contender, name, parameters);
  const metaData = {
    ...action(contender, MONITOR, plain.host),
    argv: [contender.executable, 'meta-data'],
  };
  const costs = [
    await costOf('/bin/true', plain, { ...metaData, argv: ['/bin/true'] }),
    await costOf('meta-data', plain, metaData),
  ];
  for (const name of ACTIONS) costs.push(await of(name, plain, name, IPV4));
  for (const name of ACTIONS) {
    costs.push(await of(`${name}, IPv6`, plain, name, IPV6_IN_BACKGROUND));
  }
  costs.push(await of('monitor, shared address', plain, MONITOR, SHARED));
  for (const name of ACTIONS) {
    costs.push(await of(`${name}, 2,000 other addresses`, crowded, name, IPV4));
  }
  return costs;
}

function costOfAction(
  what: string,
  runner: Runner,
  contender: Contender,
  name: Action,
  parameters: Parameters,
): Promise<Cost> {
  return costOf(
    what,
    runner,
    action(contender, name, runner.host, parameters),
    async () => {
      if (name !== 'start') await bringUp(runner, contender, parameters);
    },
    async () => {
      if (name !== 'stop') await takeDown(runner, contender, parameters);
    },
  );
}

async function costOf(
  what: string,
  runner: Runner,
  command: Command,
  before: () => Promise<void> = async () => {},
  after: () => Promise<void> = async () => {},
): Promise<Cost> {
  await before();
  const { instructions } = await runner.ask({ kind: 'count', command });
  await after();
  const faults: number[] = [];
  for (let i = 0; i < TRACED_RUNS; i++) {
    await before();
    const run = await runner.run(command);
    faults.push(run.faults);
    await after();
  }
  return { what, instructions, faults: median(faults) };
}
