/** Where it all happens: a cluster, two hosts with keepalived, and a client, all on one segment. */
import { Cluster, type ClusterOptions } from '../../../lab/cluster/cluster.ts';
import { serve } from '../../../lab/cluster/conversation.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { STICKINESS } from './resource.ts';
import { Segment } from './segment.ts';
import { Watch } from './watch.ts';

const ADDRESS = '192.0.2.10';

export interface Stage {
  readonly cluster: Cluster;
  readonly segment: Segment;
  readonly watch: Watch;
  /** What a host needs at each boot: the service behind the address, and somebody who watches. */
  readonly prepare: (node: Node) => Promise<void>;
  close(): Promise<void>;
}

export async function setStage(
  options: Pick<ClusterOptions, 'corosync' | 'properties'> = {},
): Promise<Stage> {
  const watch = await Watch.start(ADDRESS);
  const prepare = async (node: Node) => {
    await serve(node, ADDRESS);
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
      const segment = await Segment.create(ADDRESS, cluster.client, cluster.gateway);
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
