/**
 * The order in which tests run on a mutant: those of its own file first, which find nearly every mutant, then the
 * others, the slow ones last.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Copy, Verdict } from './copy.ts';

/** The tests of one file. */
interface TestFile {
  readonly path: string;
  readonly timeMs: number;
}

/** Folders besides test/unit/<folder> that test the code of lib/<folder>. */
const OTHER_TESTS: Readonly<Record<string, readonly string[]>> = {
  vip: ['test/unit/actions', 'test/unit/scenarios'],
  actions: ['test/unit/scenarios'],
  ocf: ['test/unit/scenarios'],
  'shared-address': ['test/unit/scenarios'],
};

const SLOW_MS = 1000;

/** A mutant counts as hanging after LIMIT_FACTOR times the time of the original, plus LIMIT_EXTRA_MS. */
const LIMIT_FACTOR = 4;
const LIMIT_EXTRA_MS = 5000;

const NO_LIMIT_MS = 600_000;

export class Stages {
  readonly #tests: readonly TestFile[];

  private constructor(tests: readonly TestFile[]) {
    this.#tests = tests;
  }

  /** @param folder name of a folder of lib. @throws Error if a test fails without a mutant */
  static async of(folder: string, copy: Copy): Promise<Stages> {
    const folders = [`test/unit/${folder}`, ...(OTHER_TESTS[folder] ?? [])];
    const paths = folders.flatMap(testsIn);
    // Starts vitest, so that its start does not count as time of a test.
    await copy.test(paths.slice(0, 1), NO_LIMIT_MS);
    const tests: TestFile[] = [];
    for (const path of paths) tests.push(await measure(path, copy));
    return new Stages(tests);
  }

  async verdictOn(source: string, copy: Copy): Promise<Verdict> {
    for (const tests of this.#stagesOf(source)) {
      const timeMs = tests.reduce((sum, test) => sum + test.timeMs, 0);
      const limitMs = Math.ceil(timeMs * LIMIT_FACTOR + LIMIT_EXTRA_MS);
      const paths = tests.map(({ path }) => path);
      const verdict = await copy.test(paths, limitMs);
      if (verdict !== 'survived') return verdict;
    }
    return 'survived';
  }

  #stagesOf(source: string): (readonly TestFile[])[] {
    const quick = this.#tests.filter(({ timeMs }) => timeMs < SLOW_MS);
    const imports = ({ path }: TestFile) => readFileSync(path, 'utf8').includes(`/${source}'`);
    const stages = [
      quick.filter(imports),
      quick.filter((test) => !imports(test)),
      this.#tests.filter(({ timeMs }) => timeMs >= SLOW_MS),
    ];
    return stages.filter((tests) => tests.length > 0);
  }
}

function testsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

async function measure(path: string, copy: Copy): Promise<TestFile> {
  const startedAt = performance.now();
  const verdict = await copy.test([path], NO_LIMIT_MS);
  if (verdict !== 'survived') throw new Error(`${path} fails without a mutant`);
  return { path, timeMs: performance.now() - startedAt };
}
