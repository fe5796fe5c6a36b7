/**
 * An address moves from host a to host b of a segment, while the hardware address of a changes and everybody asks for
 * it; the judge watches. The same for an agent that behaves, for a seeded bug and for IPaddr2.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { agentEnvironment, type Parameters } from '../../../lab/agent.ts';
import { Capture } from '../../../lab/capture.ts';
import { keepNeighbours } from '../../../lab/keep-neighbours.ts';
import { type Host, Lab } from '../../../lab/lab.ts';
import { Program } from '../../../lab/programs/program.ts';
import { realTime } from '../../../lab/real-time.ts';
import { WAIT_LIMIT_MS } from '../../../lab/time-limits.ts';
import { until } from '../../../lab/until.ts';
import { judge, type Limits, type Verdict } from '../judge/judge.ts';
import { readCapture } from '../judge/pcap.ts';
import { readRecords } from '../judge/records.ts';

export interface Trial {
  /** The executable. */
  readonly agent: string;
  /** The program of buildActionLog. */
  readonly actionLog: string;
  readonly family: 4 | 6;
  /** A seeded bug that wakes. */
  readonly bug?: string;
  readonly parameters?: Parameters;
  /** The route of the network is removed before the last stop. */
  readonly withoutRoute?: boolean;
  /** The hardware address of a stays. */
  readonly keepsMac?: boolean;
  /** Where capture and actions are kept. */
  readonly folder: string;
}

export interface Evidence {
  readonly capture: Uint8Array;
  readonly actions: string;
  readonly limits: Limits;
  readonly verdict: Verdict;
}

const NIC = 'eth0';
const VIP = { 4: '10.0.0.10', 6: '2001:db8::10' } as const;
const LENGTH = { 4: 24, 6: 64 } as const;
const PING_INTERVAL_S = 0.02;
const ASK_INTERVAL_MS = 100;

/** Longer than the limits, so that each bug has the time to show itself. */
const DWELL_MS = 3000;
/** Less than the time that any seeded bug needs; long for a busy machine. */
const LIMITS: Limits = { tolerance: 5, neighbour: 1500, answer: 2000, promise: 10_000 };
/** Rounds that end before the hardware address changes: the announcer itself would notice. */
const ROUNDS: Parameters = { arp_count: 3, arp_interval: 200, arp_late: 0 };

export async function runTrial(trial: Trial): Promise<Evidence> {
  const lab = await Lab.create();
  try {
    return await new Stage(lab, trial).run();
  } finally {
    await lab.close();
  }
}

class Stage {
  readonly #lab: Lab;
  readonly #trial: Trial;
  readonly #vip: string;
  readonly #records: string[] = [];

  constructor(lab: Lab, trial: Trial) {
    this.#lab = lab;
    this.#trial = trial;
    this.#vip = VIP[trial.family];
  }

