/** A sequence of events, and the judge's verdict on it. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Capture } from '../../../lab/capture.ts';
import { NIC } from '../../../lab/cluster/identity.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import { realTime } from '../../../lab/real-time.ts';
import { judge, type Limits } from '../judge/judge.ts';
import { readCapture } from '../judge/pcap.ts';
import { readRecords } from '../judge/records.ts';
import { happen } from './happenings.ts';
import { Journal } from './journal.ts';
import { mend } from './mend.ts';
import type { Step } from './step.ts';
import { continueStoppedCommands } from './stopped-commands.ts';
import type { World } from './world.ts';

/**
 * For a machine that also has to run the cluster: a late round is sent after five seconds, and a start with duplicate
 * address detection takes two.
 */
export const LIMITS: Limits = { tolerance: 5, neighbour: 7000, answer: 8000, promise: 120_000 };

/** In which the judge sees the mended cluster. */
const QUIET_MS = 1500;
const FILTER = 'arp or icmp or icmp6';

export interface Episode {
  /** What the judge has found, and what did not heal. */
  readonly problems: readonly string[];
  /** What of it is compared with a replay. */
  readonly kinds: readonly string[];
  /** The cluster is not as at the beginning. */
  readonly isBroken: boolean;
  /** Where capture and actions are, if there are problems. */
  readonly evidence: string | undefined;
  /** What the judge has seen. */
  readonly seen: Readonly<Record<string, number>>;
  readonly worst: Readonly<Record<string, number>>;
}

export async function runEpisode(world: World, steps: readonly Step[]): Promise<Episode> {
  const { cluster } = world;
  const journal = new Journal();
  const begin = realTime();
  const cutsBefore = cluster.power.powerCuts.length;
  const held = new Map<string, readonly string[]>();
  for (const node of cluster.nodes) {
    journal.host(node.name, [await node.host.hardwareAddress(NIC)]);
    held.set(node.name, await world.heldBy(node));
  }
  for (const host of [cluster.client, cluster.gateway]) {
    journal.host(host.namespace, [await host.hardwareAddress(NIC)]);
  }
  if (world.shared) journal.shared(world.shared.address);
  const capture = await Capture.start(cluster.box.place, 'br0', FILTER);
  const endContinuing = continueStoppedCommands();
  try {
    const problems: string[] = [];
    for (const group of groups(steps)) {
      if (group[0]?.mended) problems.push(...(await mendAndWatch(world, journal)));
      if (problems.length > 0) break;
      await Promise.all(group.map((step) => happen(world, journal, step)));
    }
    if (problems.length === 0) problems.push(...(await mendAndWatch(world, journal)));
    const isBroken = problems.length > 0;
    const offset = realTime() - monotonicTime();
    for (const { node, askedAt, offAt } of cluster.power.powerCuts.slice(cutsBefore)) {
      journal.down(node, offset + askedAt, offset + offAt);
    }
    journal.mended();
    const frames = await capture.file();
    const actions = since(await world.actions(), begin, held);
    const records = `${journal.text()}${actions.join('\n')}`;
    const { findings, seen, worst } = judge(
      readCapture(frames).frames,
      readRecords(records),
      LIMITS,
    );
    problems.push(...findings.map(({ text }) => text));
    const kinds = [
      ...new Set([...(isBroken ? ['not healed'] : []), ...findings.map(({ rule }) => rule)]),
    ];
    const evidence = problems.length > 0 ? await keep(frames, records, journal.notes) : undefined;
    return { problems, kinds, isBroken, evidence, seen, worst };
  } finally {
    endContinuing();
    await capture.stop();
  }
}

async function mendAndWatch(world: World, journal: Journal): Promise<string[]> {
  const problems = await mend(world, journal);
  if (problems.length === 0) await sleep(QUIET_MS);
  return problems;
}

/** Steps that happen at the same time. */
function groups(steps: readonly Step[]): Step[][] {
  const all: Step[][] = [];
  for (const step of steps) {
    const last = all.at(-1);
    if (step.together && last) last.push(step);
    else all.push([step]);
  }
  return all;
}

interface Line {
  readonly id: string;
  readonly host: string;
  readonly action: string;
  readonly address: string;
  readonly resource: string;
  readonly begin: number;
  readonly end?: number;
}

/** The actions since a time, and of those before it the last start or stop of each host and resource. */
function since(log: string, begin: number, held: ReadonlyMap<string, readonly string[]>): string[] {
  const lines: string[] = [];
  const earlier = new Map<string, Line>();
  for (const text of log.split('\n').filter(Boolean)) {
    const line: Line = JSON.parse(text);
    if (line.end === undefined ? line.begin >= begin : line.end >= begin) lines.push(text);
    else if (line.action === 'start' || line.action === 'stop') {
      earlier.set(`${line.host} ${line.resource}`, line);
    }
  }
  for (const line of earlier.values()) {
    // A node that has died has not stopped its addresses.
    const isHeld = held.get(line.host)?.includes(line.address) === true;
    if ((line.action === 'start') === isHeld) lines.push(JSON.stringify(line));
  }
  return lines;
}

async function keep(
  frames: Uint8Array,
  records: string,
  notes: readonly string[],
): Promise<string> {
  const folder = await mkdtemp(join(process.env.EVIDENCE || tmpdir(), 'floatip-evidence-'));
  await writeFile(join(folder, 'capture.pcap'), frames);
  await writeFile(join(folder, 'actions.jsonl'), records);
  await writeFile(join(folder, 'notes.txt'), notes.join('\n'));
  return folder;
}
