/** A cluster node: namespaces that look like a machine, with a power supply that can be cut. */
import { readFile } from 'node:fs/promises';
import { Host } from '../lab.ts';
import { until } from '../until.ts';
import type { Box } from './box.ts';
import { Enclosure } from './enclosure.ts';
import { type NodeIdentity, withPrefixLengths } from './identity.ts';

/** User and system time in milliseconds. */
export interface CpuTime {
  readonly own: number;
  /** Time of the children that were waited for, including theirs (cutime, cstime). */
  readonly ofChildren: number;
}

/** A clock tick: USER_HZ is 100 on all architectures that Pacemaker runs on. */
const TICK_MS = 10;

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

  /** Undefined before the first boot; the last one if the node has no power. */
  get enclosure(): Enclosure | undefined {
    return this.#enclosure;
  }

  get cable(): Cable {
    return this.#cable;
  }

  /** The node as a host; a new object after each boot. */
  get host(): Host {
    const machine = this.#machine;
    return new Host(this.name, machine.path('/run/resource-agents'), machine.place);
  }

  run(command: string, ...args: string[]): Promise<string> {
    return this.#machine.run(command, ...args);
  }

  /** Switches the node on and connects it. Starts no daemons. */
  async powerOn(): Promise<void> {
    const { name, address, address6, mac } = this.identity;
    this.#enclosure = await Enclosure.start({
      init: 'node-init.sh',
      args: [name],
      namespaces: ['uts', 'ipc'],
      place: this.box.place,
    });
    // The port from before a power cut may still exist.
    await this.box.unwire(name);
    await this.box.wire(name, `/proc/${this.#enclosure.pid}/ns/net`, mac);
    this.#cable = 'plugged';
    await this.box.configure(this.host, withPrefixLengths(address, address6));
  }

  async startCorosync(): Promise<void> {
    this.#machine.sendLine('corosync');
    await until(`corosync answers on ${this.name}`, () => this.run('corosync-cfgtool', '-s'), {
      accept: () => true,
      interval: 50,
      explain: () => this.log('corosync.out'),
    });
  }

  /** Returns at once. */
  startPacemaker(): void {
    this.#machine.sendLine('pacemaker');
  }

  /** Kills the processes whose names match, and waits until they have ended. */
  async killProcesses(pattern: string): Promise<void> {
    await this.run('pkill', '-KILL', pattern);
    const left = () => this.run('sh', '-c', 'pgrep "$1" || test $? = 1', 'sh', pattern);
    await until(`${pattern} has no process on ${this.name}`, left, {
      accept: (pids) => pids === '',
      interval: 20,
    });
  }

  /** Cuts the power: only the disk keeps its content. */
  async kill(): Promise<void> {
    await this.#enclosure?.kill();
  }

  /**
   * CPU time of the oldest process with a name (proc_pid_stat(5)): until its execve(2), a child has the
   * name of its parent.
   */
  async cpuTime(name: string): Promise<CpuTime> {
    const stat = await this.run('sh', '-c', 'cat "/proc/$(pgrep -o -x "$1")/stat"', 'sh', name);
    // Fields from the third on; the second is the name, in parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = (first: number) => Number(fields[first - 3]) + Number(fields[first - 2]);
    return { own: ticks(14) * TICK_MS, ofChildren: ticks(16) * TICK_MS };
  }

  /** Reads a file below /var/log, also of a node without power. */
  log(file = 'pacemaker/pacemaker.log'): Promise<string> {
    return readFile(this.box.path(`/run/lab/nodes/${this.name}/log/${file}`), 'utf8');
  }

  /** The operations, except monitors, that its executor has started, such as `vip start`, in order. */
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
