/** Draws each run of each scenario and contender as a point. */
import type { EChartsOption } from 'echarts';
import { type Contender, gap, type Run } from '../run.ts';
import { medianOf, type Series, seriesOf } from '../series.ts';
import { renderSvg } from './svg.ts';

const COLOURS: Readonly<Record<Contender, string>> = {
  IPaddr2: '#d7301f',
  VirtualIP: '#31a354',
  'keepalived, 1 s': '#636363',
  'keepalived, 1 s, priority 254': '#bdbdbd',
  'keepalived, 0.1 s': '#8c6bb1',
  'IPaddr2, IPv6': '#d7301f',
  'VirtualIP, dad=kernel': '#a1d99b',
  'VirtualIP, dad=fast': '#31a354',
  'VirtualIP, dad=none': '#006d2c',
};

const WIDTH = 960;
const LINE_HEIGHT = 32;
const TOP = 52;

export function drawDistributions(runs: readonly Run[]): string {
  const lines = seriesOf(runs);
  const height = lines.length * LINE_HEIGHT;
  const contenders = [...new Set(lines.map(({ contender }) => contender))];
  const title = ({ scenario, mode }: Series) => (mode ? `${scenario}, ${mode}` : scenario);
  const label = (line: Series, at: number) => {
    const before = lines[at - 1];
    const isNew = !before || title(before) !== title(line);
    return isNew ? `${title(line)}:  ${line.contender}` : line.contender;
  };
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
    symbolSize: [3, 18],
    itemStyle: { color: '#222222' },
    label: {
      show: true,
      position: 'top' as const,
      distance: 1,
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
      max: Math.max(5000, ...runs.map(gap)),
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
