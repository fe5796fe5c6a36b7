/** `make bench-many`: measures how a cluster starts, monitors and moves 200 addresses. */
import { existsSync } from 'node:fs';
import { IPADDR2 } from '../../../lab/agent.ts';
import { AGENTS, type Agent, MONITOR_INTERVAL_S } from '../../../lab/cluster/agents.ts';
import {
  ADDRESSES,
  ManyAddresses,
  type MonitoringCost,
} from '../../../lab/cluster/many-addresses.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { describeMachine } from '../machine.ts';
import { buildFlags } from '../makefile.ts';
import { onStage } from '../on-stage.ts';
import { reportMachine, reportTargets } from '../report.ts';
import { say } from '../say.ts';
import { median } from '../statistics.ts';
import { type Row, ratio, renderTable } from '../table.ts';
import type { Target } from '../targets.ts';

/** Each monitor runs three times. */
const SAMPLE_MS = 3 * MONITOR_INTERVAL_S * 1000;

const MIN_TIMES_CHEAPER = 15;

interface Result {
  /** Seconds until all run. */
  readonly started: number;
  /** Seconds from the failure of a node until all run. */
  readonly moved: number;
  readonly costs: readonly MonitoringCost[];
}

async function measure(stage: ManyAddresses, agent: Agent): Promise<Result> {
  const started = await stage.start(agent);
  const costs = await stage.monitoring(SAMPLE_MS);
  // Not the controller, whose failure also causes an election.
  const { dc = '' } = await stage.cluster.status();
  const [victim] = stage.cluster.others(dc) as [Node, Node];
  const moved = await stage.kill(victim, agent);
  await stage.cluster.boot(victim);
  await stage.stop();
  await stage.removeResources();
  return { started, moved, costs };
}

/** The results of IPaddr2 and of VirtualIP. */
type Pair = readonly [Result, Result];

const average = (key: 'share' | 'each') => (result: Result) =>
  median(result.costs.map((cost) => cost[key]));

function judge([theirs, ours]: Pair): Target[] {
  const cheaper = average('each')(theirs) / average('each')(ours);
  return [
    {
      text: `monitor: IPaddr2 takes at least ${MIN_TIMES_CHEAPER} times the CPU time`,
      measured: `${cheaper.toFixed(2)} times`,
      met: cheaper >= MIN_TIMES_CHEAPER,
    },
  ];
}

function report([theirs, ours]: Pair): string {
  const rows: Row[] = [['', 'VirtualIP', 'IPaddr2', 'IPaddr2/VirtualIP']];
  const add = (what: string, value: (result: Result) => number, unit: string) => {
    const [our, their] = [value(ours), value(theirs)];
    rows.push([
      what,
      `${our.toFixed(1)} ${unit}`,
      `${their.toFixed(1)} ${unit}`,
      ratio(their, our),
    ]);
  };
  add('until all run', ({ started }) => started, 's');
  add('until all run again when a node has died', ({ moved }) => moved, 's');
  add('CPU time of one monitor', average('each'), 'ms');
  add(
    'monitoring, of one processor, on each node',
    (result) => 100 * average('share')(result),
    '%',
  );
  return `${ADDRESSES.length} addresses on ${ours.costs.length} nodes, each monitored every ${MONITOR_INTERVAL_S} s
  CPU time: of the agent and of all processes that it waited for, as accounted to the node's executor, in
  ${SAMPLE_MS / 1000} s. Pacemaker runs a few actions at a time and records each: this is most of "until all run".

${renderTable(rows, 1)}`;
}

if (process.geteuid?.() !== 0) {
  throw new Error('network namespaces need root: sudo make bench-many');
}
if (!existsSync(IPADDR2)) throw new Error(`${IPADDR2} is missing; install resource-agents`);

await onStage(
  'many',
  () => ManyAddresses.create(),
  async (stage) => {
    const results = new Map<Agent, Result>();
    for (const agent of AGENTS.toReversed()) {
      results.set(agent, await measure(stage, agent));
      say(`${agent}: measured`);
    }
    const pair = AGENTS.map((agent) => results.get(agent)) as [Result, Result];
    say(`\n${report(pair)}`);
    const flags = (await buildFlags()).join(' ');
    say(reportMachine(await describeMachine(flags, ['pacemaker', 'corosync', 'resource-agents'])));
    say(reportTargets(judge(pair)));
  },
);
process.exit(0);
