/** The programs of this folder on a host: each speaks JSON lines. */
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
    // Lines are heard as they come, and not kept.
    buffer: { stdout: false },
  });
}

export class Program {
  readonly #process: ReturnType<typeof spawn>;
  readonly #name: string;
  /** When all that it said has been heard. */
  #heard: Promise<void> = Promise.resolve();

  private constructor(host: Host, name: string, args: readonly string[]) {
    this.#name = name;
    this.#process = spawn(host, `${name}.ts`, args);
  }

  /**
   * Starts the program, and waits until it says that it is ready (its first line).
   * @param hear gets every line after that
   */
  static async start<T>(
    host: Host,
    name: string,
    args: readonly string[],
    hear: (message: T) => void = () => {},
  ): Promise<Program> {
    const program = new Program(host, name, args);
    let ready = false;
    await new Promise<void>((resolve) => {
      program.#heard = program.#listen((message: T) => {
        if (ready) hear(message);
        ready = true;
        resolve();
      });
      program.#heard.then(resolve, resolve);
    });
    if (!ready) throw new Error(await program.#lastWords());
    return program;
  }

  /** Ends its standard input, which says that it is to come to an end, and waits for that. */
  async finish(): Promise<void> {
    this.#process.stdin.end();
    await this.#heard;
    const { exitCode } = await this.#process;
    if (exitCode !== 0) throw new Error(await this.#lastWords());
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process;
  }

  async #listen<T>(hear: (message: T) => void): Promise<void> {
    for await (const line of this.#process) hear(JSON.parse(line));
  }

  async #lastWords(): Promise<string> {
    const { stderr, exitCode, signal } = await this.#process;
    return `${this.#name}.ts ended with ${signal ?? exitCode}: ${stderr.join(' ')}`;
  }
}
