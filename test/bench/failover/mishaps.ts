/** What befalls the node that has the address, and how it is put right again. */
import type { Cluster } from '../../cluster/lab/cluster.ts';
import { FENCE_AGENT } from '../../cluster/lab/fencing.ts';
import type { Node } from '../../cluster/lab/node.ts';
import { RESOURCE } from './resource.ts';
import type { Scenario } from './run.ts';

export interface Mishap {
  /** The node is lost at the moment at which this is called. */
  readonly hard: boolean;
  readonly happen: (cluster: Cluster, from: Node, to: Node) => unknown;
  readonly mend?: (cluster: Cluster, from: Node) => Promise<void>;
  /** Around all runs. */
  readonly prepare?: (cluster: Cluster) => Promise<void>;
  readonly finish?: (cluster: Cluster) => Promise<void>;
}

const kill: Mishap = {
  hard: true,
  happen: (_, from) => from.kill(),
  mend: (cluster, from) => cluster.boot(from),
};

export const MISHAPS: Readonly<Record<Scenario, Mishap>> = {
  standby: {
    hard: false,
    happen: (cluster, from) => cluster.anyNode.run('crm_standby', '-N', from.name, '-v', 'on'),
    mend: async (cluster, from) => {
      await cluster.anyNode.run('crm_standby', '-N', from.name, '-v', 'off');
    },
  },
  move: {
    hard: false,
    happen: (cluster, _, to) =>
      cluster.anyNode.run('crm_resource', '--move', '-r', RESOURCE, '-N', to.name),
  },
  kill,
  'cable cut': {
    hard: true,
    happen: (_, from) => from.cut(),
    mend: async (cluster, from) => {
      await from.plug();
      await cluster.online(from);
    },
  },
  'kill, fenced': {
    ...kill,
    prepare: async (cluster) => {
      await cluster.pcs('stonith', 'create', 'power', FENCE_AGENT, 'pcmk_host_check=dynamic-list');
      await cluster.until('the fence device is started', ({ resources }) =>
        resources.some(({ id, role }) => id === 'power' && role === 'Started'),
      );
      // Not before all nodes are online: one that is absent would be switched off.
      await cluster.pcs('property', 'set', 'stonith-enabled=true');
    },
    finish: async (cluster) => {
      await cluster.pcs('property', 'set', 'stonith-enabled=false');
      await cluster.pcs('stonith', 'delete', 'power');
    },
  },
};
