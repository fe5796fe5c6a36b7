/**
 * What a cluster hangs on: a bridge in an enclosure, with hosts and nodes plugged in. Nothing of it
 * shows up on the machine, and it ends as one.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { Host } from '../lab.ts';
import { until } from '../until.ts';
import { Enclosure } from './enclosure.ts';
import { NIC } from './identity.ts';

/** Seconds. */
const A_DAY = 86_400;

/** Executables by their names under resource.d, such as `floatip/VirtualIP`. */
export type Agents = Readonly<Record<string, string>>;

export class Box {
  readonly enclosure: Enclosure;

  private constructor(enclosure: Enclosure) {
    this.enclosure = enclosure;
  }

  static async create(agents: Agents = {}): Promise<Box> {
    const args = Object.entries(agents).map(([name, file]) => `${name}=${file}`);
    return new Box(await Enclosure.start({ init: 'box-init.sh', args }));
  }

  get place(): readonly string[] {
    return this.enclosure.place;
  }

  /** A file of the box, as we can open it. */
  path(absolute: string): string {
    return this.enclosure.path(absolute);
  }

  async write(absolute: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    await writeFile(this.path(absolute), content, { mode });
  }

  run(command: string, ...args: string[]): Promise<string> {
    return this.enclosure.run(command, ...args);
  }

  ip(words: string): Promise<string> {
    return this.run('ip', ...words.split(' '));
  }

  /** A host that is no node, such as a client or a router. */
  async addHost(name: string, ...addresses: string[]): Promise<Host> {
    await this.ip(`netns add ${name}`);
    const stateDirectory = this.path(`/run/lab/${name}`);
    await mkdir(stateDirectory);
    const host = new Host(name, stateDirectory, [...this.place, 'ip', 'netns', 'exec', name]);
    await this.wire(name, `/run/netns/${name}`);
    await host.ip('link set lo up');
    await this.configure(host, addresses);
    for (const family of ['ipv4', 'ipv6']) {
      const own = `net.${family}.neigh.${NIC}`;
      // The kernel forgets neighbours when tables are full, of all namespaces together; not these.
      await host.sysctl(`${own}.gc_stale_time`, A_DAY);
      // It believes what it was told until it is told otherwise. One that asks again on its own gives a
      // dead node up, and may have forgotten the address when another one, a while later, announces it.
      await host.sysctl(`${own}.base_reachable_time_ms`, A_DAY * 1000);
      await host.sysctl(`${own}.delay_first_probe_time`, A_DAY);
    }
    return host;
  }

  /**
   * A cable from a port of the bridge to eth0 in a network namespace.
   * @param namespace a path
   */
  async wire(port: string, namespace: string, mac?: string): Promise<void> {
    const address = mac === undefined ? '' : ` address ${mac}`;
    await this.ip(`link add ${port} type veth peer name ${NIC}${address} netns ${namespace}`);
    await this.plug(port);
  }

  /** After a power cut the kernel needs a moment to take the other end away, and this one with it. */
  async unwire(port: string): Promise<void> {
    const [command = '', ...rest] = [...this.place, 'ip', 'link', 'delete', port];
    await execa(command, rest, { reject: false });
  }

  async configure(host: Host, addresses: readonly string[]): Promise<void> {
    for (const address of addresses) {
      const how = address.includes(':') ? 'nodad' : 'brd +';
      await host.ip(`address add ${address} ${how} dev ${NIC}`);
    }
    await host.ip(`link set ${NIC} up`);
    await until(`${host.namespace} has a carrier`, () => host.operationalState(NIC), {
      accept: (state) => state === 'UP',
      interval: 10,
    });
  }

  /** Puts a port in order, whatever was done to it. */
  async plug(port: string): Promise<void> {
    await this.ip(`link set ${port} master br0 up`);
  }

  /** Pulls the cable: its other end loses the carrier. */
  async cut(port: string): Promise<void> {
    await this.ip(`link set ${port} down`);
  }

  /** Leads the port nowhere: its other end keeps the carrier, as behind a switch that fails. */
  async isolate(port: string): Promise<void> {
    await this.ip(`link set ${port} nomaster`);
  }

  /** Ends everything: nothing is left behind. */
  async close(): Promise<void> {
    await this.enclosure.kill();
  }
}
