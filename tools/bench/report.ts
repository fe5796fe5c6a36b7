/** Formats the measurements as text. */
import type { Footprint } from './background.ts';
import type { Comparison } from './comparisons.ts';
import { ACTIONS } from './contender.ts';
import type { Cost } from './costs.ts';
import { type Delays, MAX_ERROR_MS } from './first-frame.ts';
import type { ActionPair, ActionTimes } from './pairs.ts';
import { RUNS, SETTLE_MS, TRACED_RUNS } from './settings.ts';
import {
  mebibytes,
  mega,
  microseconds,
  milliseconds,
  type Row,
  ratio,
  renderTable,
} from './table.ts';
import type { Target } from './targets.ts';

export interface Side {
  readonly times: ActionTimes;
  readonly footprint: Footprint;
}

export function reportActions(ours: Side, theirs: Side): string {
  const rows: Row[] = [['', '', 'VirtualIP', 'IPaddr2', 'IPaddr2/VirtualIP']];
  const add = (
    name: string,
    what: string,
    value: (side: Side) => number,
    unit: (value: number) => string,
  ) => {
    const [our, their] = [value(ours), value(theirs)];
    rows.push([name, what, unit(our), unit(their), ratio(their, our)]);
  };
  for (const name of ACTIONS) {
    add(name, 'wall time', ({ times }) => times[name].wall, milliseconds);
    add('', 'wall time, 9 of 10 runs within', ({ times }) => times[name].slowWall, milliseconds);
    add('', 'CPU time', ({ times }) => times[name].cpu, milliseconds);
    const census = (key: 'created' | 'peak') => (side: Side) => side.footprint.actions[name][key];
    add('', 'processes created', census('created'), String);
    add('', 'peak memory, largest process', census('peak'), mebibytes);
  }
  const start = (key: 'leftBehind' | 'createdLater' | 'backgroundPeak') => (side: Side) =>
    side.footprint.actions.start[key];
  add('after start', 'processes of start that go on', start('leftBehind'), String);
  add('', 'processes that these create', start('createdLater'), String);
  add('', 'until all have ended', ({ footprint }) => footprint.background.wall, milliseconds);
  add('', 'CPU time', ({ footprint }) => footprint.background.cpu, milliseconds);
  add('', 'peak memory, largest process', start('backgroundPeak'), mebibytes);
  return `Whole processes, as a cluster manager runs them
  Times: medians of ${RUNS} runs of each, VirtualIP and IPaddr2 in turn on one interface. Wall time is from
  before the creation of the process to its end; CPU time is user and system, of the process and of the
  children that it waited for. stop runs ${SETTLE_MS} ms after start, so that it must end the announcements.
  Processes and memory: medians of ${TRACED_RUNS} other runs, under strace. "after start": background processes
  (VirtualIP's announcer; send_arp and its shell), which start's CPU time and memory do not include.

${renderTable(rows, 2)}`;
}

export function reportIpv6(usual: ActionPair, inBackground: ActionPair): string {
  const rows: Row[] = [['', '', '', 'VirtualIP', 'IPaddr2', 'IPaddr2/VirtualIP']];
  for (const [parameters, { ours, theirs }] of [
    ['nodad=true', usual],
    ['nodad=true arp_bg=true', inBackground],
  ] as const) {
    for (const name of ACTIONS) {
      const isFirst = name === ACTIONS[0];
      const cells = (key: 'wall' | 'cpu') => [
        milliseconds(ours[name][key]),
        milliseconds(theirs[name][key]),
        ratio(theirs[name][key], ours[name][key]),
      ];
      rows.push([isFirst ? parameters : '', name, 'wall time', ...cells('wall')]);
      rows.push(['', '', 'CPU time', ...cells('cpu')]);
    }
  }
  return `The same for an IPv6 address
  Unless arp_bg is set, IPaddr2's start sends the advertisements itself, and takes as long as they do.

${renderTable(rows, 3)}`;
}

export type NamedComparison = readonly [letter: string, what: string, who: string, Comparison];

export function reportComparisons(comparisons: readonly NamedComparison[]): string {
  const rows: Row[] = [['', '', '', '', 'measured', 'against', 'ratio']];
  for (const [letter, what, who, { measured, reference }] of comparisons) {
    const cells = (key: 'wall' | 'cpu') => [
      milliseconds(measured[key]),
      milliseconds(reference[key]),
      ratio(measured[key], reference[key]),
    ];
    rows.push([letter, what, who, 'wall time', ...cells('wall')]);
    rows.push(['', '', '', 'CPU time', ...cells('cpu')]);
  }
  return `The same action in two situations, in turn, medians of ${RUNS} runs of each

${renderTable(rows, 4)}`;
}

export function reportFirstFrame(delays: ReadonlyMap<string, Delays>): string {
  const rows: Row[] = [
    ['', 'median', 'slowest', 'error, median', 'runs used', 'from the process, median'],
  ];
  for (const [name, series] of delays) {
    rows.push([
      name,
      milliseconds(series.median),
      milliseconds(series.slowest),
      microseconds(series.error),
      `${series.used} of ${series.made}`,
      milliseconds(series.whole),
    ]);
  }
  const missing = delays.has('keepalived') ? '' : '  keepalived is not installed: not measured.\n';
  return `(d) From the kernel's RTM_NEWADDR notification to the first frame on the neighbour's wire
  Notification: a listener in the host's namespace polls its rtnetlink socket without sleeping, and reads
  CLOCK_REALTIME before and after each poll. The delay is counted from the last poll without the notification:
  it is too long by at most the error shown, and never too short. Runs with an error of
  more than ${microseconds(MAX_ERROR_MS)}, where the listener was not scheduled, are left out. Frame: the kernel's
  nanosecond time stamp in tcpdump's capture, by the same clock. "From the process": counted from before the
  process of start is created, which is a little before its exec.

${renderTable(rows, 1)}${missing}`;
}

export function reportCosts(costs: readonly Cost[]): string {
  const rows: Row[] = [['', 'instructions', 'page faults']];
  for (const { what, instructions, faults } of costs) {
    rows.push([what, mega(instructions), String(faults)]);
  }
  return `(e) The cost of VirtualIP's own process, independent of the machine's load
  Instructions: in user mode, by valgrind's callgrind, one run. Background processes after start are not counted,
  nor is nft on a shared address. Page faults: minor faults, medians of ${TRACED_RUNS} runs without valgrind, nft's
  included; they depend on how the kernel's cache holds the executable.

${renderTable(rows, 1)}`;
}

export function reportMachine(facts: readonly [string, string][]): string {
  return `The machine\n\n${renderTable(facts, 2)}`;
}

export function reportTargets(targets: readonly Target[]): string {
  const rows = targets.map(({ text, measured, met }) => [
    `target  ${text}`,
    `measured  ${measured}`,
    met ? 'met' : 'missed',
  ]);
  return renderTable(rows, 3);
}
