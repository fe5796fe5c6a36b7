/**
 * `make bench-failover`, second part: failovers of an IPv6 address, with each value of dad. The exit status is 0 even if
 * a run is disturbed.
 */
import { writeFileSync } from 'node:fs';
import { describeMachine } from '../machine.ts';
import { buildFlags } from '../makefile.ts';
import { onStage } from '../on-stage.ts';
import { reportMachine } from '../report.ts';
import { say } from '../say.ts';
import { measureScenario, type Tally } from './cluster-runs.ts';
import { IPV6_CONTENDERS } from './entrants.ts';
import { reportGaps, reportLosses, reportSteps } from './report.ts';
import type { Run, Scenario } from './run.ts';
import { IPV6_RESULTS, RUNS } from './settings.ts';
import { ADDRESS6, setStage } from './stage.ts';

const PACKAGES = ['pacemaker', 'corosync', 'resource-agents'];
const SCENARIOS: readonly Scenario[] = ['standby', 'move', 'kill'];

if (process.geteuid?.() !== 0) {
  throw new Error('network namespaces need root: sudo make bench-failover');
}

await onStage(
  'failover-ipv6',
  () => setStage({}, ADDRESS6),
  async (stage) => {
    const runs: Run[] = [];
    let disturbed = 0;
    const tally: Tally = {
      measured: (run) => {
        runs.push(run);
        writeFileSync(IPV6_RESULTS, JSON.stringify(runs));
        say(`${run.scenario}, ${run.contender}: ${run.at.firstAnswer.toFixed(0)} ms`);
      },
      disturbed: (scenario, contender, error) => {
        disturbed++;
        say(`${scenario}, ${contender}: not measured: ${error.message}`);
      },
    };
    for (const scenario of SCENARIOS) {
      await measureScenario(stage, scenario, RUNS, tally, IPV6_CONTENDERS);
    }
    say(`\n${reportGaps(runs)}\n${reportSteps(runs)}\n${reportLosses(runs)}`);
    say(`Disturbed runs, which could not be measured: ${disturbed}\n`);
    const flags = (await buildFlags()).join(' ');
    say(reportMachine(await describeMachine(flags, PACKAGES)));
  },
);
process.exit(0);
