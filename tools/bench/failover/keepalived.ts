/** Hosts with keepalived, beside the cluster on the same network. */
import { execa } from 'execa';
import type { Box } from '../../../lab/cluster/box.ts';
import { NIC, nodeIdentity } from '../../../lab/cluster/identity.ts';
import { Node } from '../../../lab/cluster/node.ts';
import { until } from '../../../lab/until.ts';

/** Numbers that no node of the cluster has. */
const IDENTITIES = [nodeIdentity(11), nodeIdentity(12)] as const;

export interface VrrpSettings {
  readonly version: 2 | 3;
  /** Seconds. */
  readonly interval: number;
  /** The same on both: whoever has the address keeps it. */
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

  /** It stands by when it is there: it takes the address over if it hears nothing of another one. */
  static async start(node: Node, address: string, settings: VrrpSettings): Promise<Keepalived> {
    const text = configuration(address, settings);
    await node.run('sh', '-c', `umask 077; printf %s "$1" >${FILE}`, 'sh', text);
    const keepalived = new Keepalived(node);
    let said = '';
    keepalived.#process.all.on('data', (text) => {
      said += text;
    });
    await until(`keepalived stands by on ${node.name}`, () => said, {
      accept: (text) => text.includes('Entering BACKUP STATE'),
      interval: 10,
    });
    return keepalived;
  }

  /** As `systemctl stop keepalived` does. It says good-bye to the other one. */
  async stop(): Promise<void> {
    // The oldest one is the parent, which ends the other.
    if (this.node.powered) await this.node.run('pkill', '-TERM', '-o', '-x', 'keepalived');
    await this.#process;
  }
}

export function keepalivedHosts(box: Box): [first: Node, second: Node] {
  const [first, second] = IDENTITIES;
  return [new Node(box, first), new Node(box, second)];
}
