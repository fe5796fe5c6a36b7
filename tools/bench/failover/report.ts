/** Formats the measurements as text. */
import { quantile } from '../statistics.ts';
import { type Row, renderTable } from '../table.ts';
import { chronicle, gap, type Moments, type Run } from './run.ts';
import { medianBetween, medianOf, type Series, seriesOf, typical } from './series.ts';
import { ASK_INTERVAL_MS, LISTEN_MS, RUNS } from './settings.ts';

const whole = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(0));
const tenth = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(1));
const hundredth = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(2));

/** The first columns of a table: only the first row of a scenario names it. */
function names({ scenario, contender, mode }: Series, before: Series | undefined): string[] {
  const first = before?.scenario !== scenario || before.mode !== mode;
  return [first ? scenario : '', first ? (mode ?? '') : '', contender];
}

function table(series: readonly Series[], header: Row, cells: (runs: readonly Run[]) => Row) {
  const rows = series.map((one, at) => [...names(one, series[at - 1]), ...cells(one.runs)]);
  return renderTable([['', '', '', ...header], ...rows], 3);
}

/** Packets that are further apart belong to different rounds. */
const GAP_MS = 50;

function rounds({ frames }: Run): number[] {
  return frames.filter((time, at) => time - (frames[at - 1] ?? Number.NEGATIVE_INFINITY) > GAP_MS);
}

function spacing(run: Run): number | undefined {
  const [first, ...others] = rounds(run);
  const last = others.at(-1);
  return first === undefined || last === undefined ? undefined : (last - first) / others.length;
}

export function reportGaps(runs: readonly Run[]): string {
  const header = ['runs', 'gap, median', 'least', 'most', 'lost answers', 'tables astray'];
  const cells = (some: readonly Run[]) => {
    const gaps = some.map(gap);
    return [
      String(some.length),
      ...[0.5, 0, 1].map((share) => whole(quantile(gaps, share))),
      whole(medianOf(some, ({ lost }) => lost)),
      String(some.reduce((sum, { astray }) => sum + astray.length, 0)),
    ];
  };
  return `What a client noticed (ms)
  It sends a request every ${ASK_INTERVAL_MS} ms by UDP, with a REACHABLE neighbour entry. Gap: from the last answer of
  the former holder to the first one of the new holder, by the kernel's time stamps on the client's wire. Tables astray:
  neighbour tables, of client and gateway, that did not point at the new holder ${LISTEN_MS} ms later.
  IPaddr2 and VirtualIP in turn on one cluster, ${RUNS} runs each: the same resource, with the same address.

${table(seriesOf(runs), header, cells)}`;
}

export function reportSteps(runs: readonly Run[]): string {
  const steps: readonly (readonly [title: string, from: keyof Moments, to: keyof Moments])[] = [
    ['removed to added', 'removed', 'added'],
    ['start to added', 'startBegun', 'added'],
    ['start to frame', 'startBegun', 'firstFrame'],
    ['added to frame', 'added', 'firstFrame'],
    ['frame to answer', 'firstFrame', 'firstAnswer'],
  ];
  const header = [...steps.map(([title]) => title), 'frames', 'rounds', 'apart'];
  const cells = (some: readonly Run[]) => [
    ...steps.map(([, from, to]) => hundredth(medianBetween(some, from, to))),
    whole(medianOf(some, ({ frames }) => frames.length)),
    whole(medianOf(some, (run) => rounds(run).length)),
    whole(medianOf(some, spacing)),
  ];
  return `The agents' part (ms, medians)
  Removed, added: the address, by rtnetlink, from a listener with real-time priority on the node. Start: the
  kernel's time stamp of the exec(2) of the agent's start. Frame: the first announcement on the client's wire. Frames
  are counted until ${LISTEN_MS} ms after the first answer. The listener is about 0.03 ms late, and "added to frame" too
  short by that; (d) of make bench is exact.

${table(seriesOf(runs), header, cells)}`;
}

export function reportLosses(runs: readonly Run[]): string {
  const series = seriesOf(runs).filter(({ mode }) => mode !== undefined);
  const header = [
    'controller lost',
    'token',
    'consensus',
    'scheduling',
    'fencing',
    'to meta-data',
    'to start',
    'start to frame',
    'to answer',
  ];
  const cells = (some: readonly Run[]) => {
    const fenced = medianOf(some, ({ at }) => at.fenced) !== undefined;
    const step = (from: keyof Moments, to: keyof Moments) => medianBetween(some, from, to);
    return [
      `${some.filter(({ lostController }) => lostController).length} of ${some.length}`,
      whole(step('happened', 'tokenLost')),
      whole(step('tokenLost', 'membership')),
      whole(step('membership', 'scheduled')),
      whole(step('scheduled', 'fenced')),
      whole(step(fenced ? 'fenced' : 'scheduled', 'metaDataBegun')),
      whole(step('metaDataBegun', 'startBegun')),
      tenth(step('startBegun', 'firstFrame')),
      tenth(step('firstFrame', 'firstAnswer')),
    ];
  };
  return `The parts of the gap after a hard failure (ms, medians)
  Token, consensus: corosync's log. Scheduling: from the new membership to the scheduler's first decision. Fencing: from
  there until the fence agent has answered. To meta-data, to start: before start, Pacemaker reads the agent's meta-data.
  Times of logs have a resolution of 4 ms, the kernel's tick.

${table(series, header, cells)}`;
}

/** In each mode, the VirtualIP run with the median gap of a node that loses its power. */
export function reportTimeline(runs: readonly Run[]): string {
  const rows = seriesOf(runs)
    .filter(({ scenario, contender }) => scenario === 'kill' && contender === 'VirtualIP')
    .flatMap(({ mode, runs: some }) => {
      const run = typical(some);
      const steps = run ? chronicle(run.at) : [];
      return [[mode ?? '', ''], ...steps.map(({ what, time }) => [`  ${what}`, tenth(time)])];
    });
  return `One run with VirtualIP: the node with the address loses its power (ms after the last answer)

${renderTable(rows, 1)}`;
}
