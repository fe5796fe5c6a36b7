/** Observes what the client cannot: addresses on nodes, and actions of agents. */
import { readlinkSync } from 'node:fs';
import type { Node } from '../../../lab/cluster/node.ts';
import { Host } from '../../../lab/lab.ts';
import type { AddressChange } from '../../../lab/programs/address-watch.ts';
import type { ActionBegun } from '../../../lab/programs/process-watch.ts';
import { Program } from '../../../lab/programs/program.ts';

/** Real-time priority: observers that read the clock must not wait for a core. */
const URGENT = ['chrt', '--fifo', '50'];
/** The machine itself; its observer ends with this process. */
const MACHINE = new Host('machine', '', ['setpriv', '--pdeathsig', 'KILL', ...URGENT]);

interface NodeChange extends AddressChange {
  readonly node: string;
}

interface NodeAction extends ActionBegun {
  readonly node: string | undefined;
}

export class Watch {
  readonly #changes: NodeChange[] = [];
  readonly #actions: NodeAction[] = [];
  /** Nodes by their pid namespaces. */
  readonly #nodes = new Map<string, string>();
  readonly #processes: Program[] = [];
  readonly address: string;

  private constructor(address: string) {
    this.address = address;
  }

  static async start(address: string): Promise<Watch> {
    const watch = new Watch(address);
    const hear = (action: ActionBegun) =>
      watch.#actions.push({ ...action, node: watch.#nodes.get(action.namespace) });
    watch.#processes.push(await Program.start(MACHINE, 'process-watch', [], hear));
    return watch;
  }

  /**
   * Must be called at each boot of a node. The watcher is a process of the node: it is killed with the others when
   * the power is cut, and does not keep the network alive.
   */
  async join(node: Node): Promise<void> {
    this.#nodes.set(readlinkSync(`/proc/${node.enclosure?.pid}/ns/pid`), node.name);
    const { namespace, stateDirectory, place } = node.host;
    const host = new Host(namespace, stateDirectory, [...place, ...URGENT]);
    await Program.start(host, 'address-watch', [this.address], (change: AddressChange) =>
      this.#changes.push({ ...change, node: node.name }),
    );
  }

  /** The time of the first change of the address on a node since `since`. */
  changed(node: Node, kind: AddressChange['kind'], since: number): number | undefined {
    return this.#changes.find(
      (change) => change.node === node.name && change.kind === kind && change.at >= since,
    )?.at;
  }

  /** The time of the first execution of an agent's action on a node since `since`. */
  began(node: Node, action: string, since: number): number | undefined {
    return this.#actions.find(
      (begun) => begun.node === node.name && begun.action === action && begun.at >= since,
    )?.at;
  }

  async close(): Promise<void> {
    for (const program of this.#processes) await program.kill();
  }
}
