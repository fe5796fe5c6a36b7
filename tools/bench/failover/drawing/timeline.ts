/** Draws a typical failover of each contender as a lane: the whole, and from the agent's start on. */
import type { CustomSeriesOption, EChartsOption, ScatterSeriesOption } from 'echarts';
import { AGENTS } from '../../../../lab/cluster/agents.ts';
import type { Contender, Moments, Run, Scenario } from '../run.ts';
import { type Mode, runsOf, typical } from '../series.ts';
import { COLOURS, type Phase, spansOf } from './phases.ts';
import { renderSvg } from './svg.ts';

/** From top to bottom. */
const LANES: readonly Contender[] = [
  'IPaddr2',
  'keepalived, 1 s',
  'keepalived, 0.1 s',
  'VirtualIP',
];

const TITLES: Readonly<Record<Scenario, string>> = {
  standby: 'A node goes into standby (keepalived: the daemon is stopped)',
  move: 'A person moves the address (keepalived: the daemon is stopped)',
  kill: 'The node with the address loses its power',
  'kill, fenced': 'The node with the address loses its power, and is fenced',
  'cable cut': 'The cable of the node with the address is cut',
};

interface Mark {
  readonly name: string;
  readonly symbol: string;
  readonly colour: string;
  readonly moment: (at: Moments) => number | undefined;
}

const MARKS: readonly Mark[] = [
  {
    name: 'stop, or loss',
    symbol: 'triangle',
    colour: '#54278f',
    moment: (at) => at.happened ?? at.stopBegun,
  },
  { name: 'start', symbol: 'rect', colour: '#006d2c', moment: (at) => at.startBegun },
  { name: 'first frame', symbol: 'diamond', colour: '#d7301f', moment: (at) => at.firstFrame },
  { name: 'first answer', symbol: 'circle', colour: '#08519c', moment: (at) => at.firstAnswer },
];

interface Lane {
  readonly name: string;
  readonly run: Run;
}

/** The scenario of VRRP that is drawn with a scenario of Pacemaker. */
const vrrpScenario = (scenario: Scenario): Scenario =>
  scenario === 'move' ? 'standby' : scenario === 'kill, fenced' ? 'kill' : scenario;

/** The mode of which both agents have most runs. Different modes, a second apart, must not be compared. */
function commonMode(runs: readonly Run[], scenario: Scenario): Mode | undefined {
  const count = (mode: Mode | undefined) =>
    Math.min(...AGENTS.map((agent) => runsOf(runs, scenario, agent, mode).length));
  return (['asked once', 'asked again', undefined] as const).toSorted(
    (a, b) => count(b) - count(a),
  )[0];
}

function lanesOf(runs: readonly Run[], scenario: Scenario): Lane[] {
  const common = commonMode(runs, scenario);
  return LANES.flatMap((contender) => {
    const isVrrp = contender.startsWith('keepalived');
    const wanted = isVrrp ? vrrpScenario(scenario) : scenario;
    const mode = isVrrp ? undefined : common;
    const run = typical(runsOf(runs, wanted, contender, mode));
    const detail = isVrrp ? contender.replace(', ', '\nadvert ') : contender;
    return run ? [{ name: mode ? `${detail}\n${mode}` : detail, run }] : [];
  });
}

/** When the new holder starts to work. */
const beginning = ({ at }: Run): number => at.startBegun ?? at.added ?? 0;

