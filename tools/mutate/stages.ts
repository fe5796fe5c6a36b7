/**
 * Which tests a mutant is shown to, in which order: those of its own file, to which nearly every one
 * falls, then the others, the slow ones last. Bun's own test runner takes an import of vitest for one
 * of itself, and is done before vitest has started; vitest runs what Bun does not understand, and has the
 * last word, because its matchers are stricter.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Copy, Runner, Verdict } from './copy.ts';

/** The tests of one file. */
interface TestFile {
  readonly path: string;
  readonly runner: Runner;
  /** Milliseconds that they take. */
  readonly time: number;
}

/** Where, apart from test/unit/<folder>, the code of lib/<folder> is tested. */
const OTHER_TESTS: Readonly<Record<string, readonly string[]>> = { vip: ['test/unit/actions'] };

/** Milliseconds. */
const SLOW = 1000;

/** A mutant counts as hanging when it takes so many times as long as the code itself, and some more. */
const PATIENCE = 4;
const MORE_PATIENCE = 5000;

const NO_LIMIT = 600_000;

export class Stages {
  readonly #tests: readonly TestFile[];

  private constructor(tests: readonly TestFile[]) {
    this.#tests = tests;
  }

  /** Of a folder of lib, by its name. Throws where a test fails without a mutant. */
  static async of(folder: string, copy: Copy): Promise<Stages> {
    const folders = [`test/unit/${folder}`, ...(OTHER_TESTS[folder] ?? [])];
    const tests: TestFile[] = [];
    for (const path of folders.flatMap(testsIn)) tests.push(await measure(path, copy));
    return new Stages(tests);
  }

  async verdictOn(source: string, copy: Copy): Promise<Verdict> {
    for (const [runner, tests] of this.#stagesOf(source)) {
      const time = tests.reduce((sum, test) => sum + test.time, 0);
      const limit = Math.ceil(time * PATIENCE + MORE_PATIENCE);
      const paths = tests.map(({ path }) => path);
      const verdict = await copy.test(runner, paths, limit);
      if (verdict !== 'survived') return verdict;
    }
    return 'survived';
  }

  #stagesOf(source: string): [Runner, readonly TestFile[]][] {
    const ofBun = this.#tests.filter(({ runner }) => runner === 'bun');
    const quick = ofBun.filter(({ time }) => time < SLOW);
    const imports = ({ path }: TestFile) => readFileSync(path, 'utf8').includes(`/${source}'`);
    const stages: [Runner, readonly TestFile[]][] = [
      ['bun', quick.filter(imports)],
      ['bun', quick.filter((test) => !imports(test))],
      ['bun', ofBun.filter(({ time }) => time >= SLOW)],
      ['vitest', this.#tests.filter((test) => test.runner === 'vitest' || imports(test))],
    ];
    return stages.filter(([, tests]) => tests.length > 0);
  }
}

function testsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

async function measure(path: string, copy: Copy): Promise<TestFile> {
  for (const runner of ['bun', 'vitest'] as const) {
    const startedAt = performance.now();
    const verdict = await copy.test(runner, [path], NO_LIMIT);
    if (verdict === 'survived') return { path, runner, time: performance.now() - startedAt };
  }
  throw new Error(`${path} fails without a mutant`);
}
