/**
 * A network of hosts for one test: network namespaces, connected by veth pairs to a bridge in a
 * namespace of its own. The machine's own network does not change.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import {
  type AgentRun,
  agentEnvironment,
  IPADDR2,
  type Parameters,
  runAgent,
  VIRTUAL_IP,
} from './agent.ts';
import { Capture } from './capture.ts';
import { ipBatch } from './ip-batch.ts';
import { WAIT_LIMIT_MS, WAIT_LIMIT_S } from './time-limits.ts';
import { until } from './until.ts';

/** Distinguishes the namespaces of concurrent test runs. */
export const RUN_VARIABLE = 'FLOATIP_TEST_RUN';

export function labPrefix(): string {
  return `floatip-${process.env[RUN_VARIABLE] ?? 'manual'}-`;
}

const POLL_INTERVAL_MS = 10;

let labCount = 0;

export class Host {
  readonly namespace: string;
  /** HA_RSCTMP: each host has its own. */
  readonly stateDirectory: string;
  /** Command prefix that runs a program on the host. */
  readonly place: readonly string[];

  constructor(
    namespace: string,
    stateDirectory: string,
    place: readonly string[] = ['ip', 'netns', 'exec', namespace],
  ) {
    this.namespace = namespace;
    this.stateDirectory = stateDirectory;
    this.place = place;
  }

  /** Runs a program in the host's network namespace; throws if it fails. */
  async run(command: string, ...args: string[]): Promise<string> {
    const [first = '', ...rest] = [...this.place, command, ...args];
    const { stdout } = await execa(first, rest);
    return stdout;
  }

  /** Runs `ip` on the host. @param words the arguments, separated by spaces */
  ip(words: string): Promise<string> {
    return this.run('ip', ...words.split(' '));
  }

  async ipJson<T>(words: string): Promise<T[]> {
    const text = await this.ip(`-j ${words}`);
    return text === '' ? [] : JSON.parse(text);
  }

  async sysctl(name: string, value: string | number): Promise<void> {
    await this.run('sysctl', '-qw', `${name}=${value}`);
  }

  agent(
    action: string | readonly string[],
    parameters: Parameters = {},
    variables: Readonly<Record<string, string>> = {},
  ): Promise<AgentRun> {
    return this.#agent(VIRTUAL_IP, action, parameters, variables);
  }

  ipaddr2(
    action: string,
    parameters: Parameters = {},
    variables: Readonly<Record<string, string>> = {},
  ): Promise<AgentRun> {
    return this.#agent(IPADDR2, action, parameters, variables);
  }

  /** The IPv4 addresses of an interface as `10.0.0.1/24`, in the kernel's order. */
  async addresses(nic: string): Promise<string[]> {
    const entries = await this.addressEntries(nic);
    return entries.map((entry) => `${entry.local}/${entry.prefixlen}`);
  }

  async addressEntries(nic: string, family: 4 | 6 = 4): Promise<AddressEntry[]> {
    const words = `-${family} -d addr show dev ${nic}`;
    const links = await this.ipJson<{ addr_info?: AddressEntry[] }>(words);
    return links.flatMap((link) => link.addr_info ?? []);
  }

  /** The IPv6 addresses of an interface, without its link-local one. */
  async ipv6Entries(nic: string): Promise<AddressEntry[]> {
    const entries = await this.addressEntries(nic, 6);
    return entries.filter(({ scope }) => scope !== 'link');
  }

  /** Labels in the policy table of source address selection, by prefix. */
  async addressLabels(): Promise<Record<string, number>> {
    const entries = await this.ipJson<AddressLabelEntry>('addrlabel list');
    return Object.fromEntries(
      entries.map((entry) => [`${entry.address}/${entry.prefixlen ?? 128}`, Number(entry.label)]),
    );
  }

  /** The hardware address that the host's ARP cache has for an IP address. */
  async neighbour(ip: string): Promise<string | undefined> {
    const entries = await this.ipJson<{ lladdr?: string }>(`neigh show ${ip}`);
    return entries[0]?.lladdr;
  }

  /** `UP` when it has a carrier. */
  async operationalState(nic: string): Promise<string | undefined> {
    const [link] = await this.ipJson<{ operstate: string }>(`link show dev ${nic}`);
    return link?.operstate;
  }

  async hardwareAddress(nic: string): Promise<string> {
    const [link] = await this.ipJson<{ address: string }>(`link show dev ${nic}`);
    return link?.address ?? '';
  }

  async stateFiles(): Promise<string[]> {
    return readdir(this.stateDirectory);
  }

  /** Lock files of running actions and announcers, without the files that record assigned addresses. */
  async lockFiles(): Promise<string[]> {
    return (await this.stateFiles()).filter((name) =>
      /\.(address|address-list|announcer|firewall)$/.test(name),
    );
  }

  /** Waits until no announcer runs. */
  async waitForAnnouncers(): Promise<void> {
    const announcers = async () =>
      (await this.stateFiles()).filter((name) => name.endsWith('.announcer'));
    await until('no announcer runs', announcers, {
      accept: (names) => names.length === 0,
      interval: POLL_INTERVAL_MS,
    });
  }

  /** Waits until no address is tentative, except duplicates. */
  async waitForDad(): Promise<void> {
    const tentative = () => this.ip('-6 addr show tentative -dadfailed');
    await until('duplicate address detection has finished', tentative, {
      accept: (text) => text === '',
      interval: POLL_INTERVAL_MS,
    });
  }

  async waitForCarrier(nic: string): Promise<void> {
    await until(`${nic} has a carrier`, () => this.operationalState(nic), {
      accept: (state) => state === 'UP',
      interval: POLL_INTERVAL_MS,
    });
  }

