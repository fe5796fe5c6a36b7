/**
 * `make mutate`: changes one small thing of the code at a time; a test should fail.
 * usage: tools/mutate/main.ts FILE-OR-FOLDER...     WORKERS: number of mutants that are tested in parallel
 * Exit status 0 if only mutants survive that are known to make no difference, else 1.
 */
import { readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Copy, type Verdict } from './copy.ts';
import { changeOf, EQUIVALENTS, isOf } from './equivalents.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { Stages } from './stages.ts';

interface Tried extends Mutant {
  readonly verdict: Verdict;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
process.exit(await main(process.argv.slice(2), Number(process.env.WORKERS ?? 1)));

async function main(paths: readonly string[], workers: number): Promise<number> {
  const first = new Copy();
  const copies = [first, ...Array.from({ length: workers - 1 }, () => new Copy())];
  const stages = new Map<string, Stages>();
  const all: Tried[] = [];
  for (const file of paths.flatMap(sourcesIn)) {
    const [, folder = ''] = file.split('/');
    const known = stages.get(folder) ?? (await Stages.of(folder, first));
    stages.set(folder, known);
    const tried = await tryAll(mutantsOf(file, readFileSync(file, 'utf8')), known, copies);
    tell(file, tried);
    all.push(...tried);
  }
  return report(all);
}

function sourcesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(path, name))
    .sort();
}

async function tryAll(
  mutants: readonly Mutant[],
  stages: Stages,
  copies: readonly Copy[],
): Promise<Tried[]> {
  const queue = [...mutants];
  const tried: Tried[] = [];
  const work = async (copy: Copy) => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const { file } = mutant;
      const verdict = await copy.with(mutant, () => stages.verdictOn(file, copy));
      tried.push({ ...mutant, verdict });
    }
  };
  await Promise.all(copies.map(work));
  return tried.sort((a, b) => a.line - b.line);
}

/** Prints the result of one file. */
function tell(file: string, tried: readonly Tried[]): void {
  say(`${file}: ${score(tried)}`);
  for (const mutant of tried.filter(isUnexplained)) {
    say(`  ${file}:${mutant.line}: ${changeOf(mutant)}`);
  }
}

function report(tried: readonly Tried[]): number {
  const folders = Map.groupBy(tried, ({ file }) => dirname(file));
  for (const [folder, mutants] of folders) say(`${folder}: ${score(mutants)}`);
  const files = new Set(tried.map(({ file }) => file));
  const miscounted = EQUIVALENTS.filter(({ file }) => files.has(file)).flatMap((known) =>
    Object.entries(known.changes).flatMap(([change, count]) => {
      const alike = tried.filter(
        (mutant) => hasSurvived(mutant) && isOf(mutant, known) && changeOf(mutant) === change,
      );
      if (alike.length === count) return [];
      return `${known.file}: ${change} survives ${alike.length} times, not ${count}, in ${known.line}`;
    }),
  );
  for (const line of miscounted) say(line);
  return tried.some(isUnexplained) || miscounted.length > 0 ? 1 : 0;
}

function hasSurvived({ verdict }: Tried): boolean {
  return verdict === 'survived';
}

/** Whether it survived and is not listed in EQUIVALENTS. */
function isUnexplained(mutant: Tried): boolean {
  return hasSurvived(mutant) && !EQUIVALENTS.some((known) => isOf(mutant, known));
}

function score(tried: readonly Tried[]): string {
  const hung = tried.filter(({ verdict }) => verdict === 'hangs').length;
  const survived = tried.filter(hasSurvived).length;
  const unexplained = tried.filter(isUnexplained).length;
  const killed = tried.length - survived;
  const parts = [
    `${killed} of ${tried.length} found`,
    hung > 0 ? `${hung} of them because they hung` : '',
    survived > unexplained ? `${survived - unexplained} without a difference` : '',
    unexplained > 0 ? `${unexplained} survived` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}
