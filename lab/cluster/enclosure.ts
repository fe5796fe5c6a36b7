/**
 * Namespaces whose PID 1 is ours: when it ends, the kernel ends every process in them, and with the
 * last process go mounts and network. PID 1 ends with its standard input, so that nothing outlives
 * whoever started it, whatever becomes of him.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export interface EnclosureOptions {
  /** A bash script of this folder that says "ready PID" and then reads lines until none comes. */
  readonly init: string;
  readonly args?: readonly string[];
  /** Besides those of processes, mounts and the network. */
  readonly namespaces?: readonly ('uts' | 'ipc')[];
  /** What runs a program where the enclosure is to be made. */
  readonly place?: readonly string[];
}

/** Of its processes: they know nothing of ours. */
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

function spawn({ init, args = [], namespaces = [], place = [] }: EnclosureOptions) {
  const unshare = ['unshare', '--fork', '--pid', '--kill-child', '--mount', '--net'];
  const more = [...namespaces.map((name) => `--${name}`), '--propagation', 'private'];
  const script = fileURLToPath(new URL(init, import.meta.url));
  const [command = '', ...rest] = [...place, ...unshare, ...more, 'bash', script, ...args];
  return execa(command, rest, {
    env: ENVIRONMENT,
    extendEnv: false,
    reject: false,
    stdin: 'pipe',
  });
}

export class Enclosure {
  readonly #process: ReturnType<typeof spawn>;
  #alive = true;
  /** Resolves when nothing of it is left but, for a moment, its network. */
  readonly ended: Promise<void>;

  /** Of its PID 1, as the machine counts. */
  readonly pid: number;

  private constructor(process: ReturnType<typeof spawn>, pid: number) {
    this.pid = pid;
    this.#process = process;
    this.ended = process.then(() => {
      this.#alive = false;
    });
  }

  static async start(options: EnclosureOptions): Promise<Enclosure> {
    const process = spawn(options);
    const said = createInterface({ input: process.stdout });
    const ready = once(said, 'line');
    const line: string = await Promise.race([ready.then(([text]) => text), process.then(() => '')]);
    const pid = /^ready (\d+)$/.exec(line)?.[1];
    if (pid === undefined) {
      process.kill('SIGKILL');
      const { stderr, exitCode, signal } = await process;
      throw new Error(`${options.init} ended with ${signal ?? exitCode}: ${stderr}`);
    }
    return new Enclosure(process, Number(pid));
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** What runs a program in it. The program ends with whoever waits for it. */
  get place(): readonly string[] {
    const namespaces = ['--mount', '--net', '--uts', '--ipc', '--pid'];
    const enter = ['nsenter', '--target', String(this.pid), ...namespaces];
    return [...enter, 'setpriv', '--pdeathsig', 'KILL'];
  }

  /** A file of its, as we can open it. */
  path(absolute: string): string {
    return `/proc/${this.pid}/root${absolute}`;
  }

  async run(command: string, ...args: string[]): Promise<string> {
    const [first = '', ...rest] = [...this.place, command, ...args];
    const { stdout } = await execa(first, rest, {
      env: ENVIRONMENT,
      extendEnv: false,
      all: true,
    });
    return stdout;
  }

  /** A line for its PID 1. */
  tell(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async kill(): Promise<void> {
    try {
      if (this.#alive) process.kill(this.pid, 'SIGKILL');
    } catch (error) {
      // It has just ended by itself, and nobody else has got its number since.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await this.ended;
  }
}
