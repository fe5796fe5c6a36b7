/**
 * Random texts as parameters of the executable, hundreds of thousands an hour: not UTF-8, 130 kB long (the most that
 * execve(2) takes is 128 KiB for each), with characters of shells, terminals and formats. fuzz-parameters.c says what a
 * fault is.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
const ALL_RUNS = 1_000_000_000;

export const part: Part = {
  name: 'parameters',
  share: 1,
  run: async ({ untilMs, seed, say }: Budget): Promise<Result> => {
    const seconds = Math.max(1, Math.round((untilMs - monotonicTime()) / 1000));
    const { runs, faults } = await fuzzParameters({ seed, seconds }, say);
    const again = `PARTS=parameters SEED=${seed}`;
    if (faults > 0) say(`again: make torture ${again}`);
    return {
      tried: runs,
      failed: faults,
      lines: [`${runs} runs in ${seconds} s, ${faults} faults`],
    };
  },
};

export interface Extent {
  readonly seed: number;
  readonly seconds: number;
  readonly count?: number;
}

/** @param say gets a line for each fault */
export async function fuzzParameters(
  { seed, seconds, count = ALL_RUNS }: Extent,
  say: (line: string) => void,
): Promise<{ runs: number; faults: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'floatip-parameters-'));
  const segment = await createIpv6Segment();
  try {
    // The kernel adds the link-local address, and routes with it, some time after the link is up.
    await until(
      'the link-local address is in use',
      () => segment.a.ip('-6 -oneline address show dev eth0 scope link'),
      { accept: (text) => text.includes('inet6') && !text.includes('tentative') },
    );
    const program = join(folder, 'fuzz-parameters');
    const source = join(import.meta.dirname, 'fuzz-parameters.c');
    const flags = ['-std=gnu17', '-O2', '-Wall', '-Wextra', '-Werror'];
    await execa(process.env.CC || 'cc', [...flags, '-o', program, source]);
    const names = parameters().map(({ name }) => name);
    const free = names.filter((name) => !SET.includes(name));
    const words = [VIRTUAL_IP, seed, 0, count, seconds, segment.a.stateDirectory];
    const [first = '', ...place] = segment.a.place;
    const empty = await mkdtemp(join(folder, 'empty-'));
    const { stdout } = await execa(
      first,
      [...place, program, ...words.map(String), ...free, ...OTHERS],
      { cwd: empty, reject: false },
    );
    const lines = stdout.split('\n');
    const [, runs = '0', faults = '1'] = /^runs (\d+) faults (\d+)$/.exec(lines.at(-1) ?? '') ?? [];
    for (const line of lines.slice(0, -1)) say(line);
    return { runs: Number(runs), faults: Number(faults) };
  } finally {
    await segment.lab.close();
    await rm(folder, { recursive: true, force: true });
  }
}
