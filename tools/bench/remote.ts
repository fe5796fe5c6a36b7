/** Starts runner.ts in a host's namespace, and sends it requests. */
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Host } from '../../lab/lab.ts';
import { nodeCommand } from '../../lab/node.ts';
import type { Answer, Command, Remains, Request } from './protocol.ts';

const RUNNER = fileURLToPath(new URL('runner.ts', import.meta.url));

function startRunner(host: Host) {
  const [command = '', ...args] = [...host.place, ...nodeCommand(RUNNER)];
  return execa(command, args, {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
    buffer: false,
    reject: false,
  });
}

export class Runner {
  readonly #process: ReturnType<typeof startRunner>;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  readonly host: Host;

  constructor(host: Host) {
    this.host = host;
    this.#process = startRunner(host);
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  async ask<Kind extends Request['kind']>(
    request: Extract<Request, { kind: Kind }>,
  ): Promise<Answer<Kind>> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('the runner ended');
    const reply: Answer<Kind> | { error: string } = JSON.parse(value);
    if ('error' in reply) throw new Error(`${describe(request)}: ${reply.error}`);
    // A failed run is not a measurement.
    if ('status' in reply && reply.status !== 0) {
      throw new Error(`${describe(request)}: exit status ${reply.status}`);
    }
    return reply;
  }

  run(command: Command): Promise<Answer<'run'>> {
    return this.ask({ kind: 'run', command });
  }

  reap(): Promise<Remains> {
    return this.ask({ kind: 'reap' });
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.#process;
    this.#lines.close();
  }
}

function describe(request: Request): string {
  return 'command' in request ? request.command.argv.join(' ') : request.kind;
}
