/** Runs a program under inject.c, which injects a fault into one of its system calls. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const SOURCE = join(import.meta.dirname, 'inject.c');

/** All processes of an action are killed after this time: longer than any timeout of an action. */
const LIMIT_S = 150;
/** The exit status of inject.c then. */
export const TOO_LATE = 99;

/** A system call that inject.c has listed. */
export interface Call {
  /** 0: the program; 1: its first child, in the order of their creation. */
  readonly process: number;
  readonly name: string;
  /** From 1, of the calls with this name in this process. */
  readonly number: number;
  readonly result: number;
  /** AF_* of the socket that it receives from or sends to; -1: no socket. */
  readonly domain: number;
  /** The number of programs that the process has executed: 2 or more in a program that the agent runs. */
  readonly programs: number;
}

export interface ProcessEnd {
  readonly process: number;
  readonly kind: 'exit' | 'signal';
  /** Exit status, or the number of the signal. */
  readonly value: number;
  /** As in Call. */
  readonly programs: number;
}

export interface Report {
  readonly calls: readonly Call[];
  readonly isHit: boolean;
  readonly ends: readonly ProcessEnd[];
  /** Whether all processes have ended. */
  readonly isOver: boolean;
}

export class Injector {
  readonly #folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Compiles inject.c. */
  static async create(): Promise<Injector> {
    const injector = new Injector(await mkdtemp(join(tmpdir(), 'floatip-inject-')));
    const compiler = process.env.CC || 'cc';
    await writeFile(join(injector.#folder, 'syscall-names.h'), await syscallNames(compiler));
    const flags = ['-O1', '-Wall', '-Wextra', '-Werror', `-I${injector.#folder}`];
    await execa(compiler, [...flags, '-o', join(injector.#folder, 'inject'), SOURCE]);
    return injector;
  }

  /** @param fault `list`, or an argument of inject.c */
  prepare(fault: string): Injection {
    const report = join(this.#folder, `report-${++this.#count}`);
    const command = [join(this.#folder, 'inject'), report, String(LIMIT_S), fault];
    return new Injection(command, report);
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** One run under inject.c. */
export class Injection {
  /** Command prefix that runs the program. */
  readonly prefix: readonly string[];
  readonly #report: string;

  constructor(prefix: readonly string[], report: string) {
    this.prefix = prefix;
    this.#report = report;
  }

  async report(): Promise<Report> {
    const text = await readFile(this.#report, 'utf8').catch(() => '');
    // The last line may not be complete.
    const lines = text.split('\n').slice(0, -1);
    const calls: Call[] = [];
    const ends: ProcessEnd[] = [];
    let isHit = false;
    let isOver = false;
    for (const line of lines) {
      const [kind = '', ...words] = line.split(' ');
      const [first = 0, second = 0, third = 0] = words.map(Number);
      if (kind === 'hit') isHit = true;
      if (kind === 'over') isOver = true;
      if (kind === 'exit' || kind === 'signal') {
        ends.push({ process: first, kind, value: second, programs: third });
      }
      if (kind === 'call') {
        const [process = 0, , number = 0, result = 0, domain = 0, programs = 0] = words.map(Number);
        calls.push({ process, name: words[1] ?? '', number, result, domain, programs });
      }
    }
    return { calls, isHit, ends, isOver };
  }

  /** Removes the report. */
  forget(): Promise<void> {
    return rm(this.#report, { force: true });
  }
}

/** The names of the system calls on this architecture, for inject.c. */
async function syscallNames(compiler: string): Promise<string> {
  const options = ['-dM', '-E', '-include', 'sys/syscall.h', '-x', 'c', '/dev/null'];
  const { stdout } = await execa(compiler, options);
  const names = [...stdout.matchAll(/^#define SYS_([a-z0-9_]+) /gm)].map(([, name]) => name);
  const rows = names.map((name) => `{SYS_${name}, "${name}"},`);
  return [
    '#include <sys/syscall.h>',
    'static const struct { long number; const char *name; } names[] = {',
    ...rows,
    '};\n',
  ].join('\n');
}
