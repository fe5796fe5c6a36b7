/** What befalls the node that has the address. */
import type { Cluster } from '../../../lab/cluster/cluster.ts';
import { FENCE_AGENT } from '../../../lab/cluster/fencing.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { RESOURCE } from './resource.ts';
import type { Scenario } from './run.ts';

export interface Mishap {
  /** The node is lost at the moment at which this is called. */
  readonly hard: boolean;
  readonly happen: (cluster: Cluster, from: Node, to: Node) => unknown;
  /** Around all runs. */
  readonly prepare?: (cluster: Cluster) => Promise<void>;
  readonly finish?: (cluster: Cluster) => Promise<void>;
}

const kill: Mishap = { hard: true, happen: (_, from) => from.kill() };

export const MISHAPS: Readonly<Record<Scenario, Mishap>> = {
  standby: {
    hard: false,
    happen: (cluster, from) => cluster.anyNode.run('crm_standby', '-N', from.name, '-v', 'on'),
  },
  move: {
    hard: false,
    happen: (cluster, _, to) =>
      cluster.anyNode.run('crm_resource', '--move', '-r', RESOURCE, '-N', to.name),
  },
  kill,
  'cable cut': { hard: true, happen: (_, from) => from.cut() },
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
