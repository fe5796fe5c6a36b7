/**
 * A small network of hosts on one machine, for one test: network namespaces that hang by veth pairs
 * on a bridge in a namespace of its own, so that nothing shows up on the machine itself.
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
import { PATIENCE, PATIENCE_SECONDS } from './patience.ts';
import { until } from './until.ts';

/** Tells the namespaces of one test run from those of another that runs at the same time. */
export const RUN_VARIABLE = 'FLOATIP_TEST_RUN';

export function labPrefix(): string {
  return `floatip-${process.env[RUN_VARIABLE] ?? 'manual'}-`;
}

/** Milliseconds: what takes the kernel or an announcer a moment is seen soon. */
const LOOK_INTERVAL = 10;

let made = 0;

export class Host {
  readonly namespace: string;
  /** HA_RSCTMP: each host has its own. */
  readonly stateDirectory: string;
  /** What runs a program on the host. */
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

  /** `ip …` on the host, the arguments as one text. */
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

  /** Those of actions and announcers that are at work, without the marks of what is up. */
  async lockFiles(): Promise<string[]> {
    return (await this.stateFiles()).filter((name) =>
      /\.(turn|announcer|addresses|firewall)$/.test(name),
    );
  }

  /** Waits until no announcer is at work any more. */
  async announced(): Promise<void> {
    const announcers = async () =>
      (await this.stateFiles()).filter((name) => name.endsWith('.announcer'));
    await until('no announcer is at work', announcers, {
      accept: (names) => names.length === 0,
      interval: LOOK_INTERVAL,
    });
  }

  /** Waits until no address is tentative any more, but for those that are duplicates. */
  async detectionEnds(): Promise<void> {
    const tentative = () => this.ip('-6 addr show tentative -dadfailed');
    await until('duplicate address detection comes to an end', tentative, {
      accept: (text) => text === '',
      interval: LOOK_INTERVAL,
    });
  }

  /** Waits until an interface has a carrier. */
  async carrier(nic: string): Promise<void> {
    await until(`${nic} has a carrier`, () => this.operationalState(nic), {
      accept: (state) => state === 'UP',
      interval: LOOK_INTERVAL,
    });
  }

  /** Waits until an address answers: asks once a second. */
  async reaches(address: string): Promise<void> {
    await this.run('ping', '-q', '-n', '-c', '1', '-w', String(PATIENCE_SECONDS), address);
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
      OCF_RESKEY_CRM_meta_timeout: String(PATIENCE),
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
  readonly #prefix = `${labPrefix()}${process.pid}-${++made}`;
  #folder = '';

  /** A bridge without hosts. */
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

  /** A host without a network but its loopback interface. */
  async addHost(name: string): Promise<Host> {
    const namespace = await this.#addNamespace(name);
    await execa('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
    return new Host(namespace, await mkdtemp(join(this.#folder, `${name}-`)));
  }

  /** Plugs a host in: interface `nic`, with addresses such as `10.0.0.1/24`. */
  async plug(host: Host, nic: string, ...addresses: string[]): Promise<void> {
    const port = this.port(host, nic);
    const pair = `link add ${nic} type veth peer name ${port} netns ${this.bridge}`;
    await host.ip(pair);
    await execa('ip', ['-n', this.bridge, 'link', 'set', port, 'master', 'br0', 'up']);
    for (const address of addresses) await host.ip(`addr add ${address} brd + dev ${nic}`);
    await host.ip(`link set ${nic} up`);
    await host.carrier(nic);
  }

  /** The bridge's end of a host's cable. */
  port(host: Host, nic: string): string {
    return `p${host.namespace.slice(this.#prefix.length + 1)}-${nic}`.slice(0, 15);
  }

  /** Pulls or plugs the cable, as the host sees it. */
  async setCable(host: Host, nic: string, state: 'up' | 'down'): Promise<void> {
    await execa('ip', ['-n', this.bridge, 'link', 'set', this.port(host, nic), state]);
  }

  async close(): Promise<void> {
    await removeNamespace(...this.#namespaces.reverse());
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #addNamespace(name: string, ...commands: readonly string[]): Promise<string> {
    const namespace = `${this.#prefix}-${name}`;
    // Noted first: whatever becomes of it, close() removes it.
    this.#namespaces.push(namespace);
    await ipBatch([`netns add ${namespace}`, ...commands]);
    return namespace;
  }
}

/** Ends what still runs in namespaces of ours, and removes them. */
export async function removeNamespace(...namespaces: readonly string[]): Promise<void> {
  const forAll = (verb: string) =>
    ipBatch(
      namespaces.map((namespace) => `netns ${verb} ${namespace}`),
      // One that is gone already is no reason to keep the others.
      { options: ['-force'], reject: false },
    );
  const { stdout } = await forAll('pids');
  for (const pid of stdout.split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  await forAll('del');
}

/** The lab of most tests: two hosts that can hold the address, and a neighbour that watches. */
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

/** The same for IPv6: the hosts have 2001:db8::1, ::2 and ::3. */
export async function createIpv6Segment(): Promise<Segment> {
  const segment = await createSegment();
  const { a, b, neighbour } = segment;
  for (const [at, host] of [a, b, neighbour].entries()) {
    await host.ip(`address add 2001:db8::${at + 1}/64 dev eth0 nodad`);
  }
  return segment;
}
