/** What Pacemaker says about one virtual IP. */
import type { ClusterStatus, NodeStatus, ResourceStatus } from '../cluster/status.ts';
import type { PacemakerView } from './virtual-ip.ts';

/** Roles in which nothing is running. */
const RESTING = ['Started', 'Stopped', 'Promoted', 'Unpromoted', 'Master', 'Slave'];

/**
 * Undefined if crm_mon does not show the resource.
 * @param instance the number of one instance of a clone; undefined for all
 * @param node the name of this host in the cluster
 */
export function pacemakerView(
  { resources, nodes, failures, failCounts }: ClusterStatus,
  id: string,
  instance: number | undefined,
  node: string,
): PacemakerView | undefined {
  const shown = resources.filter(
    (resource) => resource.id === id && (instance === undefined || resource.instance === instance),
  );
  if (shown.length === 0) return undefined;
  const active: string[] = [];
  for (const resource of shown) {
    for (const name of resource.nodes) if (!active.includes(name)) active.push(name);
  }
  const failCount = failCounts.find((count) => count.resource === id && count.node === node);
  return {
    nodes: active,
    isHere: active.includes(node),
    change: changeOf(shown),
    isFailed: shown.some(({ isFailed }) => isFailed),
    isBlocked: shown.some(({ isBlocked }) => isBlocked),
    isManaged: shown.every(({ isManaged }) => isManaged),
    isDisabled: shown.every(({ targetRole }) => targetRole === 'Stopped'),
    isOrphaned: shown.some(({ isOrphaned }) => isOrphaned),
    uncleanNodes: active.filter((name) => isUnclean(nodes, name)),
    failures: failures.filter(({ resource }) => resource === id),
    failCount: failCount?.count ?? 0,
  };
}

function changeOf(shown: readonly ResourceStatus[]): string | undefined {
  for (const { pending, role } of shown) {
    const change = pending ?? (RESTING.includes(role) ? undefined : role);
    // A monitor changes nothing.
    if (change !== undefined && change !== 'Monitoring') return change.toLowerCase();
  }
  return undefined;
}

function isUnclean(nodes: readonly NodeStatus[], name: string): boolean {
  return nodes.some((node) => node.name === name && node.isUnclean);
}
