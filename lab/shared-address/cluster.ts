/** Three hosts that share an address, and a host with clients on the same network. */
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { AgentRun, Parameters } from '../agent.ts';
import { type Host, Lab, removeNamespace } from '../lab.ts';
import { nodeCommand } from '../node.ts';

/** By client: the names of the hosts that answered it, and the number of ICMP echo replies. */
export type Answers = Readonly<
  Record<
    string,
    { readonly udp: readonly string[]; readonly tcp: readonly string[]; readonly icmp: number }
  >
>;

export const PORT = 7777;

/** Argument of clients.ts. */
export interface Question {
  readonly address: string;
  readonly port: number;
  readonly clients: readonly string[];
  /** The hosts' own addresses, on which their service listens as well. */
  readonly ownAddresses: readonly string[];
  /** Expected number of clients without an answer; undefined if it is not known. */
  readonly unanswered?: number | undefined;
}

/** The part of the configuration that all hosts have in common. */
export interface Setting {
  readonly vip: string;
  readonly total: number;
  readonly parameters?: Parameters;
}

export interface Network {
  readonly prefix: string;
  readonly length: number;
  readonly vip: string;
}

export const IPV4: Network = { prefix: '10.0.0.', length: 24, vip: '10.0.0.10' };
export const IPV6: Network = { prefix: '2001:db8::', length: 64, vip: '2001:db8::10' };

const CLIENTS = 24;

export class SharedAddressLab {
  readonly #servers: Promise<unknown>[] = [];
  readonly #alive: Host[];
  readonly lab: Lab;
  readonly network: Network;
  readonly a: Host;
  readonly b: Host;
  readonly c: Host;
  /** Host of the clients. */
  readonly outside: Host;
  readonly clients: readonly string[];

  private constructor(
    lab: Lab,
    network: Network,
    a: Host,
    b: Host,
    c: Host,
    outside: Host,
    clients: readonly string[],
  ) {
    this.lab = lab;
    this.network = network;
    this.a = a;
    this.b = b;
    this.c = c;
    this.outside = outside;
    this.clients = clients;
    this.#alive = [a, b, c];
  }

