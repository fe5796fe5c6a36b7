/** `make bench-fast-failover`: what settings of corosync and Pacemaker make of a killed node, and what they cost. */
import { say } from '../../say.ts';
import { median } from '../../statistics.ts';
import { renderTable } from '../../table.ts';
import { measureScenario, type Tally } from '../cluster-runs.ts';
import { gap, type Run, type Scenario } from '../run.ts';
import { seriesOf } from '../series.ts';
import { RUNS } from '../settings.ts';
import { setStage } from '../stage.ts';
import { type Price, priceOf } from './price.ts';
import { TUNINGS, type Tuning } from './tunings.ts';

const GOAL = 1000;

interface Result {
  readonly tuning: Tuning;
  readonly runs: readonly Run[];
  readonly disturbed: number;
  readonly price: Price;
}

async function measure(tuning: Tuning): Promise<Result> {
  const stage = await setStage(tuning);
  try {
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
    for (const scenario of ['kill', 'kill, fenced'] as const) {
      await measureScenario(stage, scenario, RUNS, tally, ['VirtualIP']);
    }
    return { tuning, runs, disturbed, price: await priceOf(stage) };
  } finally {
    await stage.close();
  }
}

function gaps(scenario: Scenario, runs: readonly Run[]): string[] {
  const some = runs.filter((run) => run.scenario === scenario).map(gap);
  return [
    median(some).toFixed(0),
    Math.max(...some).toFixed(0),
    `${some.filter((one) => one < GOAL).length} of ${some.length}`,
  ];
}

function report(results: readonly Result[]): string {
  const header = [
    'node killed: median',
    'most',
    'under 1 s',
    'fenced: median',
    'most',
    'under 1 s',
    'asked again',
    'disturbed',
  ];
  const rows = results.map(({ tuning, runs, disturbed }) => [
    tuning.name,
    ...gaps('kill', runs),
    ...gaps('kill, fenced', runs),
    String(
      seriesOf(runs)
        .filter(({ mode }) => mode === 'asked again')
        .reduce((sum, series) => sum + series.runs.length, 0),
    ),
    String(disturbed),
  ]);
  return `What a client notices (ms; VirtualIP; in every other run the controller is lost as well)

${renderTable([['', ...header], ...rows], 1)}`;
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
  Frames and CPU: of corosync on an idle node. Pause: its corosync is stopped for that long and goes on. No answer: for a
  client, when that befalls the node with the address, without fencing.

${renderTable([['', ...header], ...rows], 1)}`;
}

const results: Result[] = [];
for (const tuning of TUNINGS) results.push(await measure(tuning));
say(`\n${report(results)}\n${reportPrices(results)}`);
process.exit(0);
