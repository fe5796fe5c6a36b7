/**
 * The decoders of frames, netlink messages and parameters, compiled with sanitizers, under libFuzzer: it changes the
 * golden messages towards code that no input has reached yet.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import type { Budget, Part, Result } from '../part.ts';

const FOLDER = fileURLToPath(new URL('../../../build/fuzz', import.meta.url));
const DECODERS = join(FOLDER, 'decoders');
/** Octets; the agent's netlink messages and frames are smaller. */
const MAX_LENGTH = 4096;
/** No input takes so long on a machine that is not busy. */
const SLOW_MS = 2000;

export const part: Part = { name: 'fuzz', share: 1, run };

async function run({ untilMs, seed, say }: Budget): Promise<Result> {
  // Inputs that reach new code are kept for the next run.
  const [golden, found, crashes] = ['golden', 'corpus', 'crashes'].map((name) =>
    join(FOLDER, name),
  );
  for (const folder of [found, crashes]) mkdirSync(String(folder), { recursive: true });
  const seconds = Math.max(1, Math.round((untilMs - monotonicTime()) / 1000));
  const options = {
    max_total_time: seconds,
    // 0 would be a random one.
    seed: seed || 1,
    max_len: MAX_LENGTH,
    artifact_prefix: `${crashes}/`,
    // The program ends in a decoder, with all that it has allocated.
    detect_leaks: 0,
    print_final_stats: 1,
  };
  const words = Object.entries(options).map(([name, value]) => `-${name}=${value}`);
  const before = readdirSync(String(crashes));
  const { all, exitCode } = await execa(DECODERS, {
    env: { FUZZ_ARGUMENTS: [...words, found, golden].join(' ') },
    all: true,
    reject: false,
  });
  const number = (name: string) => Number(new RegExp(`${name}: +(\\d+)`).exec(all)?.[1] ?? 0);
  const crashed: string[] = [];
  for (const name of readdirSync(String(crashes))) {
    const file = join(String(crashes), name);
    if (before.includes(name) || (await wasStarved(file))) continue;
    crashed.push(name);
    say(all.slice(-4000));
    say(`again: FUZZ_ARGUMENTS=${file} ${DECODERS}`);
  }
  const failed = crashed.length > 0 || !all.includes('Done ') ? 1 : 0;
  if (failed > 0 && crashed.length === 0) say(`exit status ${exitCode}: ${all.slice(-2000)}`);
  const tried = number('stat::number_of_executed_units');
  const coverage = /.*cov: (\d+) ft: (\d+) corp: (\d+)/s.exec(all) ?? [];
  return {
    tried,
    failed,
    lines: [
      `${tried} inputs in ${seconds} s; edges of the code reached: ${coverage[1]}; inputs kept: ${coverage[3]}`,
    ],
  };
}

/** Removes an input that was slow only because the machine was busy; returns whether it was. */
async function wasStarved(file: string): Promise<boolean> {
  if (!basename(file).startsWith('slow-unit-')) return false;
  const { all } = await execa(DECODERS, {
    env: { FUZZ_ARGUMENTS: file },
    all: true,
    reject: false,
  });
  const took = Number(/^Executed .* in (\d+) ms$/m.exec(all)?.[1] ?? Number.POSITIVE_INFINITY);
  if (took > SLOW_MS) return false;
  rmSync(file);
  return true;
}