  static async create(network: Network): Promise<SharedAddressLab> {
    const { prefix, length, vip } = network;
    const lab = await Lab.create();
    try {
      const hosts: Host[] = [];
      for (const [at, name] of ['a', 'b', 'c', 'outside'].entries()) {
        const host = await lab.addHost(name);
        await lab.plug(host, 'eth0');
        await addAddresses(host, [`${prefix}${at + 1}/${length}`]);
        hosts.push(host);
      }
      const [a, b, c, outside] = hosts as [Host, Host, Host, Host];
      const clients = Array.from({ length: CLIENTS }, (_, i) => `${prefix}${100 + i * 5}`);
      await addAddresses(
        outside,
        clients.map((client) => `${client}/${length}`),
      );
      const made = new SharedAddressLab(lab, network, a, b, c, outside, clients);
      await Promise.all(
        Object.entries({ a, b, c }).map(async ([name, host]) => {
          const { ended } = await serve(host, name, vip, made.#ownAddress(host));
          made.#servers.push(ended);
        }),
      );
      return made;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  /**
   * Sends requests from every client; prints and returns the result.
   * @param unanswered expected number of clients without an answer; undefined if it is not known
   */
  ask(title: string, unanswered?: number): Promise<Tally> {
    const { outside, clients } = this;
    const ownAddresses = this.#alive.map((host) => this.#ownAddress(host));
    const address = this.network.vip;
    return ask(outside, { address, port: PORT, clients, ownAddresses, unanswered }, title);
  }

  #ownAddress(host: Host): string {
    return `${this.network.prefix}${[this.a, this.b, this.c].indexOf(host) + 1}`;
  }

  /** Removes the host at once, as a power cut does. */
  async kill(host: Host): Promise<void> {
    this.#alive.splice(this.#alive.indexOf(host), 1);
    // The cable first: a deleted namespace loses its firewall rules before its interfaces.
    await this.lab.setCable(host, 'eth0', 'down');
    await removeNamespace(host.namespace);
  }

  async close(): Promise<void> {
    await this.lab.close();
    await Promise.allSettled(this.#servers);
  }
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Starts the service on a host, which need not have the addresses, and waits until it listens. */
export async function serve(
  host: Host,
  name: string,
  ...addresses: readonly string[]
): Promise<{ ended: Promise<unknown> }> {
  for (const family of ['ipv4', 'ipv6']) await host.sysctl(`net.${family}.ip_nonlocal_bind`, 1);
  const service = nodeCommand(script('server.ts'), name, String(PORT), ...addresses);
  const [command = '', ...rest] = [...host.place, ...service];
  const server = execa(command, rest, {
    reject: false,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
    buffer: false,
  });
  await new Promise((ready) => server.stdout.once('data', ready));
  return { ended: server };
}

/** Sends requests from each client, an address of the host; prints and returns the result. */
export async function ask(host: Host, question: Question, title: string): Promise<Tally> {
  await host.sysctl('net.ipv4.ping_group_range', '0 0');
  const clients = nodeCommand(script('clients.ts'), JSON.stringify(question));
  const tally = tallyOf(JSON.parse(await host.run(...clients)));
  writeSync(1, `${title}: ${describe(tally)}\n`);
  return tally;
}

/** Runs an action of an instance of the clone, with the variables that the cluster manager sets. */
export function instance(
  host: Host,
  number: number,
  action: string,
  { vip, total, parameters }: Setting,
  variables: Readonly<Record<string, string>> = {},
): Promise<AgentRun> {
  const meta = {
    CRM_meta_clone: number,
    CRM_meta_clone_max: total,
    CRM_meta_globally_unique: true,
    CRM_meta_interval: action === 'monitor' ? 10_000 : 0,
  };
  return host.agent(action, { ip: vip, arp_count: 1, ...meta, ...parameters }, variables);
}

/** All state of a host that a shared address changes. */
export async function sharedAddressState(host: Host): Promise<unknown> {
  return {
    rules: await host.run('nft', 'list', 'ruleset'),
    memberships: withoutSolicitedNode(await host.ip('maddress show')),
    addresses: await host.ip('-br address show'),
    state: await host.stateFiles(),
  };
}

export interface Tally {
  readonly clients: number;
  /** Number of clients by their number of answers. */
  readonly udp: Readonly<Record<number, number>>;
  readonly tcp: Readonly<Record<number, number>>;
  readonly icmp: Readonly<Record<number, number>>;
  /** Number of clients by the answering host. */
  readonly by: Readonly<Record<string, number>>;
  readonly answers: Answers;
}

function tallyOf(answers: Answers): Tally {
  const all = Object.values(answers);
  return {
    clients: all.length,
    udp: countBy(all.map(({ udp }) => udp.length)),
    tcp: countBy(all.map(({ tcp }) => tcp.length)),
    icmp: countBy(all.map(({ icmp }) => icmp)),
    by: countBy(all.flatMap(({ udp, tcp }) => [...new Set([...udp, ...tcp])])),
    answers,
  };
}

function describe({ clients, udp, tcp, icmp, by }: Tally): string {
  const times = (counts: Readonly<Record<number, number>>) =>
    Object.entries(counts)
      .map(([answers, number]) => `${number} answered ${answers}x`)
      .join(', ');
  const hosts = Object.entries(by)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
  return `${clients} clients; UDP ${times(udp)}; TCP ${times(tcp)}; ICMP ${times(icmp)}; by ${hosts}`;
}

function countBy(keys: readonly (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of [...keys].sort()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

async function addAddresses(host: Host, addresses: readonly string[]): Promise<void> {
  const lines = addresses.map(
    (address) => `address add ${address} dev eth0${address.includes(':') ? ' nodad' : ' brd +'}`,
  );
  await execa('ip', ['-n', host.namespace, '-batch', '-'], { input: lines.join('\n') });
}

/** Removes the solicited-node groups, which the kernel joins at any time for the link-local address. */
function withoutSolicitedNode(memberships: string): string[] {
  return memberships.split('\n').filter((line) => !/33:33:ff:|ff02::1:ff/.test(line));
}
