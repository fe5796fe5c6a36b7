/** Where the resources of a unit run, and what keeps them from being migrated in the live cluster. */
import type { Configuration } from '../cluster/configuration.ts';
import type { ClusterStatus, ResourceStatus } from '../cluster/status.ts';
import type { Unit } from './unit.ts';

/** A resource, or an instance of a clone with globally-unique=true, on a node. */
export interface Place {
  /** `vip`, or `vip:0`, as in the history. */
  readonly id: string;
  readonly node: string;
}

/** Where the primitives are active. */
export function placesOf({ members }: Unit, { resources }: ClusterStatus): readonly Place[] {
  const places: Place[] = [];
  for (const resource of resources) {
    if (!members.some(({ id }) => id === resource.id)) continue;
    for (const node of resource.nodes) places.push({ id: instanceId(resource), node });
  }
  return places;
}

export function samePlaces(a: readonly Place[], b: readonly Place[]): boolean {
  return a.length === b.length && a.every((place) => hasPlace(b, place));
}

export function hasPlace(places: readonly Place[], { id, node }: Place): boolean {
  return places.some((place) => place.id === id && place.node === node);
}

/** `on node1, node2`; `nowhere`. */
export function placesText(places: readonly Place[]): string {
  if (places.length === 0) return 'on no node';
  return `on ${places.map(({ node }) => node).join(', ')}`;
}

/** Why the unit cannot be migrated now; empty if it can. */
export function obstacles(
  unit: Unit,
  status: ClusterStatus,
  configuration: Configuration,
): readonly string[] {
  const reasons: string[] = [];
  for (const { id, containers } of unit.members) {
    const found = status.resources.filter((resource) => resource.id === id);
    if (found.some(({ isFailed, isBlocked }) => isFailed || isBlocked)) {
      reasons.push(`${id} has failed; repair it, then "pcs resource cleanup ${id}"`);
    } else if (found.some(({ isOrphaned, isActive }) => isOrphaned && isActive)) {
      reasons.push(`${id} is active, but was removed from the configuration meanwhile`);
    }
    const counts = status.failCounts.filter((count) => count.resource === id);
    for (const { node, count } of counts) {
      reasons.push(
        `${id} has a fail-count of ${count} on ${node}, which the migration would clear, so that Pacemaker might move it; clear it first: "pcs resource cleanup ${id}"`,
      );
    }
    const ids = [id, ...containers.map((container) => container.id)];
    for (const node of withoutProbes(ids, configuration)) {
      if (!found.some(({ nodes }) => nodes.includes(node))) continue;
      reasons.push(
        `${id} is active on ${node}, but a location constraint there has resource-discovery=never: Pacemaker would not find it again; move it first`,
      );
    }
  }
  return reasons;
}

/** The nodes on which a constraint forbids probes. */
function withoutProbes(ids: readonly string[], configuration: Configuration): readonly string[] {
  const nodes: string[] = [];
  for (const constraint of configuration.section('constraints')?.all('rsc_location') ?? []) {
    if (constraint.attribute('resource-discovery') !== 'never') continue;
    const node = constraint.attribute('node');
    const resource = constraint.attribute('rsc');
    if (node !== undefined && resource !== undefined && ids.includes(resource)) nodes.push(node);
  }
  return nodes;
}

function instanceId({ id, instance }: ResourceStatus): string {
  return instance === undefined ? id : `${id}:${instance}`;
}