/** @param zero returns the time of a run that is 0 on the axis of this grid */
function lanesIn(
  grid: number,
  lanes: readonly Lane[],
  zero: (run: Run) => number,
): (CustomSeriesOption | ScatterSeriesOption)[] {
  const axes = { xAxisIndex: grid, yAxisIndex: grid, clip: true };
  const spans = lanes.flatMap(({ run }, lane) =>
    spansOf(run).map(({ phase, from, to }) => ({
      phase,
      value: [lane, from - zero(run), to - zero(run)],
    })),
  );
  const phases = [...new Set(spans.map(({ phase }) => phase))];
  const bars = phases.map(
    (phase): CustomSeriesOption => ({
      ...axes,
      type: 'custom',
      name: phase,
      itemStyle: { color: COLOURS[phase] },
      encode: { x: [1, 2], y: 0 },
      data: spans.filter((span) => span.phase === phase).map(({ value }) => value),
      renderItem: (params, api) => bar(params, api, COLOURS[phase as Phase]),
    }),
  );
  const marks = MARKS.map(
    ({ name, symbol, colour, moment }): ScatterSeriesOption => ({
      ...axes,
      type: 'scatter',
      name,
      symbol,
      symbolSize: symbol === 'rect' ? [4, 20] : 11,
      itemStyle: { color: colour, borderColor: '#ffffff', borderWidth: 1 },
      data: lanes.flatMap(({ run }, lane) => {
        const time = moment(run.at);
        return time === undefined ? [] : [[time - zero(run), lane]];
      }),
      label: {
        show: name === 'first answer',
        position: 'right',
        color: '#222222',
        formatter: ({ value }) =>
          `${Number((value as number[])[0]).toFixed(grid === 0 ? 0 : 1)} ms`,
      },
    }),
  );
  return [...bars, ...marks];
}

const BAR_HEIGHT = 16;

const bar: (
  params: Parameters<NonNullable<CustomSeriesOption['renderItem']>>[0],
  api: Parameters<NonNullable<CustomSeriesOption['renderItem']>>[1],
  fill: string,
) => ReturnType<NonNullable<CustomSeriesOption['renderItem']>> = (_, api, fill) => {
  const [left = 0, middle = 0] = api.coord([api.value(1), api.value(0)]);
  const [right = 0] = api.coord([api.value(2), api.value(0)]);
  const shape = {
    x: left,
    y: middle - BAR_HEIGHT / 2,
    width: Math.max(right - left, 0.5),
    height: BAR_HEIGHT,
  };
  return { type: 'rect', shape, style: { fill } };
};

const WIDTH = 960;
const LANE_HEIGHT = 34;
const TOP = 96;
/** Space between the two grids for an axis, its name and a heading. */
const BETWEEN = 92;

export function drawTimeline(runs: readonly Run[], scenario: Scenario): string {
  const lanes = lanesOf(runs, scenario);
  const height = lanes.length * LANE_HEIGHT;
  const lower = TOP + height + BETWEEN;
  const series = [...lanesIn(0, lanes, () => 0), ...lanesIn(1, lanes, beginning)];
  const yAxis = [0, 1].map((gridIndex) => ({
    gridIndex,
    type: 'category' as const,
    inverse: true,
    data: lanes.map(({ name }) => name),
    axisTick: { show: false },
    axisLabel: { color: '#222222' },
  }));
  const xAxis = (gridIndex: number, name: string) => ({
    gridIndex,
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap: 26,
    nameTextStyle: { color: '#222222' },
    axisLabel: { color: '#222222' },
    splitLine: { lineStyle: { color: '#eeeeee' } },
  });
  const ends = lanes.map(({ run }) => run.at.firstAnswer - beginning(run));
  const option: EChartsOption = {
    title: [
      { text: TITLES[scenario], left: 16, top: 8, textStyle: { fontSize: 16 } },
      {
        text: 'The same from the start of the agent on (keepalived: from the address on)',
        left: 16,
        top: lower - 34,
        textStyle: { fontSize: 13 },
      },
    ],
    legend: {
      top: 36,
      left: 12,
      itemWidth: 16,
      itemGap: 22,
      data: [...new Set(series.map(({ name }) => String(name)))],
    },
    grid: [
      { left: 130, right: 90, top: TOP, height },
      { left: 130, right: 90, top: lower, height },
    ],
    xAxis: [
      xAxis(0, 'milliseconds after the last answer of the former holder'),
      {
        ...xAxis(1, 'milliseconds after the start'),
        min: -5,
        max: Math.ceil(Math.max(...ends) / 5) * 5,
      },
    ],
    yAxis,
    series,
  };
  return renderSvg(option, { width: WIDTH, height: lower + height + 56 });
}
