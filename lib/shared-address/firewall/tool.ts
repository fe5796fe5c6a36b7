/** Runs a program of the firewall: without a shell, without our environment, and not for ever. */
import { findProgram, type ProgramRun, runProgram } from '../../linux/run-program.ts';

export interface Surroundings {
  /** Directories to look for programs in, as PATH has them. */
  readonly path: string;
  /** Milliseconds after which a program is killed. */
  readonly timeout: number;
  /**
   * Descriptors of locks that a program takes along: where we are killed, nobody else goes on before it
   * has come to its end.
   */
  readonly locks: readonly number[];
}

export interface ToolRun {
  readonly succeeded: boolean;
  readonly output: string;
  /** Why it failed, in one line that begins with the program's name; nothing where it succeeded. */
  readonly complaint: string;
}

export class Tool {
  readonly name: string;
  readonly #file: string;
  readonly #surroundings: Surroundings;

  /** @param name what complaints begin with */
  constructor(name: string, file: string, surroundings: Surroundings) {
    this.name = name;
    this.#file = file;
    this.#surroundings = surroundings;
  }

  /** Undefined where there is no such program. */
  static find(name: string, surroundings: Surroundings): Tool | undefined {
    const file = findProgram(name, surroundings.path);
    return file === undefined ? undefined : new Tool(name, file, surroundings);
  }

  run(args: readonly string[], input = ''): ToolRun {
    const { path, timeout, locks } = this.#surroundings;
    const environment = [`PATH=${path}`, 'LC_ALL=C'];
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
    if (timedOut) return `no end within ${this.#surroundings.timeout} ms`;
    const said = complaintOn(stderr);
    if (said !== '') return said;
    const ended = status === undefined ? `ended by signal ${signal}` : `exit status ${status}`;
    return `${ended}; ${[this.#file, ...args].join(' ')}`;
  }

  /** What the program prints. @throws Error with its complaint */
  demand(args: readonly string[], input = ''): string {
    const { succeeded, output, complaint } = this.run(args, input);
    if (!succeeded) throw new Error(complaint);
    return output;
  }
}

/** The first line that says anything; iptables' remarks on other tables begin with #. */
function complaintOn(stderr: string): string {
  for (const line of stderr.split('\n')) {
    const text = line.trim();
    if (text !== '' && !text.startsWith('#')) return text;
  }
  return '';
}
