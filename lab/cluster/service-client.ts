/** A client that continuously sends requests to a service on a virtual address, and the answers to it. */
import type { Host } from '../lab.ts';
import { monotonicTime } from '../monotonic-time.ts';
import type { Answer, ClientMessage } from '../programs/client.ts';
import { Program } from '../programs/program.ts';
import { until } from '../until.ts';
import type { Node } from './node.ts';

export const PORT = '7000';
const REQUEST_INTERVAL_MS = 20;

/** Starts the service on a host, which need not have the addresses. */
export async function serve(
  { host, name }: Pick<Node, 'host' | 'name'>,
  ...addresses: readonly string[]
): Promise<void> {
  for (const family of ['ipv4', 'ipv6']) await host.sysctl(`net.${family}.ip_nonlocal_bind`, 1);
  await Program.start(host, 'echo-server', [name, PORT, ...addresses]);
}

export class ServiceClient {
  readonly address: string;
  readonly answers: readonly Answer[];

  private constructor(address: string, answers: readonly Answer[]) {
    this.address = address;
    this.answers = answers;
  }

  /** Starts the UDP client. It runs until the client host is removed. */
  static start(
    client: Host,
    address: string,
    interval: number = REQUEST_INTERVAL_MS,
  ): Promise<ServiceClient> {
    return ServiceClient.#start('client', client, address, interval);
  }

  /** Starts a client that requests pages from a web server. */
  static startReading(client: Host, address: string): Promise<ServiceClient> {
    return ServiceClient.#start('http-client', client, address, REQUEST_INTERVAL_MS);
  }

  static async #start(
    program: string,
    client: Host,
    address: string,
    interval: number,
  ): Promise<ServiceClient> {
    const answers: Answer[] = [];
    const args = [address, PORT, String(interval)];
    await Program.start(client, program, args, (message: ClientMessage) => {
      if (message.kind === 'answer') answers.push(message);
    });
    return new ServiceClient(address, answers);
  }

  /** Waits until a node answers a request that is sent from now on. */
  waitUntilAnsweredBy({ name }: Node): Promise<void> {
    return this.#waitUntilAnsweredBy(name, (by) => by === name);
  }

  /** Waits until a request that is sent from now on is answered by any node. */
  waitForAnswer(): Promise<void> {
    return this.#waitUntilAnsweredBy('any node', () => true);
  }

  async #waitUntilAnsweredBy(what: string, acceptable: (name: string) => boolean): Promise<void> {
    const since = monotonicTime();
    await until(`${this.address} is served by ${what}`, () => this.answers.at(-1), {
      accept: (last) => last !== undefined && acceptable(last.by) && last.askedAt >= since,
      interval: 20,
    });
  }

  /** Names of the nodes that answered requests sent since then, in order; consecutive ones once. */
  answeringNodes(since: number): string[] {
    const names = this.#since(since).map(({ by }) => by);
    return names.filter((name, at) => name !== names[at - 1]);
  }

  /** Number of requests sent since then that were not answered, up to the last answered one. */
  unanswered(since: number): number {
    const numbers = this.#since(since).map(({ number }) => number);
    return Math.max(...numbers) - Math.min(...numbers) + 1 - new Set(numbers).size;
  }

  #since(time: number): Answer[] {
    return this.answers.filter(({ askedAt }) => askedAt >= time);
  }
}
