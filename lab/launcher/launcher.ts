/**
 * Starts the executable with arguments and variables that are not UTF-8, which Node.js cannot do, and under
 * resource limits. Strings have a character up to U+00FF for each octet: `et\xffh`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { VIRTUAL_IP } from '../agent.ts';

/** RLIMIT_CPU, against endless loops: processor time does not depend on the load of the machine. */
const MAX_CPU_TIME_S = 5;

/** Exit status of launch.c if it cannot execute the program, or apply a setting. */
const LAUNCH_FAILED = 99;

export interface Launch {
  /** Without argv[0]. */
  readonly args: readonly string[];
  readonly argv0?: string;
  /** `NAME=value`, or any other strings. */
  readonly environment: readonly string[];
  /** See launch.c. */
  readonly settings?: readonly string[];
  readonly program?: string;
}

export interface Run {
  /** Undefined if a signal ended the program. */
  readonly status: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export class Launcher {
  readonly #folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Launcher> {
    const launcher = new Launcher(await mkdtemp(join(tmpdir(), 'floatip-launcher-')));
    const source = join(import.meta.dirname, 'launch.c');
    const flags = ['-O1', '-Wall', '-Wextra', '-Werror'];
    await execa(process.env.CC || 'cc', [...flags, '-o', launcher.#program, source]);
    return launcher;
  }

  get #program(): string {
    return join(this.#folder, 'launch');
  }

  /** Returns a command that executes the program in the same process. */
  async command({
    args,
    argv0 = VIRTUAL_IP,
    environment,
    settings = [],
    program = VIRTUAL_IP,
  }: Launch): Promise<string[]> {
    const file = join(this.#folder, `${++this.#count}`);
    const strings = [String(args.length + 1), argv0, ...args, ...environment];
    await writeFile(file, Buffer.from(strings.map((text) => `${text}\0`).join(''), 'latin1'));
    return [this.#program, program, file, `cpu=${MAX_CPU_TIME_S}`, ...settings];
  }

  /** @param place command prefix, such as `ip netns exec NAME` */
  async run(place: readonly string[], launch: Launch): Promise<Run> {
    const [first = '', ...rest] = [...place, ...(await this.command(launch))];
    const run = await execa(first, rest, {
      env: {},
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      encoding: 'buffer',
      stripFinalNewline: false,
    });
    if (run.exitCode === LAUNCH_FAILED) throw new Error(Buffer.from(run.stderr).toString('latin1'));
    return { status: run.exitCode, signal: run.signal, stdout: run.stdout, stderr: run.stderr };
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** The UTF-8 octets of a text, a character each. */
export function octetsOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Returns the lines of stderr. @throws Error if they are not UTF-8, are empty or have control characters */
export function linesOf({ stderr }: Run): string[] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(stderr);
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error(`last line without \\n: ${JSON.stringify(text)}`);
  const lines = text.slice(0, -1).split('\n');
  const malformed = lines.find((line) => line === '' || [...line].some(isControl));
  if (malformed !== undefined) throw new Error(`malformed line: ${JSON.stringify(malformed)}`);
  return lines;
}

function isControl(character: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(character);
}

const REASON = 'ocf-exit-reason:';

export function reasonOf(run: Run): string | undefined {
  const last = linesOf(run).at(-1);
  return last?.startsWith(REASON) ? last.slice(REASON.length) : undefined;
}
