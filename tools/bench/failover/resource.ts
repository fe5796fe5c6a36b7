/** Configures one of the agents as the resource of the cluster. */
import type { Parameters } from '../../../lab/agent.ts';
import { type Agent, primitive } from '../../../lab/cluster/agents.ts';
import type { Cluster } from '../../../lab/cluster/cluster.ts';
import type { Node } from '../../../lab/cluster/node.ts';
import { until } from '../../../lab/until.ts';

export const RESOURCE = 'vip';

/** Less than the stickiness: determines the first node, but does not move the resource back. */
const PLACE_SCORE = 50;
export const STICKINESS = 100;

function configuration(agent: Agent, address: string, node: Node, parameters: Parameters): string {
  return `<configuration>
    <resources>${primitive(RESOURCE, agent, address, parameters)}</resources>
    <constraints>
      <rsc_location id="place" rsc="${RESOURCE}" node="${node.name}" score="${PLACE_SCORE}"/>
    </constraints>
  </configuration>`;
}

/** Starts the address on a node. */
export async function install(
  cluster: Cluster,
  agent: Agent,
  address: string,
  node: Node,
  parameters: Parameters = {},
): Promise<void> {
  const xml = configuration(agent, address, node, parameters);
  await cluster.anyNode.run('cibadmin', '--modify', '--allow-create', '--xml-text', xml);
  await cluster.runTogether([RESOURCE], (holder) => holder === node);
  await idle(cluster);
}

/** Stops the resource, and removes it from the configuration. */
async function uninstall(cluster: Cluster): Promise<void> {
  const node = cluster.anyNode;
  await node.run('cibadmin', '--delete-all', '--force', '--xpath', '//rsc_location');
  await node.run('cibadmin', '--delete', '--xml-text', `<primitive id="${RESOURCE}"/>`);
  await cluster.until('the resource is gone', ({ resources }) =>
    resources.every(({ id }) => id !== RESOURCE),
  );
  await idle(cluster);
}

/** Restores the initial state: all nodes are online, and none has the address. */
export async function restore(cluster: Cluster): Promise<void> {
  for (const node of cluster.nodes) {
    if (node.powered && node.cable !== 'plugged') await node.plug();
  }
  await cluster.boot(...cluster.nodes.filter(({ powered }) => !powered));
  await cluster.online(...cluster.nodes);
  const { nodes, resources } = await cluster.status();
  for (const { name, standby } of nodes) {
    if (standby) await cluster.anyNode.run('crm_standby', '-N', name, '-v', 'off');
  }
  if (resources.some(({ id }) => id === RESOURCE)) await uninstall(cluster);
  await idle(cluster);
}

/** Instead of `crm_resource --wait`, which polls only every two seconds. */
export async function idle(cluster: Cluster): Promise<void> {
  const look = async () => {
    const { dc } = await cluster.status();
    return cluster.anyNode.run('crmadmin', `--status=${dc}`);
  };
  await until('the cluster has nothing left to do', look, {
    accept: (state) => state.includes('S_IDLE'),
    interval: 100,
  });
}

/** The designated controller. */
export async function controller(cluster: Cluster): Promise<Node> {
  const { dc } = await cluster.status();
  return cluster.node(dc ?? '');
}
