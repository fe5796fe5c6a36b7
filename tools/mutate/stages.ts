/**
 * Which tests a mutant is shown to, in which order: those of its own file, to which nearly every one
 * falls, then the others, the slow ones last.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Copy, Verdict } from './copy.ts';

/** The tests of one file. */
interface TestFile {
  readonly path: string;
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
    const paths = folders.flatMap(testsIn);
    // So that no test is charged with the time that vitest takes to begin.
    await copy.test(paths.slice(0, 1), NO_LIMIT);
    const tests: TestFile[] = [];
    for (const path of paths) tests.push(await measure(path, copy));
    return new Stages(tests);
  }

  async verdictOn(source: string, copy: Copy): Promise<Verdict> {
    for (const tests of this.#stagesOf(source)) {
      const time = tests.reduce((sum, test) => sum + test.time, 0);
      const limit = Math.ceil(time * PATIENCE + MORE_PATIENCE);
      const paths = tests.map(({ path }) => path);
      const verdict = await copy.test(paths, limit);
      if (verdict !== 'survived') return verdict;
    }
    return 'survived';
  }

  #stagesOf(source: string): (readonly TestFile[])[] {
    const quick = this.#tests.filter(({ time }) => time < SLOW);
    const imports = ({ path }: TestFile) => readFileSync(path, 'utf8').includes(`/${source}'`);
    const stages = [
      quick.filter(imports),
      quick.filter((test) => !imports(test)),
      this.#tests.filter(({ time }) => time >= SLOW),
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
  const verdict = await copy.test([path], NO_LIMIT);
  if (verdict !== 'survived') throw new Error(`${path} fails without a mutant`);
  return { path, time: performance.now() - startedAt };
}
