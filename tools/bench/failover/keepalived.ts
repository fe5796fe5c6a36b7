/** Hosts with keepalived, on the network of the cluster. */
import { execa } from 'execa';
import type { Box } from '../../../lab/cluster/box.ts';
import { NIC, nodeIdentity } from '../../../lab/cluster/identity.ts';
import { Node } from '../../../lab/cluster/node.ts';
import { until } from '../../../lab/until.ts';

/** No node of the cluster has these numbers. */
const IDENTITIES = [nodeIdentity(11), nodeIdentity(12)] as const;

export interface VrrpSettings {
  readonly version: 2 | 3;
  /** Seconds. */
  readonly interval: number;
  /** The same on both hosts, so that the address does not move back. */
  readonly priority: number;
}

function configuration(address: string, settings: VrrpSettings): string {
  return `global_defs {
    vrrp_version ${settings.version}
}
vrrp_instance bench {
    state BACKUP
    interface ${NIC}
    virtual_router_id 51
    priority ${settings.priority}
    advert_int ${settings.interval}
    virtual_ipaddress {
        ${address}/24 dev ${NIC}
    }
}
`;
}

const FILE = '/run/keepalived.conf';

function spawn({ host }: Node) {
  const pids = ['-p', '/run/keepalived.pid', '-r', '/run/vrrp.pid'];
  const [command = '', ...rest] = [...host.place, 'keepalived', '-n', '-l', '-P', '-f', FILE];
  return execa(command, [...rest, ...pids], { reject: false, stdin: 'ignore', all: true });
}

/** keepalived on one host. */
export class Keepalived {
  readonly #process: ReturnType<typeof spawn>;
  readonly node: Node;

  private constructor(node: Node) {
    this.node = node;
    this.#process = spawn(node);
  }

  /** Waits for the state BACKUP, which ends if no advertisements arrive. */
  static async start(node: Node, address: string, settings: VrrpSettings): Promise<Keepalived> {
    const text = configuration(address, settings);
    await node.run('sh', '-c', `umask 077; printf %s "$1" >${FILE}`, 'sh', text);
    const keepalived = new Keepalived(node);
    let output = '';
    keepalived.#process.all.on('data', (text) => {
      output += text;
    });
    await until(`keepalived is in the state BACKUP on ${node.name}`, () => output, {
      accept: (text) => text.includes('Entering BACKUP STATE'),
      interval: 10,
    });
    return keepalived;
  }

  /** Like `systemctl stop keepalived`: it announces priority 0. */
  async stop(): Promise<void> {
    // The oldest process is the parent, which ends the other one.
    if (this.node.powered) await this.node.run('pkill', '-TERM', '-o', '-x', 'keepalived');
    await this.#process;
  }
}

export function keepalivedHosts(box: Box): [first: Node, second: Node] {
  const [first, second] = IDENTITIES;
  return [new Node(box, first), new Node(box, second)];
}
