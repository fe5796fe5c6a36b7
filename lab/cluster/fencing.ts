/**
 * The lab's power switch, as nodes reach it: a socket that a fence agent (fence-agent.ts) asks. It
 * answers when the power is off, and not before.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { monotonicTime } from '../monotonic-time.ts';
import { nodeCommand } from '../node.ts';
import type { Box } from './box.ts';
import type { Node } from './node.ts';

/** Name of the fence agent, as `pcs stonith create` wants it. */
export const FENCE_AGENT = 'fence_lab';

/** What the fence agent asks for; `list` and `monitor` concern no node. */
export interface PowerRequest {
  readonly action: 'off' | 'reboot' | 'on' | 'status' | 'list' | 'monitor';
  readonly node: string;
}

export interface PowerAnswer {
  /** Exit status of a fence agent: 2 says "off" to the action status. */
  readonly status: 0 | 1 | 2;
  readonly output?: string;
}

/** A node that was switched off. */
export interface Shot {
  readonly node: string;
  /** Milliseconds of CLOCK_MONOTONIC. */
  readonly askedAt: number;
  readonly deadAt: number;
}

/** In the box; the nodes have its folder as /run/fencing. */
const SOCKET = '/run/lab/fencing/socket';
const PROGRAM = fileURLToPath(new URL('fence-agent.ts', import.meta.url));

export class PowerSwitch {
  readonly shots: Shot[] = [];
  readonly #server: Server;
  readonly nodes: readonly Node[];

  private constructor(nodes: readonly Node[]) {
    this.nodes = nodes;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Puts the fence agent where Pacemaker finds it: before the nodes are switched on. */
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
    // An agent that Pacemaker gave up on hears no answer.
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
    // Whoever switches a node on again is the test.
    if (!node || action === 'on') return { status: 1 };
    if (action === 'status') return { status: node.powered ? 0 : 2 };
    const askedAt = monotonicTime();
    await node.kill();
    this.shots.push({ node: name, askedAt, deadAt: monotonicTime() });
    return { status: 0 };
  }
}
