/** A copy of what the unit tests need, in a temporary folder: mutants never touch the tree itself. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import type { Mutant } from './mutants.ts';

export type Verdict = 'killed' | 'hangs' | 'survived';

/** Which of the two runs the tests; see stages.ts. */
export type Runner = 'bun' | 'vitest';

const PARTS = ['lib', 'ocf-metadata', 'test/support', 'test/unit', 'package.json', 'tsconfig.json'];

/** Without what the other tests need, a build and root. What is cached goes with the copy. */
const CONFIGURATION = `export default {
  cacheDir: 'cache',
  test: {
    include: ['test/unit/**/*.test.ts'],
    testTimeout: 180_000,
    maxWorkers: 1,
    fsModuleCachePath: 'cache/modules',
  },
};
`;

const COMMANDS: Readonly<Record<Runner, readonly string[]>> = {
  bun: ['test', '--bail', '--timeout=180000'],
  // Threads end with the process when that is killed.
  vitest: ['--bun', 'node_modules/.bin/vitest', 'run', '--bail=1', '--pool=threads'],
};

export class Copy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'floatip-mutate-'));
  /** Ends the tests that are running, which would write into the folder that goes. */
  #end = () => {};

  constructor() {
    process.on('exit', () => {
      this.#end();
      rmSync(this.#folder, { recursive: true, force: true });
    });
    for (const part of PARTS) cpSync(part, join(this.#folder, part), { recursive: true });
    symlinkSync(resolve('node_modules'), join(this.#folder, 'node_modules'));
    writeFileSync(join(this.#folder, 'vitest.config.ts'), CONFIGURATION);
  }

  /** Has the mutant in place of its file while `trial` runs. */
  async with<T>({ file, code }: Mutant, trial: () => Promise<T>): Promise<T> {
    const path = join(this.#folder, file);
    const original = readFileSync(path);
    writeFileSync(path, code);
    try {
      return await trial();
    } finally {
      writeFileSync(path, original);
    }
  }

  /** @param limit milliseconds after which the tests count as hanging */
  async test(runner: Runner, files: readonly string[], limit: number): Promise<Verdict> {
    const paths = files.map((file) => `./${file}`);
    const tests = execa(process.execPath, [...COMMANDS[runner], ...paths], {
      cwd: this.#folder,
      stdio: 'ignore',
      reject: false,
      timeout: limit,
      // A loop without an end hears of no other signal.
      killSignal: 'SIGKILL',
    });
    this.#end = () => void tests.kill();
    const { exitCode, timedOut } = await tests;
    if (timedOut) return 'hangs';
    return exitCode === 0 ? 'survived' : 'killed';
  }
}
