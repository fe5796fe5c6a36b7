/** Every run of every scenario and contender, as a point. */
import type { EChartsOption } from 'echarts';
import { type Contender, gap, type Run, type Scenario } from '../run.ts';
import { medianOf } from '../series.ts';
import { renderSvg } from './svg.ts';

const COLOURS: Readonly<Record<Contender, string>> = {
  IPaddr2: '#d7301f',
  VirtualIP: '#31a354',
  'keepalived, 1 s': '#636363',
  'keepalived, 1 s, priority 254': '#bdbdbd',
  'keepalived, 0.1 s': '#8c6bb1',
};

interface Line {
  readonly scenario: Scenario;
  readonly contender: Contender;
  readonly runs: readonly Run[];
}

function linesOf(runs: readonly Run[]): Line[] {
  const scenarios = [...new Set(runs.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) =>
    (Object.keys(COLOURS) as Contender[])
      .map((contender) => ({
        scenario,
        contender,
        runs: runs.filter((run) => run.scenario === scenario && run.contender === contender),
      }))
      .filter((line) => line.runs.length > 0),
  );
}

const WIDTH = 960;
const LINE_HEIGHT = 24;
const TOP = 52;

export function drawDistributions(runs: readonly Run[]): string {
  const lines = linesOf(runs);
  const height = lines.length * LINE_HEIGHT;
  const contenders = [...new Set(lines.map(({ contender }) => contender))];
  const label = ({ scenario, contender }: Line, at: number) =>
    lines[at - 1]?.scenario === scenario ? contender : `${scenario}:  ${contender}`;
  const points = contenders.map((contender) => ({
    type: 'scatter' as const,
    name: contender,
    symbolSize: 7,
    itemStyle: { color: COLOURS[contender], opacity: 0.55 },
    data: lines.flatMap((line, at) =>
      line.contender === contender ? line.runs.map((run) => [gap(run), at]) : [],
    ),
  }));
  const medians = {
    type: 'scatter' as const,
    name: 'median',
    symbol: 'rect',
    symbolSize: [3, LINE_HEIGHT - 6],
    itemStyle: { color: '#222222' },
    label: {
      show: true,
      position: 'top' as const,
      distance: -4,
      fontSize: 10,
      color: '#222222',
      formatter: ({ value }: { value: unknown }) => Number((value as number[])[0]).toFixed(0),
    },
    data: lines.map((line, at) => [medianOf(line.runs, gap) ?? 0, at]),
  };
  const option: EChartsOption = {
    title: {
      text: 'The gap that a client notices: each run, and the medians',
      left: 16,
      top: 8,
      textStyle: { fontSize: 16 },
    },
    grid: { left: 230, right: 40, top: TOP, height },
    xAxis: {
      type: 'log',
      min: 5,
      max: 5000,
      name: 'milliseconds, logarithmic',
      nameLocation: 'middle',
      nameGap: 26,
      nameTextStyle: { color: '#222222' },
      axisLabel: { color: '#222222' },
      splitLine: { lineStyle: { color: '#dddddd' } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: lines.map(label),
      axisTick: { show: false },
      axisLabel: { color: '#222222', interval: 0 },
    },
    series: [...points, medians],
  };
  return renderSvg(option, { width: WIDTH, height: TOP + height + 56 });
}
