/**
 * Starts the executable as no shell and no Node.js can: with arguments and variables that are no text,
 * and under limits. Octets are written as characters up to U+00FF, one each: `et\xffh`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { VIRTUAL_IP } from '../agent.ts';

/** Seconds of processor time after which something goes round in circles; a slow machine does not count. */
const MOST_PROCESSOR_TIME = 5;

/** Of launch.c, where it could not do what it was told. */
const NOT_LAUNCHED = 99;

export interface Launch {
  /** Those after the name of the program. */
  readonly args: readonly string[];
  readonly argv0?: string;
  /** `NAME=value`; or anything else. */
  readonly environment: readonly string[];
  /** See launch.c. */
  readonly settings?: readonly string[];
  readonly program?: string;
}

export interface Run {
  /** Undefined where a signal ended it. */
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

  /** A command that becomes the executable, for a shell or for what is run as a child. */
  async command({
    args,
    argv0 = VIRTUAL_IP,
    environment,
    settings = [],
    program = VIRTUAL_IP,
  }: Launch): Promise<string[]> {
    const file = join(this.#folder, `${++this.#count}`);
    const strings = [String(args.length + 1), argv0, ...args, ...environment];
    await writeFile(file, Buffer.from(strings.map((one) => `${one}\0`).join(''), 'latin1'));
    return [this.#program, program, file, `cpu=${MOST_PROCESSOR_TIME}`, ...settings];
  }

  /** @param place what runs it, such as `ip netns exec NAME` */
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
    if (run.exitCode === NOT_LAUNCHED) throw new Error(Buffer.from(run.stderr).toString('latin1'));
    return { status: run.exitCode, signal: run.signal, stdout: run.stdout, stderr: run.stderr };
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** The octets of a text, as the launcher wants them. */
export function octetsOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The lines of stderr. @throws Error where they are no text, or hold what no line may hold */
export function linesOf({ stderr }: Run): string[] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(stderr);
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error(`a line without an end: ${JSON.stringify(text)}`);
  const lines = text.slice(0, -1).split('\n');
  const broken = lines.find((line) => line === '' || [...line].some(isControl));
  if (broken !== undefined) throw new Error(`not one line: ${JSON.stringify(broken)}`);
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
