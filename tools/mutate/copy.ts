/** A copy of the files that the unit tests need, in a temporary folder: mutants never change the tree itself. */
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { execa } from 'execa';
import { nodeCommand } from '../../lab/node.ts';
import type { Mutant } from './mutants.ts';
import type { Request } from './tester.ts';

export type Verdict = 'killed' | 'hangs' | 'survived';

const PARTS = [
  'lib',
  'ocf-metadata',
  'lab',
  'test/support',
  'test/unit',
  'build/meta-data.ts',
  'build/parameters.ts',
  'build/native/system-calls.so',
  'package.json',
  'tsconfig.json',
];

const TESTER = join(import.meta.dirname, 'tester.ts');

function startTester(folder: string) {
  const [command, ...args] = nodeCommand(TESTER);
  return execa(command, args, {
    cwd: folder,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'ignore',
    buffer: false,
    reject: false,
    // Node.js handles other signals in its event loop, which an endless loop blocks.
    killSignal: 'SIGKILL',
  });
}

interface Tester {
  readonly program: ReturnType<typeof startTester>;
  readonly answers: Interface;
}

export class Copy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'floatip-mutate-'));
  readonly #changed = new Set<string>();
  #tester: Tester | undefined;

  constructor() {
    process.on('exit', () => {
      // It could still write into the folder.
      this.#tester?.program.kill();
      rmSync(this.#folder, { recursive: true, force: true });
    });
    for (const part of PARTS) cpSync(part, join(this.#folder, part), { recursive: true });
    symlinkSync(resolve('node_modules'), join(this.#folder, 'node_modules'));
  }

  /** Runs `trial` with the mutant in place of its file. */
  async with<T>({ file, code }: Mutant, trial: () => Promise<T>): Promise<T> {
    const path = join(this.#folder, file);
    const original = readFileSync(path);
    writeFileSync(path, code);
    this.#changed.add(file);
    try {
      return await trial();
    } finally {
      writeFileSync(path, original);
      this.#changed.add(file);
    }
  }

  /** @param limitMs time after which the tests count as hanging */
  async test(tests: readonly string[], limitMs: number): Promise<Verdict> {
    const request: Request = { changed: [...this.#changed], tests };
    this.#changed.clear();
    this.#tester ??= this.#start();
    const { program, answers } = this.#tester;
    const answer = once(answers, 'line', { signal: AbortSignal.timeout(limitMs) });
    program.stdin.write(`${JSON.stringify(request)}\n`);
    try {
      const [haveAllPassed] = await Promise.race([answer, program.then(() => [])]);
      if (haveAllPassed === 'true') return 'survived';
      if (haveAllPassed === undefined) this.#tester = undefined;
      return 'killed';
    } catch {
      program.kill();
      await program;
      this.#tester = undefined;
      return 'hangs';
    }
  }

  #start(): Tester {
    const program = startTester(this.#folder);
    return { program, answers: createInterface({ input: program.stdout }) };
  }
}
