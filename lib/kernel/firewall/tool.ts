/** Runs a program of the firewall: without a shell, without our environment, and not for ever. */
import { execaSync } from 'execa';

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
  /** Why it failed, in one line that begins with the program's name. */
  readonly complaint: string;
}

export class Tool {
  readonly #name: string;
  readonly #file: string;
  readonly #surroundings: Surroundings;

  private constructor(name: string, file: string, surroundings: Surroundings) {
    this.#name = name;
    this.#file = file;
    this.#surroundings = surroundings;
  }

  /** Undefined where there is no such program. */
  static find(name: string, surroundings: Surroundings): Tool | undefined {
    const file = Bun.which(name, { PATH: surroundings.path });
    return file === null ? undefined : new Tool(name, file, surroundings);
  }

  run(args: readonly string[], input = ''): ToolRun {
    const { path, timeout, locks } = this.#surroundings;
    const { failed, timedOut, stdout, stderr, exitCode, shortMessage } = execaSync(
      this.#file,
      args,
      {
        input,
        // Any descriptor will do, but execa's types end at 9.
        stdio: ['pipe', 'pipe', 'pipe', ...(locks as readonly 3[])],
        env: { PATH: path, LC_ALL: 'C' },
        extendEnv: false,
        cwd: '/',
        timeout,
        killSignal: 'SIGKILL',
        reject: false,
      },
    );
    const ended = exitCode === undefined ? shortMessage : `exit status ${exitCode}`;
    const silent = `${ended}; ${[this.#file, ...args].join(' ')}`;
    const why = timedOut ? `no end within ${timeout} ms` : complaintOn(stderr) || silent;
    return { succeeded: !failed, output: stdout, complaint: `${this.#name}: ${why}` };
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
  const lines = stderr.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
}
