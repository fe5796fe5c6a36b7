/** The client's side of a failover. */

import { setTimeout as sleep } from 'node:timers/promises';
import { NIC } from '../../../lab/cluster/identity.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { ServiceClient } from '../../../lab/cluster/service-client.ts';
import type { Host } from '../../../lab/lab.ts';
import { realTime } from '../../../lab/real-time.ts';
import { until } from '../../../lab/until.ts';
import { ASK_INTERVAL_MS, JITTER_MS, LISTEN_MS } from './settings.ts';
import { announcements, answers, filter, type WireAnswer } from './wire.ts';

/** The client's observations of a failover. Times in milliseconds of CLOCK_REALTIME. */
export interface Sighting {
  readonly from: Node;
  readonly to: Node;
  /** Before the failure or move. */
  readonly since: number;
  readonly lastAnswer: number;
  readonly firstAnswer: number;
  readonly lost: number;
  readonly frames: readonly number[];
  readonly astray: readonly string[];
}

export class Segment {
  readonly address: string;
  readonly client: Host;
  readonly gateway: Host;
  readonly conversation: ServiceClient;

  private constructor(address: string, client: Host, gateway: Host, conversation: ServiceClient) {
    this.address = address;
    this.client = client;
    this.gateway = gateway;
    this.conversation = conversation;
  }

  static async create(address: string, client: Host, gateway: Host): Promise<Segment> {
    const conversation = await ServiceClient.start(client, address, ASK_INTERVAL_MS);
    return new Segment(address, client, gateway, conversation);
  }

  /** Runs `happen`, and observes until the successor has announced the address. */
  async watch(from: Node, successors: readonly Node[], happen: () => unknown): Promise<Sighting> {
    await this.#acquaint(from);
    const capture = await this.client.capture(NIC, filter(this.address));
    try {
      const heard = async () => answers(await capture.frames());
      await until(`${from.name} has answered`, heard, {
        accept: (seen) => seen.some(({ by }) => by === from.name),
        interval: 10,
      });
      await sleep(Math.random() * JITTER_MS);
      const since = realTime();
      await happen();
      const to = await this.#successor(from, successors);
      await sleep(LISTEN_MS);
      const seen = await heard();
      return {
        from,
        to,
        since,
        ...interruption(seen, from, to),
        frames: await announcements(capture, this.address, to.mac),
        astray: await this.#astray(to),
      };
    } finally {
      await capture.stop();
    }
  }

  /** Gives client and gateway a neighbour entry of the holder; the client's is new and REACHABLE. */
  async #acquaint({ mac, name }: Node): Promise<void> {
    await this.gateway.run('ping', '-q', '-c', '1', this.address);
    await this.client.ip(`neigh flush to ${this.address}`);
    const look = () =>
      this.client.ipJson<{ lladdr?: string; state?: string[] }>(`neigh show ${this.address}`);
    await until(`the client has ${this.address} REACHABLE at ${name}`, look, {
      accept: ([entry]) => entry?.lladdr === mac && entry.state?.includes('REACHABLE') === true,
      interval: 10,
    });
  }

  async #successor(from: Node, successors: readonly Node[]): Promise<Node> {
    const look = () => this.conversation.answers.at(-1);
    const last = await until(`${from.name} has a successor`, look, {
      accept: (answer) => successors.some(({ name }) => name === answer?.by),
      interval: 20,
    });
    return successors.find(({ name }) => name === last?.by) as Node;
  }

  async #astray({ mac }: Node): Promise<string[]> {
    const astray: string[] = [];
    for (const host of [this.client, this.gateway]) {
      if ((await host.neighbour(this.address)) !== mac) astray.push(host.namespace);
    }
    return astray;
  }
}

function interruption(seen: readonly WireAnswer[], from: Node, to: Node) {
  const first = seen.findIndex(({ by }) => by === to.name);
  const before = seen.findLast(({ by }, at) => at < first && by === from.name);
  const after = seen[first];
  if (!before || !after) throw new Error(`no answers of ${from.name} and then of ${to.name}`);
  const numbers = new Set(seen.map(({ number }) => number));
  let lost = 0;
  for (let number = seen[0]?.number ?? 0; number < (seen.at(-1)?.number ?? 0); number++) {
    if (!numbers.has(number)) lost++;
  }
  return { lastAnswer: before.time, firstAnswer: after.time, lost };
}
