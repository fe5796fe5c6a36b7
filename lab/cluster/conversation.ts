/** A client that asks a service behind a virtual address, on and on, and who answered it. */
import type { Host } from '../lab.ts';
import { monotonicTime } from '../monotonic-time.ts';
import type { Answer, ClientMessage } from '../programs/client.ts';
import { Program } from '../programs/program.ts';
import { until } from '../until.ts';
import type { Node } from './node.ts';

export const PORT = '7000';
/** Milliseconds from one question to the next. */
const ASK_INTERVAL = 20;

/** Starts the service on a host, whether or not it has one of the addresses: it stands by. */
export async function serve(
  { host, name }: Pick<Node, 'host' | 'name'>,
  ...addresses: readonly string[]
): Promise<void> {
  for (const family of ['ipv4', 'ipv6']) await host.sysctl(`net.${family}.ip_nonlocal_bind`, 1);
  await Program.start(host, 'echo-server', [name, PORT, ...addresses]);
}

export class Conversation {
  readonly address: string;
  readonly answers: readonly Answer[];

  private constructor(address: string, answers: readonly Answer[]) {
    this.address = address;
    this.answers = answers;
  }

  /** Goes on as long as the client. */
  static start(
    client: Host,
    address: string,
    interval: number = ASK_INTERVAL,
  ): Promise<Conversation> {
    return Conversation.#start('client', client, address, interval);
  }

  /** With a web server, which is asked for page after page. */
  static startReading(client: Host, address: string): Promise<Conversation> {
    return Conversation.#start('http-client', client, address, ASK_INTERVAL);
  }

  static async #start(
    program: string,
    client: Host,
    address: string,
    interval: number,
  ): Promise<Conversation> {
    const answers: Answer[] = [];
    const args = [address, PORT, String(interval)];
    await Program.start(client, program, args, (said: ClientMessage) => {
      if (said.kind === 'answer') answers.push(said);
    });
    return new Conversation(address, answers);
  }

  /** Waits until a node answers what is asked from now on. */
  answeredBy({ name }: Node): Promise<void> {
    return this.#answeredBy(name, (by) => by === name);
  }

  /** Waits until anybody answers what is asked from now on. */
  goesOn(): Promise<void> {
    return this.#answeredBy('somebody', () => true);
  }

  async #answeredBy(who: string, acceptable: (name: string) => boolean): Promise<void> {
    const since = monotonicTime();
    await until(`${this.address} is served by ${who}`, () => this.answers.at(-1), {
      accept: (last) => last !== undefined && acceptable(last.by) && last.askedAt >= since,
      interval: 20,
    });
  }

  /** Who answered what was asked since then, in the order of the answers; each change of hands once. */
  servedBy(since: number): string[] {
    const names = this.#since(since).map(({ by }) => by);
    return names.filter((name, at) => name !== names[at - 1]);
  }

  /** How many of the questions since then had no answer when a later one had. */
  unanswered(since: number): number {
    const numbers = this.#since(since).map(({ number }) => number);
    return Math.max(...numbers) - Math.min(...numbers) + 1 - new Set(numbers).size;
  }

  #since(time: number): Answer[] {
    return this.answers.filter(({ askedAt }) => askedAt >= time);
  }
}
