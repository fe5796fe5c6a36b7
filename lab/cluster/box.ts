/**
 * The network of a cluster: a bridge in an enclosure, to which hosts and nodes are connected. The
 * machine's own network does not change.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { keepNeighbours } from '../keep-neighbours.ts';
import { Host } from '../lab.ts';
import { until } from '../until.ts';
import { Enclosure } from './enclosure.ts';
import { NIC } from './identity.ts';

/** Executables by their paths below resource.d, such as `floatip/VirtualIP`. */
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

  /** Path by which this process can open a file of the box. */
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

  /** Adds a host that is not a node, such as a client or a router. */
  async addHost(name: string, ...addresses: string[]): Promise<Host> {
    await this.ip(`netns add ${name}`);
    const stateDirectory = this.path(`/run/lab/${name}`);
    await mkdir(stateDirectory);
    const host = new Host(name, stateDirectory, [...this.place, 'ip', 'netns', 'exec', name]);
    await this.wire(name, `/run/netns/${name}`);
    await host.ip('link set lo up');
    await this.configure(host, addresses);
    await keepNeighbours(host, NIC);
    return host;
  }

  /**
   * Connects a port of the bridge with eth0 in a network namespace.
   * @param namespace its path
   */
  async wire(port: string, namespace: string, mac?: string): Promise<void> {
    const address = mac === undefined ? '' : ` address ${mac}`;
    await this.ip(`link add ${port} type veth peer name ${NIC}${address} netns ${namespace}`);
    await this.plug(port);
  }

  /** Removes a port, which the kernel may not have removed yet after a power cut. */
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

  /** Connects a port after `cut` or `isolate`. */
  async plug(port: string): Promise<void> {
    await this.ip(`link set ${port} master br0 up`);
  }

  /** Sets a port down: the other end of the cable loses its carrier. */
  async cut(port: string): Promise<void> {
    await this.ip(`link set ${port} down`);
  }

  /** Takes a port from the bridge: the other end keeps its carrier, as behind a failed switch. */
  async isolate(port: string): Promise<void> {
    await this.ip(`link set ${port} nomaster`);
  }

  /** Ends all processes and removes all namespaces. */
  async close(): Promise<void> {
    await this.enclosure.kill();
  }
}
