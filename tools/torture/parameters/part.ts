/**
 * Random texts as parameters of the executable, hundreds of thousands an hour: not UTF-8, 130 kB long (the most that
 * execve(2) takes is 128 KiB for each), with characters of shells, terminals and formats. fuzz-parameters.c says what a
 * fault is.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { VIRTUAL_IP } from '../../../lab/agent.ts';
import { createIpv6Segment } from '../../../lab/lab.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import { until } from '../../../lab/until.ts';
import { parameters } from '../../../ocf-metadata/parameters.ts';
import type { Budget, Part, Result } from '../part.ts';

/** Random values of these could take as long as the test; fuzz-parameters.c sets them. */
const SET = ['arp_count', 'arp_count_refresh', 'arp_interval', 'arp_late'];
const OTHERS = [
  'CRM_meta_clone',
  'CRM_meta_clone_max',
  'CRM_meta_globally_unique',
  'CRM_meta_interval',
  'CRM_meta_timeout',
  'OCF_CHECK_LEVEL',
  'netmask',
];
/** More than cores: most of a start is a wait. */
const WORKERS_PER_CORE = 4;
/** From the first run of a worker to that of the next one. */
const RUNS_OF_WORKER = 1_000_000_000;

export const part: Part = {
  name: 'parameters',
  share: 1,
  run: async ({ untilMs, seed, say }: Budget): Promise<Result> => {
    const seconds = Math.max(1, Math.round((untilMs - monotonicTime()) / 1000));
    const workers = WORKERS_PER_CORE * availableParallelism();
    const { runs, texts, faults } = await fuzzParameters({ seed, seconds, workers }, say);
    if (faults > 0) say(`again: make torture PARTS=parameters SEED=${seed}`);
    return {
      tried: runs,
      failed: faults,
      lines: [`${runs} runs with ${texts} random texts in ${seconds} s, ${faults} faults`],
    };
  },
};

export interface Extent {
  readonly seed: number;
  readonly seconds: number;
  /** By default one. */
  readonly workers?: number;
  /** Runs of each worker; the next one begins far behind them. A run depends on its number and the seed only. */
  readonly count?: number;
}

export interface Runs {
  readonly runs: number;
  /** Random texts: each run has one to four. */
  readonly texts: number;
  readonly faults: number;
}

/** @param say gets a line for each fault */
export async function fuzzParameters(
  { seed, seconds, workers = 1, count = RUNS_OF_WORKER }: Extent,
  say: (line: string) => void,
): Promise<Runs> {
  const folder = await mkdtemp(join(tmpdir(), 'floatip-parameters-'));
  try {
    const program = join(folder, 'fuzz-parameters');
    const source = join(import.meta.dirname, 'fuzz-parameters.c');
    const flags = ['-std=gnu17', '-O2', '-Wall', '-Wextra', '-Werror'];
    await execa(process.env.CC || 'cc', [...flags, '-o', program, source]);
    const firsts = Array.from({ length: workers }, (_, number) => number * RUNS_OF_WORKER);
    const all = await Promise.all(
      firsts.map((first) => runWorker(program, [seed, first, count, seconds], folder, say)),
    );
    const sum = (what: keyof Runs) => all.reduce((total, one) => total + one[what], 0);
    return { runs: sum('runs'), texts: sum('texts'), faults: sum('faults') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs fuzz-parameters.c on a host of its own. @param extent its SEED, FIRST, COUNT and SECONDS */
async function runWorker(
  program: string,
  extent: readonly number[],
  folder: string,
  say: (line: string) => void,
): Promise<Runs> {
  const segment = await createIpv6Segment();
  try {
    // The kernel adds the link-local address, and routes with it, some time after the link is up.
    await until(
      'the link-local address is in use',
      () => segment.a.ip('-6 -oneline address show dev eth0 scope link'),
      { accept: (text) => text.includes('inet6') && !text.includes('tentative') },
    );
    const names = parameters().map(({ name }) => name);
    const free = names.filter((name) => !SET.includes(name));
    const words = [VIRTUAL_IP, ...extent.map(String), segment.a.stateDirectory];
    const [command = '', ...place] = segment.a.place;
    const empty = await mkdtemp(join(folder, 'empty-'));
    const { stdout } = await execa(command, [...place, program, ...words, ...free, ...OTHERS], {
      cwd: empty,
      reject: false,
    });
    const lines = stdout.split('\n');
    const [, runs = 0, texts = 0, faults = 1] =
      /^runs (\d+) texts (\d+) faults (\d+)$/.exec(lines.at(-1) ?? '') ?? [];
    for (const line of lines.slice(0, -1)) say(line);
    return { runs: Number(runs), texts: Number(texts), faults: Number(faults) };
  } finally {
    await segment.lab.close();
  }
}