  /** Pings an address once a second, until the first reply. */
  async waitForReply(address: string): Promise<void> {
    await this.run('ping', '-q', '-n', '-c', '1', '-w', String(WAIT_LIMIT_S), address);
  }

  capture(nic: string, filter = ''): Promise<Capture> {
    return Capture.start(this.place, nic, filter);
  }

  #agent(
    agent: string,
    action: string | readonly string[],
    parameters: Parameters,
    variables: Readonly<Record<string, string>>,
  ): Promise<AgentRun> {
    const environment = agentEnvironment(parameters, {
      HA_RSCTMP: this.stateDirectory,
      OCF_RESKEY_CRM_meta_timeout: String(WAIT_LIMIT_MS),
      ...variables,
    });
    const args = typeof action === 'string' ? [action] : action;
    return runAgent(this.place, agent, args, environment);
  }
}

interface AddressLabelEntry {
  readonly address: string;
  readonly prefixlen?: number;
  readonly label: number | string;
}

/** An address as `ip -j -d addr` shows it. */
export interface AddressEntry {
  readonly local: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly scope: string;
  readonly label?: string;
  readonly secondary?: boolean;
  readonly noprefixroute?: boolean;
  readonly nodad?: boolean;
  readonly tentative?: boolean;
  readonly dadfailed?: boolean;
  readonly deprecated?: boolean;
  readonly protocol?: string;
  readonly metric?: number;
  readonly valid_life_time: number;
  readonly preferred_life_time: number;
}

export class Lab {
  readonly #namespaces: string[] = [];
  readonly #prefix = `${labPrefix()}${process.pid}-${++labCount}`;
  #folder = '';

  /** Creates a bridge without hosts. */
  static async create(): Promise<Lab> {
    const lab = new Lab();
    lab.#folder = await mkdtemp(join(tmpdir(), 'floatip-lab-'));
    try {
      await lab.#addNamespace('bridge', `link add br0 up netns ${lab.bridge} type bridge`);
    } catch (error) {
      await lab.close();
      throw error;
    }
    return lab;
  }

  get bridge(): string {
    return `${this.#prefix}-bridge`;
  }

  /** Adds a host that has the loopback interface only. */
  async addHost(name: string): Promise<Host> {
    const namespace = await this.#addNamespace(name);
    await execa('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
    return new Host(namespace, await mkdtemp(join(this.#folder, `${name}-`)));
  }

  /** Connects a host to the bridge by interface `nic`, with addresses such as `10.0.0.1/24`. */
  async plug(host: Host, nic: string, ...addresses: string[]): Promise<void> {
    const port = this.port(host, nic);
    const pair = `link add ${nic} type veth peer name ${port} netns ${this.bridge}`;
    await host.ip(pair);
    await execa('ip', ['-n', this.bridge, 'link', 'set', port, 'master', 'br0', 'up']);
    for (const address of addresses) await host.ip(`addr add ${address} brd + dev ${nic}`);
    await host.ip(`link set ${nic} up`);
    await host.waitForCarrier(nic);
  }

  /** Name of the bridge port of a host's interface. */
  port(host: Host, nic: string): string {
    return `p${host.namespace.slice(this.#prefix.length + 1)}-${nic}`.slice(0, 15);
  }

  /** Sets the bridge port up or down: the host's interface gains or loses its carrier. */
  async setCable(host: Host, nic: string, state: 'up' | 'down'): Promise<void> {
    await execa('ip', ['-n', this.bridge, 'link', 'set', this.port(host, nic), state]);
  }

  async close(): Promise<void> {
    await removeNamespace(...this.#namespaces.reverse());
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #addNamespace(name: string, ...commands: readonly string[]): Promise<string> {
    const namespace = `${this.#prefix}-${name}`;
    // Recorded first, so that close() also removes a namespace whose setup fails.
    this.#namespaces.push(namespace);
    await ipBatch([`netns add ${namespace}`, ...commands]);
    return namespace;
  }
}

/** Kills the processes in network namespaces, and removes the namespaces. */
export async function removeNamespace(...namespaces: readonly string[]): Promise<void> {
  const forAll = (verb: string) =>
    ipBatch(
      namespaces.map((namespace) => `netns ${verb} ${namespace}`),
      // A namespace that does not exist must not keep the others from being removed.
      { options: ['-force'], reject: false },
    );
  const { stdout } = await forAll('pids');
  for (const pid of stdout.split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // The process has ended.
    }
  }
  await forAll('del');
}

/** The lab of most tests: two hosts for the address, and a neighbour that captures frames. */
export interface Segment {
  readonly lab: Lab;
  readonly a: Host;
  readonly b: Host;
  readonly neighbour: Host;
}

export async function createSegment(): Promise<Segment> {
  const lab = await Lab.create();
  const a = await lab.addHost('a');
  const b = await lab.addHost('b');
  const neighbour = await lab.addHost('n');
  await lab.plug(a, 'eth0', '10.0.0.1/24');
  await lab.plug(b, 'eth0', '10.0.0.2/24');
  await lab.plug(neighbour, 'eth0', '10.0.0.3/24');
  return { lab, a, b, neighbour };
}

/** A segment whose hosts also have 2001:db8::1, ::2 and ::3. */
export async function createIpv6Segment(): Promise<Segment> {
  const segment = await createSegment();
  const { a, b, neighbour } = segment;
  for (const [at, host] of [a, b, neighbour].entries()) {
    await host.ip(`address add 2001:db8::${at + 1}/64 dev eth0 nodad`);
  }
  return segment;
}
