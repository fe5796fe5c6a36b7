/** A cluster node: a machine as far as software can tell, whose power can be cut. */
import { readFile } from 'node:fs/promises';
import { Host } from '../lab.ts';
import { until } from '../until.ts';
import type { Box } from './box.ts';
import { Enclosure } from './enclosure.ts';
import { type NodeIdentity, withPrefixLengths } from './identity.ts';

/** Milliseconds, of user and system together. */
export interface CpuTime {
  readonly own: number;
  /** Of those that have ended, with all that they waited for. */
  readonly ofChildren: number;
}

/** Milliseconds of a clock tick: USER_HZ is 100 wherever Pacemaker runs. */
const TICK = 10;

export type Cable = 'plugged' | 'cut' | 'isolated';

export class Node {
  #enclosure: Enclosure | undefined;
  #cable: Cable = 'plugged';
  readonly box: Box;
  readonly identity: NodeIdentity;

  constructor(box: Box, identity: NodeIdentity) {
    this.box = box;
    this.identity = identity;
  }

  get name(): string {
    return this.identity.name;
  }

  get mac(): string {
    return this.identity.mac;
  }

  get powered(): boolean {
    return this.#enclosure?.alive === true;
  }

  /** Of its present life, or of the last one. */
  get enclosure(): Enclosure | undefined {
    return this.#enclosure;
  }

  get cable(): Cable {
    return this.#cable;
  }

  /** To do on it what is done on any host. Another one after each boot. */
  get host(): Host {
    const machine = this.#machine;
    return new Host(this.name, machine.path('/run/resource-agents'), machine.place);
  }

  run(command: string, ...args: string[]): Promise<string> {
    return this.#machine.run(command, ...args);
  }

  /** Power and network, and no daemons yet. */
  async powerOn(): Promise<void> {
    const { name, address, address6, mac } = this.identity;
    this.#enclosure = await Enclosure.start({
      init: 'node-init.sh',
      args: [name],
      namespaces: ['uts', 'ipc'],
      place: this.box.place,
    });
    // That of its last life may be there still.
    await this.box.unwire(name);
    await this.box.wire(name, `/proc/${this.#enclosure.pid}/ns/net`, mac);
    this.#cable = 'plugged';
    await this.box.configure(this.host, withPrefixLengths(address, address6));
  }

  async startCorosync(): Promise<void> {
    this.#machine.tell('corosync');
    await until(`corosync answers on ${this.name}`, () => this.run('corosync-cfgtool', '-s'), {
      accept: () => true,
      interval: 50,
      explain: () => this.log('corosync.out'),
    });
  }

  /** Returns at once. */
  startPacemaker(): void {
    this.#machine.tell('pacemaker');
  }

  /** Kills the processes whose names match, and waits until they are gone. */
  async killProcesses(pattern: string): Promise<void> {
    await this.run('pkill', '-KILL', pattern);
    const left = () => this.run('sh', '-c', 'pgrep "$1" || test $? = 1', 'sh', pattern);
    await until(`${pattern} has no process on ${this.name}`, left, {
      accept: (pids) => pids === '',
      interval: 20,
    });
  }

  /** Cuts the power: whatever it held is gone, but for its disk. */
  async kill(): Promise<void> {
    await this.#enclosure?.kill();
  }

  /**
   * CPU time of a process in milliseconds (proc_pid_stat(5)): of the oldest with that name, which a child has
   * as well until its exec.
   */
  async cpuTime(name: string): Promise<CpuTime> {
    const stat = await this.run('sh', '-c', 'cat "/proc/$(pgrep -o -x "$1")/stat"', 'sh', name);
    // From the third field on: the second is the name, in parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = (first: number) => Number(fields[first - 3]) + Number(fields[first - 2]);
    return { own: ticks(14) * TICK, ofChildren: ticks(16) * TICK };
  }

  /** A file below /var/log, also of a node that is dead. */
  log(file = 'pacemaker/pacemaker.log'): Promise<string> {
    return readFile(this.box.path(`/run/lab/nodes/${this.name}/log/${file}`), 'utf8');
  }

  /** The operations but monitors that its executor has begun, such as `vip start`, in their order. */
  async executed(): Promise<string[]> {
    const begun = (await this.log()).matchAll(/\(log_execute\).*\brsc:(\S+) action:(\S+)/g);
    return [...begun]
      .filter(([, , action]) => action !== 'monitor')
      .map(([, resource, action]) => `${resource} ${action}`);
  }

  async plug(): Promise<void> {
    await this.box.plug(this.name);
    this.#cable = 'plugged';
  }

  async cut(): Promise<void> {
    await this.box.cut(this.name);
    this.#cable = 'cut';
  }

  async isolate(): Promise<void> {
    await this.box.isolate(this.name);
    this.#cable = 'isolated';
  }

  get #machine(): Enclosure {
    if (!this.#enclosure?.alive) throw new Error(`${this.name} has no power`);
    return this.#enclosure;
  }
}
