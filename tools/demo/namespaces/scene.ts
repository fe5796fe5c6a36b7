/** Actions and checks that the chapters of the demo share. */
import type { AgentRun } from '../../../lab/agent.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import type { GratuitousArp } from '../../../lab/programs/arp-watch.ts';
import type { Answer, Total } from '../../../lab/programs/client.ts';
import { Program } from '../../../lab/programs/program.ts';
import type { Narrator } from '../narrator.ts';
import { HOST_NAMES, type Member, type Network, NIC, VIP } from './network.ts';

export const OCF_SUCCESS = 0;
export const OCF_ERR_GENERIC = 1;
export const OCF_NOT_RUNNING = 7;

/** Answers of a host after which the conversation counts as established. */
const MIN_ANSWERS = 20;

type Action = 'start' | 'stop' | 'monitor' | 'status';

export class Scene {
  /** Answers that the client has received so far. */
  readonly answers: Answer[] = [];
  total: Total | undefined;
  /** Announcements that arp-watch has seen at the client so far. */
  readonly announcements: GratuitousArp[] = [];
  readonly #programs: Program[] = [];
  readonly tell: Narrator;
  readonly network: Network;

  constructor(tell: Narrator, network: Network) {
    this.tell = tell;
    this.network = network;
  }

  get members(): Network['members'] {
    return this.network.members;
  }

  /** Ends the programs that are still running. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#programs.map((program) => program.kill()));
  }

  /** Starts a program of lab/programs on a host, in the background. */
  async launch<T>(
    { host }: Member,
    name: string,
    args: readonly string[],
    hear?: (message: T) => void,
  ): Promise<Program> {
    const program = await Program.start(host, name, args, hear);
    this.#programs.push(program);
    return program;
  }

  commandLine(action: Action): string {
    return `OCF_RESKEY_ip=${VIP} dist/VirtualIP ${action}`;
  }

  /** Runs an action, and prints its output. */
  async agent(member: Member, action: Action): Promise<number> {
    this.tell.command(member.name, this.commandLine(action));
    const calledAt = monotonicTime();
    const run = await member.host.agent(action, { ip: VIP });
    this.report(run, monotonicTime() - calledAt);
    return run.status;
  }

  report({ stdout, stderr, status }: AgentRun, duration: number): void {
    for (const text of [stdout, stderr]) {
      if (text !== '') for (const line of text.split('\n')) this.tell.said(line);
    }
    this.tell.said(`exit status ${status} after ${duration.toFixed(1)} ms`);
  }

  async ping(member: Member): Promise<void> {
    const args = ['-c', '1', '-W', '3', VIP];
    this.tell.command(member.name, `ping ${args.join(' ')}`);
    const answered = await member.host.run('ping', ...args).then(
      () => true,
      () => false,
    );
    this.tell.verify(`the ${member.name}'s ping is answered`, true, answered);
  }

  async verifyAnswersFrom({ name }: Member): Promise<void> {
    const { tell } = this;
    const count = () => this.answers.filter(({ by }) => by === name).length;
    const enough = await tell.settle(count, (seen) => seen >= MIN_ANSWERS);
    const fact = `the client's requests are answered by ${name}`;
    tell.verify(fact, MIN_ANSWERS, Math.min(enough, MIN_ANSWERS));
  }

  async verifyCaches(holder: Member): Promise<void> {
    const { tell } = this;
    const { client, gateway } = this.members;
    for (const { name, host } of [client, gateway]) {
      tell.command(name, `ip neigh show ${VIP}`);
      const mac = await tell.settle(
        () => host.neighbour(VIP),
        (seen) => seen === holder.mac,
      );
      tell.seen(`${VIP} is at ${mac}: ${this.#ownerOf(mac)}`);
      tell.verify(`the ${name}'s ARP cache points at ${holder.name}`, holder.mac, mac);
    }
  }

  #ownerOf(mac: string | undefined): string {
    const owner = HOST_NAMES.find((name) => this.members[name].mac === mac);
    return owner === undefined ? 'of no host' : `the hardware address of ${owner}`;
  }

  async verifyAddresses({ name, host }: Member, expected: readonly string[]): Promise<void> {
    const addresses = expected.map((address) => `${address}/24`);
    const fact = `${name} has ${addresses.join(' and ')}`;
    this.tell.verify(fact, addresses, await host.addresses(NIC));
  }

  /** Stops the address, and verifies that nothing is left. */
  async stop(member: Member): Promise<void> {
    const { tell } = this;
    const { name, host, address } = member;
    tell.verify(`stop succeeded on ${name}`, OCF_SUCCESS, await this.agent(member, 'stop'));
    await this.verifyAddresses(member, [address]);
    const monitor = await this.agent(member, 'monitor');
    tell.verify(`${VIP} is no longer on ${name} (exit status 7)`, OCF_NOT_RUNNING, monitor);
    tell.verify(`no announcer and no state file is left on ${name}`, [], await host.stateFiles());
  }
}
