/** What the cluster says about the address. */
import { type Configuration, isVirtualIp, type Resource } from '../../cluster/configuration.ts';
import type { Pacemaker } from '../../cluster/pacemaker.ts';
import { type ClusterStatus, clusterStatus } from '../../cluster/status.ts';
import { messageOf } from '../../ocf/refusal.ts';
import type { Diagnosis } from '../diagnosis.ts';

export interface ClusterFacts {
  readonly configuration: Configuration;
  readonly status: ClusterStatus;
  /** The name of this node; empty if it is not known. */
  readonly localNode: string;
  /** The resources with the address, the one that was asked for first. */
  readonly resources: readonly Resource[];
}

/**
 * Undefined if there is no cluster, or it cannot be asked.
 * @param id the resource that was asked for
 * @param isAddress whether a value of the parameter ip is the address
 */
export async function clusterFacts(
  pacemaker: Pacemaker,
  id: string | undefined,
  isAddress: (text: string) => boolean,
  diagnosis: Diagnosis,
): Promise<ClusterFacts | undefined> {
  try {
    const configuration = await pacemaker.configuration();
    const status = await clusterStatus(pacemaker);
    return {
      configuration,
      status,
      localNode: nameOfNode(pacemaker),
      resources: resourcesOf(configuration, id, isAddress),
    };
  } catch (error) {
    diagnosis.cannotLookAt('the cluster', messageOf(error));
    return undefined;
  }
}

function nameOfNode(pacemaker: Pacemaker): string {
  try {
    return pacemaker.run('crm_node', ['--name']).trim();
  } catch {
    return '';
  }
}

function resourcesOf(
  configuration: Configuration,
  id: string | undefined,
  isAddress: (text: string) => boolean,
): Resource[] {
  const asked = id === undefined ? undefined : configuration.primitive(id);
  const found: Resource[] = asked ? [asked] : [];
  for (const resource of configuration.resources) {
    if (resource.isTemplate || resource.id === id || !isVirtualIp(resource)) continue;
    const ip = configuration.parameters(resource).values.get('ip');
    if (ip !== undefined && isAddress(ip)) found.push(resource);
  }
  return found;
}
