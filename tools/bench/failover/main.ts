/** `make bench-failover`: measures failovers from a client. The exit status is 0 even if a target is missed. */
import { existsSync, writeFileSync } from 'node:fs';
import { IPADDR2 } from '../../../lab/agent.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { describeMachine } from '../machine.ts';
import { buildFlags } from '../makefile.ts';
import { onStage } from '../on-stage.ts';
import { reportMachine, reportTargets } from '../report.ts';
import { say } from '../say.ts';
import { measureScenario, type Tally } from './cluster-runs.ts';
import { draw } from './drawing/draw.ts';
import { keepalivedHosts } from './keepalived.ts';
import { measureKeepalived, VRRP, VRRP_SCENARIOS, type VrrpContender } from './keepalived-runs.ts';
import { MISHAPS } from './mishaps.ts';
import { reportGaps, reportLosses, reportSteps, reportTimeline } from './report.ts';
import type { Run, Scenario } from './run.ts';
import { DRAWINGS, RESULTS, RUNS } from './settings.ts';
import { type Stage, setStage } from './stage.ts';
import { judge } from './targets.ts';

const PACKAGES = ['pacemaker', 'corosync', 'resource-agents', 'keepalived'];

interface Results {
  readonly runs: readonly Run[];
  readonly disturbed: number;
}

async function measure(stage: Stage): Promise<Results> {
  const runs: Run[] = [];
  let disturbed = 0;
  const tell = (run: Run) => {
    runs.push(run);
    writeFileSync(RESULTS, JSON.stringify(runs));
    say(`${run.scenario}, ${run.contender}: ${run.at.firstAnswer.toFixed(0)} ms`);
  };
  const tally: Tally = {
    measured: tell,
    disturbed: (scenario, contender, error) => {
      disturbed++;
      say(`${scenario}, ${contender}: not measured: ${error.message}`);
    },
  };
  for (const scenario of Object.keys(MISHAPS) as Scenario[]) {
    await measureScenario(stage, scenario, RUNS, tally);
  }
  const hosts = keepalivedHosts(stage.cluster.box);
  const boot = async (host: Node) => {
    await host.powerOn();
    await stage.prepare(host);
  };
  for (const contender of Object.keys(VRRP) as VrrpContender[]) {
    // The priority matters only after an advertisement with priority 0.
    const all = contender !== 'keepalived, 1 s, priority 254';
    for (const scenario of all ? VRRP_SCENARIOS : (['standby'] as const)) {
      try {
        for (const host of hosts) await boot(host);
        await measureKeepalived({ ...stage, hosts, boot }, contender, scenario, RUNS, tell);
      } catch (error) {
        tally.disturbed(scenario, contender, error as Error);
      }
      for (const host of hosts) await host.kill();
    }
  }
  return { runs, disturbed };
}

if (process.geteuid?.() !== 0) {
  throw new Error('network namespaces need root: sudo make bench-failover');
}
if (!existsSync(IPADDR2)) throw new Error(`${IPADDR2} is missing; install resource-agents`);

await onStage('failover', setStage, async (stage) => {
  const { runs, disturbed } = await measure(stage);
  say(
    `\n${reportGaps(runs)}\n${reportSteps(runs)}\n${reportLosses(runs)}\n${reportTimeline(runs)}`,
  );
  say(`Disturbed runs, which could not be measured: ${disturbed}\n`);
  const flags = (await buildFlags()).join(' ');
  say(reportMachine(await describeMachine(flags, PACKAGES)));
  say(reportTargets(judge(runs)));
  for (const file of await draw(runs, DRAWINGS)) say(`drawn: ${file}`);
});
// echarts keeps the process alive.
process.exit(0);