  async run(): Promise<Evidence> {
    const { withoutRoute, keepsMac } = this.#trial;
    const [a, b] = [await this.#holder('a', 1), await this.#holder('b', 2)];
    const client = await this.#neighbour('client', 100);
    const gateway = await this.#neighbour('gateway', 254);
    // As hardening guides recommend: it learns from questions only.
    await gateway.sysctl(`net.ipv4.conf.${NIC}.drop_gratuitous_arp`, 1);
    await gateway.sysctl(`net.ipv6.conf.${NIC}.drop_unsolicited_na`, 1);
    const observer = await this.#neighbour('observer', 200);
    const place = ['ip', 'netns', 'exec', this.#lab.bridge];
    const capture = await Capture.start(place, 'br0');
    const args = [NIC, '10.0.0.200', '2001:db8::200', String(ASK_INTERVAL_MS), this.#vip];
    const asker = await Program.start(observer, 'asker', args);
    const pings = [client, gateway].map((host) => this.#ping(host));
    try {
      await this.#act(a, 'start');
      await sleep(DWELL_MS);
      await this.#act(a, 'monitor');
      if (!keepsMac) await this.#changeMac(a);
      await sleep(DWELL_MS);
      await this.#act(a, 'stop');
      await this.#act(b, 'start');
      await sleep(DWELL_MS);
      await Promise.all([this.#act(a, 'monitor'), this.#act(b, 'monitor')]);
      await sleep(DWELL_MS);
      if (withoutRoute) await b.ip(`-${this.#trial.family} route flush dev ${NIC} proto kernel`);
      await this.#act(b, 'stop');
      await sleep(DWELL_MS / 2);
      return await this.#judge(await capture.file());
    } finally {
      for (const ping of pings) ping.kill('SIGKILL');
      await Promise.all(pings);
      await asker.kill();
      await capture.stop();
    }
  }

  async #judge(capture: Uint8Array): Promise<Evidence> {
    const { folder } = this.#trial;
    const actions = [...this.#records, await readFile(this.#log, 'utf8').catch(() => '')].join(
      '\n',
    );
    // For a person who wants to see: judge CAPTURE ACTIONS.
    await writeFile(join(folder, 'capture.pcap'), capture);
    await writeFile(join(folder, 'actions.jsonl'), actions);
    const verdict = judge(readCapture(capture).frames, readRecords(actions), LIMITS);
    return { capture, actions, limits: LIMITS, verdict };
  }

  get #log(): string {
    return join(this.#trial.folder, 'log.jsonl');
  }

  async #holder(name: string, at: number): Promise<Host> {
    const host = await this.#host(name, at);
    // Otherwise the kernel, which asks for a client's hardware address, has the virtual IP as its source.
    await host.sysctl(`net.ipv4.conf.${NIC}.arp_announce`, 2);
    await host.ip(`route add default via 10.0.0.254`);
    await host.ip(`-6 route add default via 2001:db8::fe`);
    return host;
  }

  async #neighbour(name: string, at: number): Promise<Host> {
    const host = await this.#host(name, at);
    await keepNeighbours(host, NIC);
    return host;
  }

  async #host(name: string, at: number): Promise<Host> {
    const host = await this.#lab.addHost(name);
    await this.#lab.plug(host, NIC, `10.0.0.${at}/24`);
    await host.ip(`address add 2001:db8::${at.toString(16)}/64 dev ${NIC} nodad`);
    this.#record({ kind: 'host', host: name, macs: [await host.hardwareAddress(NIC)] });
    await until(`${name} has no tentative address`, () => host.ip('-6 addr show tentative'), {
      accept: (text) => text === '',
      interval: 20,
    });
    return host;
  }

  #record(record: Readonly<Record<string, unknown>>): void {
    this.#records.push(JSON.stringify(record));
  }

  /** Begins at once, and waits for nothing: without an answer it goes on as well. */
  #ping(host: Host) {
    const [command = '', ...args] = [...host.place, 'ping', '-n', '-q', '-i', `${PING_INTERVAL_S}`];
    return execa(command, [...args, this.#vip], { reject: false, stdio: 'ignore' });
  }

  async #changeMac(host: Host): Promise<void> {
    const mac = (await host.hardwareAddress(NIC)).replace(/..$/, (last) =>
      last === 'aa' ? 'ab' : 'aa',
    );
    const begin = realTime();
    await host.ip(`link set ${NIC} address ${mac}`);
    this.#record({ kind: 'host', host: 'a', macs: [mac], at: begin });
    await this.#act(host, 'monitor');
    this.#record({ kind: 'disturbed', begin, end: realTime(), why: 'another hardware address' });
  }

  async #act(host: Host, action: string): Promise<void> {
    const { agent, actionLog, family, bug, parameters } = this.#trial;
    const variables = {
      HA_RSCTMP: host.stateDirectory,
      OCF_RESKEY_CRM_meta_timeout: String(WAIT_LIMIT_MS),
      OCF_RESKEY_CRM_meta_interval: action === 'monitor' ? '10000' : '0',
      LOGGED_AGENT: agent,
      LOGGED_HOST: host.namespace.split('-').at(-1) ?? '',
      ACTION_LOG: this.#log,
      ...(bug === undefined ? {} : { OCF_SEEDED_BUG: bug }),
    };
    const own = { ip: this.#vip, nic: NIC, cidr_netmask: LENGTH[family], nodad: family === 6 };
    const { nodad, ...rest } = own;
    const place = family === 6 ? { ...rest, nodad } : rest;
    const [command = '', ...args] = [...host.place, actionLog, action];
    await execa(command, args, {
      env: agentEnvironment({ ...place, ...ROUNDS, ...parameters }, variables),
      extendEnv: false,
      reject: false,
      // A pipe would be open as long as a background process of the agent runs.
      stdio: 'ignore',
    });
  }
}
