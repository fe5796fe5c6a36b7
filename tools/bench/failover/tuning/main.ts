/** `make bench-fast-failover`: measures failovers with settings of corosync and Pacemaker, and their cost. */
import { onStage } from '../../on-stage.ts';
import { say } from '../../say.ts';
import { median } from '../../statistics.ts';
import { renderTable } from '../../table.ts';
import { measureScenario, type Tally } from '../cluster-runs.ts';
import { gap, type Run } from '../run.ts';
import { type Mode, seriesOf } from '../series.ts';
import { RUNS } from '../settings.ts';
import { type Stage, setStage } from '../stage.ts';
import { type Price, priceOf } from './price.ts';
import { TUNINGS, type Tuning } from './tunings.ts';

const GOAL_MS = 1000;
const SCENARIOS = ['kill', 'kill, fenced'] as const;

interface Result {
  readonly tuning: Tuning;
  readonly runs: readonly Run[];
  readonly disturbed: number;
  readonly price: Price;
}

async function measure(tuning: Tuning, stage: Stage): Promise<Result> {
  const runs: Run[] = [];
  let disturbed = 0;
  const tally: Tally = {
    measured: (run) => {
      runs.push(run);
      say(`${tuning.name}, ${run.scenario}: ${gap(run).toFixed(0)} ms`);
    },
    disturbed: (scenario, _, error) => {
      disturbed++;
      say(`${tuning.name}, ${scenario}: not measured: ${error.message.split('\n')[0]}`);
    },
  };
  for (const scenario of SCENARIOS) {
    await measureScenario(stage, scenario, RUNS, tally, ['VirtualIP']);
  }
  return { tuning, runs, disturbed, price: await priceOf(stage) };
}

/** One mode at a time: they are a second apart. */
function inMode(mode: Mode, runs: readonly Run[]): string {
  const some =
    seriesOf(runs)
      .find((series) => series.mode === mode)
      ?.runs.map(gap) ?? [];
  return some.length === 0 ? '-' : `${median(some).toFixed(0)} (${some.length})`;
}

function report(results: readonly Result[]): string {
  const header = ['', '', 'asked once', 'asked again', 'most', 'under 1 s', 'disturbed'];
  const rows = results.flatMap(({ tuning, runs, disturbed }) =>
    SCENARIOS.map((scenario, at) => {
      const some = runs.filter((run) => run.scenario === scenario);
      const gaps = some.map(gap);
      return [
        at === 0 ? tuning.name : '',
        scenario,
        inMode('asked once', some),
        inMode('asked again', some),
        Math.max(...gaps).toFixed(0),
        `${gaps.filter((one) => one < GOAL_MS).length} of ${gaps.length}`,
        at === 0 ? String(disturbed) : '',
      ];
    }),
  );
  return `What a client notices (ms; VirtualIP; in every other run the node is the controller)
  Asked once, asked again: medians and numbers of the runs of each kind (docs/benchmarks.md, "Failovers").

${renderTable([header, ...rows], 2)}`;
}

function reportPrices(results: readonly Result[]): string {
  const header = [
    'frames/s',
    'CPU',
    'pause survived',
    'pause not survived',
    'and then no answer for',
  ];
  const rows = results.map(({ tuning, price }) => [
    tuning.name,
    price.frames.toFixed(0),
    `${(price.cpu * 100).toFixed(1)} %`,
    `${price.survived} ms`,
    `${price.expelled} ms`,
    `${price.outage.toFixed(0)} ms`,
  ]);
  return `What it costs
  Frames and CPU: of corosync on an idle node. Pause: its corosync is stopped for that time, and continued. No answer:
  for a client, if this happens on the node with the address, without fencing.

${renderTable([['', ...header], ...rows], 1)}`;
}

const results: Result[] = [];
for (const tuning of TUNINGS) {
  try {
    await onStage(
      'tuning',
      () => setStage(tuning),
      async (stage) => {
        const result = await measure(tuning, stage);
        results.push(result);
        say(`\n${report([result])}\n${reportPrices([result])}`);
      },
    );
  } catch (error) {
    say(`${tuning.name}: not measured: ${(error as Error).message}`);
  }
}
say(`\n${report(results)}\n${reportPrices(results)}`);
process.exit(0);
