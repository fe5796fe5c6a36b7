/** The stage of the bench: a cluster and a client on one segment. */
import { Cluster, type ClusterOptions } from '../../../lab/cluster/cluster.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { serve } from '../../../lab/cluster/service-client.ts';
import { STICKINESS } from './resource.ts';
import { Segment } from './segment.ts';
import { Watch } from './watch.ts';

const ADDRESS = '192.0.2.10';
export const ADDRESS6 = '2001:db8::10';

export interface Stage {
  readonly cluster: Cluster;
  readonly segment: Segment;
  readonly watch: Watch;
  /** Starts the service and the watcher of the address; needed at each boot of a host. */
  readonly prepare: (node: Node) => Promise<void>;
  close(): Promise<void>;
}

export async function setStage(
  options: Pick<ClusterOptions, 'corosync' | 'properties'> = {},
  address: string = ADDRESS,
): Promise<Stage> {
  const watch = await Watch.start(address);
  const prepare = async (node: Node) => {
    await serve(node, address);
    await watch.join(node);
  };
  try {
    const cluster = await Cluster.create({ ...options, prepare });
    const close = async () => {
      await cluster.close();
      await watch.close();
    };
    try {
      const stickiness = `resource-stickiness=${STICKINESS}`;
      await cluster.pcs('resource', 'defaults', 'update', stickiness);
      const segment = await Segment.create(address, cluster.client, cluster.gateway);
      return { cluster, segment, watch, prepare, close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    await watch.close();
    throw error;
  }
}
