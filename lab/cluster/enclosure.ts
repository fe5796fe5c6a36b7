/**
 * Namespaces with a PID 1 of the lab: when it ends, the kernel kills all processes in them, and removes
 * mounts and network. PID 1 ends at the end of its standard input, that is when the process that
 * started it has ended or was killed.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export interface EnclosureOptions {
  /** A bash script of this folder that prints "ready PID", then reads lines until the end of its input. */
  readonly init: string;
  readonly args?: readonly string[];
  /** In addition to pid, mount and network namespaces. */
  readonly namespaces?: readonly ('uts' | 'ipc')[];
  /** Command prefix, if the enclosure is to be made inside another one. */
  readonly place?: readonly string[];
}

/** The environment of its processes, without the variables of this process. */
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
  /** Resolves when its processes have ended. The kernel removes its network a moment later. */
  readonly ended: Promise<void>;

  /** Its PID 1, in the machine's pid namespace. */
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
    const output = createInterface({ input: process.stdout });
    const ready = once(output, 'line');
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

  /** Command prefix that runs a program in it. The program is killed when its parent ends. */
  get place(): readonly string[] {
    const namespaces = ['--mount', '--net', '--uts', '--ipc', '--pid'];
    const enter = ['nsenter', '--target', String(this.pid), ...namespaces];
    return [...enter, 'setpriv', '--pdeathsig', 'KILL'];
  }

  /** Path by which this process can open a file in it. */
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

  /** Sends a line to its PID 1. */
  sendLine(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async kill(): Promise<void> {
    try {
      if (this.#alive) process.kill(this.pid, 'SIGKILL');
    } catch (error) {
      // ESRCH: it has just ended.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await this.ended;
  }
}
