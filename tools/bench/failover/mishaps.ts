/** The events that happen to the node that has the address. */
import type { Cluster } from '../../../lab/cluster/cluster.ts';
import { FENCE_AGENT } from '../../../lab/cluster/fencing.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { RESOURCE } from './resource.ts';
import type { Scenario } from './run.ts';

export interface Mishap {
  /** Whether the node is lost when `happen` is called. */
  readonly hard: boolean;
  readonly happen: (cluster: Cluster, from: Node, to: Node) => unknown;
  /** Called before, and `finish` after, all runs. */
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
      // All nodes are online now: an absent one would be switched off.
      await cluster.pcs('property', 'set', 'stonith-enabled=true');
    },
    finish: async (cluster) => {
      await cluster.pcs('property', 'set', 'stonith-enabled=false');
      await cluster.pcs('stonith', 'delete', 'power');
    },
  },
};
