/**
 * The judge itself is tried: it must find nothing wrong with the agent, each seeded bug, what is known of IPaddr2, and
 * each late frame that is put into a capture. EVIDENCE names the folder for the captures of failures.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { IPADDR2, VIRTUAL_IP } from '../../../lab/agent.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import { buildActionLog } from '../action-log/action-log.ts';
import { judge } from '../judge/judge.ts';
import { readCapture } from '../judge/pcap.ts';
import { type Records, type Rule, readRecords } from '../judge/records.ts';
import { Timeline } from '../judge/timeline.ts';
import type { Budget, Part, Result } from '../part.ts';
import { SeededRandom } from '../random.ts';
import { SEEDED_BUGS } from './bugs.ts';
import { insertFrame, lateFrame } from './late-frames.ts';
import { type Evidence, runTrial, type Trial } from './trial.ts';

/** Built by make. */
export const SEEDED_AGENT = join(import.meta.dirname, '../../../build/seeded/VirtualIP');

/** Late frames that are put into each capture of the agent. */
const LATE_FRAMES = 100;
/** Trials mostly wait. */
const CONCURRENT = 4;

interface Case extends Omit<Trial, 'actionLog' | 'folder'> {
  readonly name: string;
  /** Undefined: nothing may be found. */
  readonly expected: Rule | undefined;
}

const HONEST: readonly Case[] = ([4, 6] as const).map((family) => ({
  name: `VirtualIP, IPv${family}`,
  agent: VIRTUAL_IP,
  family,
  expected: undefined,
}));

const SEEDED: readonly Case[] = SEEDED_BUGS.flatMap(({ name, rule, family, parameters = {} }) =>
  ([4, 6] as const)
    .filter((one) => family === undefined || family === one)
    .map((one) => ({
      name: `${name}, IPv${one}`,
      agent: SEEDED_AGENT,
      bug: name,
      parameters,
      family: one,
      expected: rule,
    })),
);

const OTHERS: readonly Case[] = [
  {
    // The arping of a monitor removes the file that names the one of start, which stop would have killed.
    name: 'IPaddr2: with arp_count_refresh, its arping goes on after stop',
    agent: IPADDR2,
    family: 4,
    parameters: { arp_sender: 'iputils_arping', arp_count: 60, arp_count_refresh: 1 },
    keepsMac: true,
    expected: 'late',
  },
  {
    name: 'IPaddr2: stop returns 0 and leaves the address if its route is gone',
    agent: IPADDR2,
    family: 4,
    parameters: { nic: '', cidr_netmask: '' },
    keepsMac: true,
    withoutRoute: true,
    expected: 'late',
  },
  {
    name: 'IPaddr2: a gateway that ignores gratuitous ARP sends to the old host',
    agent: IPADDR2,
    family: 4,
    keepsMac: true,
    expected: 'neighbour',
  },
];

export const CASES: readonly Case[] = [...HONEST, ...SEEDED, ...OTHERS];

export const part: Part = { name: 'seeded', share: 1, run };

async function run({ untilMs, seed, say }: Budget): Promise<Result> {
  const random = new SeededRandom(seed);
  const chosen = random.shuffled(CASES);
  return tryCases([...HONEST, ...chosen], random, say, () => monotonicTime() < untilMs);
}

/** Runs each case once, in this order, as long as there is time. */
export async function tryCases(
  cases: readonly Case[],
  random: SeededRandom,
  say: (line: string) => void,
  hasTime: () => boolean = () => true,
): Promise<Result> {
  const folder = await mkdtemp(join(process.env.EVIDENCE || tmpdir(), 'floatip-judged-'));
  const tried: string[] = [];
  let failed = 0;
  let lateFrames = 0;
  const left = cases.entries();
  const work = async (): Promise<void> => {
    for (const [at, one] of left) {
      if (!hasTime()) return;
      const own = await mkdtemp(join(folder, `${at}-`));
      const actionLog = await buildActionLog(one.agent, own);
      const evidence = await runTrial({ ...one, actionLog, folder: own });
      const problems = problemsOf(one, evidence);
      if (one.expected === undefined) {
        problems.push(...missedLateFrames(evidence, random.fork()));
        lateFrames += LATE_FRAMES;
      }
      tried.push(one.name);
      for (const problem of problems) say(`${one.name}: ${problem}`);
      if (problems.length === 0) continue;
      failed++;
      say(`  evidence: ${relative('.', own)}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, work));
  if (failed === 0) await rm(folder, { recursive: true, force: true });
  const found = tried.length - failed;
  const lines = [
    `${found} of ${tried.length} trials judged rightly, and ${lateFrames} late frames put into captures`,
  ];
  return { tried: tried.length + lateFrames, failed, lines };
}

function problemsOf({ expected }: Case, { verdict }: Evidence): string[] {
  const { findings, seen } = verdict;
  if (expected === undefined) {
    const problems = findings.map(({ text }) => `nothing is wrong, but: ${text}`);
    for (const what of ['answers', 'requests', 'packets to an address', 'frames for an address']) {
      if ((seen[what] ?? 0) === 0) problems.push(`the capture has no ${what}`);
    }
    return problems;
  }
  if (findings.some(({ rule }) => rule === expected)) return [];
  const instead = findings.map(({ text }) => text).join('; ');
  return [`the judge does not report "${expected}", but: ${instead || 'nothing'}`];
}

/** Late frames that the judge does not find. */
function missedLateFrames({ capture, actions, limits }: Evidence, random: SeededRandom): string[] {
  const records = readRecords(actions);
  const { frames } = readCapture(capture);
  const end = frames.at(-1)?.time ?? 0;
  const timeline = new Timeline(records);
  const missed: string[] = [];
  for (let at = 0; at < LATE_FRAMES; at++) {
    const [address = ''] = timeline.addresses;
    const silence = random.pick(timeline.silences(address));
    const last = Math.min(silence.end, end);
    const first = silence.begin + limits.tolerance;
    const time = first + ((last - first) * (1 + random.below(998))) / 1000;
    const octets = lateFrame(random, octetsOf(macOf(records, silence.host)), octetsOf(address));
    const { findings } = judge(insertFrame(frames, time, octets), records, limits);
    if (findings.some(({ rule }) => rule === 'late')) continue;
    missed.push(
      `the judge does not find a frame ${(time - silence.begin).toFixed(3)} ms after stop: ${octets}`,
    );
  }
  return missed;
}

function macOf({ hosts }: Records, name: string): string {
  return hosts.find(({ host }) => host === name)?.macs[0] ?? '';
}

/** Of the texts of tools/torture/judge/addresses.ts. */
function octetsOf(text: string): number[] {
  if (text.includes('.')) return text.split('.').map(Number);
  const digits = text.replaceAll(':', '').match(/../g) ?? [];
  return digits.map((pair) => Number.parseInt(pair, 16));
}
