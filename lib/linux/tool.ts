/** Runs a program without a shell, with its own environment and a timeout. */
import { findProgram, type ProgramRun, runProgram } from './run-program.ts';

export interface Surroundings {
  /** The value of PATH. */
  readonly path: string;
  /** `NAME=value`, besides PATH and LC_ALL. */
  readonly variables?: readonly string[];
  /** Milliseconds after which a program is killed. */
  readonly timeout: number;
  /**
   * Descriptors of locks that a program inherits: the locks stay held until the program has ended, even if this
   * process is killed.
   */
  readonly locks: readonly number[];
}

export interface ToolRun {
  readonly succeeded: boolean;
  readonly output: string;
  /** Why the program failed, in one line that begins with its name; empty if it succeeded. */
  readonly complaint: string;
}

export class Tool {
  readonly name: string;
  readonly #file: string;
  readonly #surroundings: Surroundings;

  /** @param name prefix of the complaints */
  constructor(name: string, file: string, surroundings: Surroundings) {
    this.name = name;
    this.#file = file;
    this.#surroundings = surroundings;
  }

  /** Undefined if the program is not in PATH. */
  static find(name: string, surroundings: Surroundings): Tool | undefined {
    const file = findProgram(name, surroundings.path);
    return file === undefined ? undefined : new Tool(name, file, surroundings);
  }

  run(args: readonly string[], input = ''): ToolRun {
    const { path, timeout, locks, variables = [] } = this.#surroundings;
    const environment = [`PATH=${path}`, 'LC_ALL=C', ...variables];
    try {
      const run = runProgram(this.#file, args, { environment, input, timeout, keep: locks });
      const succeeded = run.status === 0 && !run.timedOut;
      const complaint = succeeded ? '' : `${this.name}: ${this.#whyFailed(run, args)}`;
      return { succeeded, output: run.stdout, complaint };
    } catch (error) {
      const why = error instanceof Error ? error.message : `${error}`;
      return { succeeded: false, output: '', complaint: `${this.name}: ${why}` };
    }
  }

  #whyFailed({ status, signal, timedOut, stderr }: ProgramRun, args: readonly string[]): string {
    if (timedOut) return `timed out after ${this.#surroundings.timeout} ms`;
    const said = complaintOn(stderr);
    if (said !== '') return said;
    const ended = status === undefined ? `ended by signal ${signal}` : `exit status ${status}`;
    return `${ended}; ${[this.#file, ...args].join(' ')}`;
  }

  /** Returns the output. @throws Error with the complaint */
  demand(args: readonly string[], input = ''): string {
    const { succeeded, output, complaint } = this.run(args, input);
    if (!succeeded) throw new Error(complaint);
    return output;
  }
}

/** The first line that is not empty; iptables' remarks about other tables begin with #. */
function complaintOn(stderr: string): string {
  for (const line of stderr.split('\n')) {
    const text = line.trim();
    if (text !== '' && !text.startsWith('#')) return text;
  }
  return '';
}
