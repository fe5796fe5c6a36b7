/** Runs the programs of this folder on a host. Each writes JSON lines. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Host } from '../lab.ts';
import { nodeCommand } from '../node.ts';

function spawn(host: Host, file: string, args: readonly string[]) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const [command = '', ...rest] = [...host.place, ...nodeCommand(path, ...args)];
  return execa(command, rest, {
    reject: false,
    stdin: 'pipe',
    lines: true,
    // Lines are passed on as they arrive, and not kept.
    buffer: { stdout: false },
  });
}

export class Program {
  readonly #process: ReturnType<typeof spawn>;
  readonly #name: string;
  /** Resolves at the end of the program's standard output. */
  #outputEnd: Promise<void> = Promise.resolve();

  private constructor(host: Host, name: string, args: readonly string[]) {
    this.#name = name;
    this.#process = spawn(host, `${name}.ts`, args);
  }

  /**
   * Starts a program, and waits for its first line, which reports that it is ready.
   * @param onMessage receives each following line
   */
  static async start<T>(
    host: Host,
    name: string,
    args: readonly string[],
    onMessage: (message: T) => void = () => {},
  ): Promise<Program> {
    const program = new Program(host, name, args);
    let ready = false;
    await new Promise<void>((resolve) => {
      program.#outputEnd = program.#readMessages((message: T) => {
        if (ready) onMessage(message);
        ready = true;
        resolve();
      });
      program.#outputEnd.then(resolve, resolve);
    });
    if (!ready) throw new Error(await program.#describeExit());
    return program;
  }

  /** Closes the program's standard input, at which it ends, and waits for its exit. */
  async finish(): Promise<void> {
    this.#process.stdin.end();
    await this.#outputEnd;
    const { exitCode } = await this.#process;
    if (exitCode !== 0) throw new Error(await this.#describeExit());
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process;
  }

  async #readMessages<T>(onMessage: (message: T) => void): Promise<void> {
    for await (const line of this.#process) onMessage(JSON.parse(line));
  }

  async #describeExit(): Promise<string> {
    const { stderr, exitCode, signal } = await this.#process;
    return `${this.#name}.ts ended with ${signal ?? exitCode}: ${stderr.join(' ')}`;
  }
}
