/**
 * `make torture`: the parts run one after the other, each for its share of TIME.
 * Variables: TIME (10m), SEED (a number; by default a new one), PARTS (names; by default all).
 * Exit status 0 if nothing failed, else 1.
 */
import { writeSync } from 'node:fs';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';
import { beginRun } from '../../lab/run.ts';
import { renderTable } from '../bench/table.ts';
import { part as events } from './events/part.ts';
import { part as faults } from './faults/part.ts';
import { part as fuzz } from './fuzz/part.ts';
import { part as parameters } from './parameters/part.ts';
import type { Part, Result } from './part.ts';
import { part as seeded } from './seeded/part.ts';
import { choose, readDuration, readSeed } from './settings.ts';
import { part as soak } from './soak/part.ts';

const ALL_PARTS: readonly Part[] = [faults, fuzz, parameters, seeded, events, soak];

const say = (line: string) => writeSync(1, `${line}\n`);

interface Outcome {
  readonly part: Part;
  readonly result: Result | undefined;
  readonly seconds: number;
  readonly error: string | undefined;
}

process.exit(await main());

async function main(): Promise<number> {
  const time = process.env.TIME || '10m';
  const total = readDuration(time);
  const seed = readSeed(process.env.SEED);
  const parts = choose(ALL_PARTS, process.env.PARTS);
  const names = parts.map(({ name }) => name);
  say(`${VIRTUAL_IP}: ${names.join(', ')} for ${time} in all`);
  say(`the same again: make torture TIME=${time} SEED=${seed} PARTS="${names.join(' ')}"`);
  const endRun = await beginRun();
  const outcomes: Outcome[] = [];
  let sharesLeft = parts.reduce((sum, { share }) => sum + share, 0);
  const end = monotonicTime() + total;
  try {
    for (const part of parts) {
      const left = Math.max(0, end - monotonicTime());
      outcomes.push(await runPart(part, (left * part.share) / sharesLeft, seed));
      sharesLeft -= part.share;
    }
  } finally {
    await endRun();
  }
  report(outcomes, seed);
  return outcomes.every(({ result }) => result?.failed === 0 && result.tried > 0) ? 0 : 1;
}

async function runPart(part: Part, duration: number, seed: number): Promise<Outcome> {
  const begin = monotonicTime();
  say(`\n${part.name}: ${(duration / 1000).toFixed(0)} s`);
  const budget = { untilMs: begin + duration, seed, say: (line: string) => say(`  ${line}`) };
  let result: Result | undefined;
  let error: string | undefined;
  try {
    result = await part.run(budget);
    for (const line of result.lines) say(`  ${line}`);
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    say(`  the part itself failed: ${error}`);
  }
  return { part, result, error, seconds: (monotonicTime() - begin) / 1000 };
}

function report(outcomes: readonly Outcome[], seed: number): void {
  const rows = outcomes.map(({ part, result, seconds }) => [
    part.name,
    String(result?.tried ?? 0),
    result ? String(result.failed) : 'broken off',
    `${seconds.toFixed(0)} s`,
  ]);
  say(`\n${renderTable([['part', 'tried', 'failed', 'time'], ...rows], 1)}seed ${seed}`);
}
