/**
 * The lab's fence device: a socket that serves the requests of fence-agent.ts. It answers a request to
 * switch off when the node is dead.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { monotonicTime } from '../monotonic-time.ts';
import { nodeCommand } from '../node.ts';
import type { Box } from './box.ts';
import type { Node } from './node.ts';

/** Name of the fence agent for `pcs stonith create`. */
export const FENCE_AGENT = 'fence_lab';

/** Request of the fence agent; `node` is empty for `list` and `monitor`. */
export interface PowerRequest {
  readonly action: 'off' | 'reboot' | 'on' | 'status' | 'list' | 'monitor';
  readonly node: string;
}

export interface PowerAnswer {
  /** Exit status of the fence agent; 2 for the action status means off. */
  readonly status: 0 | 1 | 2;
  readonly output?: string;
}

/** A node that the fence device has switched off. */
export interface PowerCut {
  readonly node: string;
  /** Times in milliseconds of CLOCK_MONOTONIC. */
  readonly askedAt: number;
  readonly offAt: number;
}

/** Path in the box; its folder is /run/fencing on the nodes. */
const SOCKET = '/run/lab/fencing/socket';
const PROGRAM = fileURLToPath(new URL('fence-agent.ts', import.meta.url));

export class PowerSwitch {
  readonly powerCuts: PowerCut[] = [];
  /** How many of the next requests to switch off fail. */
  failures = 0;
  readonly #server: Server;
  readonly nodes: readonly Node[];

  private constructor(nodes: readonly Node[]) {
    this.nodes = nodes;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Installs the fence agent. To be called before the nodes are switched on. */
  static async install(box: Box, nodes: readonly Node[]): Promise<PowerSwitch> {
    const command = nodeCommand(PROGRAM, '/run/fencing/socket').map((word) => `'${word}'`);
    const agent = `#!/bin/sh\nexec ${command.join(' ')} "$@"\n`;
    await box.write(`/usr/sbin/${FENCE_AGENT}`, agent, 0o755);
    const power = new PowerSwitch(nodes);
    await new Promise<void>((resolve, fail) => {
      power.#server.once('error', fail).listen(box.path(SOCKET), resolve);
    });
    box.enclosure.ended.then(() => power.#server.close());
    return power;
  }

  #serve(socket: Socket): void {
    // A fence agent that Pacemaker has killed receives no answer.
    socket.on('error', () => {});
    createInterface({ input: socket }).on('line', async (line) => {
      const answer = await this.#do(JSON.parse(line));
      socket.end(`${JSON.stringify(answer)}\n`);
    });
  }

  async #do({ action, node: name }: PowerRequest): Promise<PowerAnswer> {
    if (action === 'monitor') return { status: 0 };
    if (action === 'list') {
      return { status: 0, output: this.nodes.map((node) => `${node.name},`).join('\n') };
    }
    const node = this.nodes.find((candidate) => candidate.name === name);
    // Nodes are switched on by tests only.
    if (!node || action === 'on') return { status: 1 };
    if (action === 'status') return { status: node.powered ? 0 : 2 };
    if (this.failures > 0) {
      this.failures--;
      return { status: 1 };
    }
    const askedAt = monotonicTime();
    await node.kill();
    this.powerCuts.push({ node: name, askedAt, offAt: monotonicTime() });
    return { status: 0 };
  }
}
