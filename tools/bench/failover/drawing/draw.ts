/** Writes all drawings of a measurement. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../run.ts';
import { drawDistributions } from './distributions.ts';
import { drawTimeline } from './timeline.ts';

/** Writes `SCENARIO.svg` for each scenario, and `distributions.svg`. Returns the paths. */
export async function draw(runs: readonly Run[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const drawings = new Map<string, string>([['distributions', drawDistributions(runs)]]);
  const scenarios = new Set(runs.map(({ scenario }) => scenario));
  for (const scenario of scenarios) {
    drawings.set(scenario.replaceAll(/\W+/g, '-'), drawTimeline(runs, scenario));
  }
  const files: string[] = [];
  for (const [name, svg] of drawings) {
    const file = join(folder, `${name}.svg`);
    await writeFile(file, `${svg}\n`);
    files.push(file);
  }
  return files;
}
