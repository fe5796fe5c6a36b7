/** The virtual IPs in the configuration of the cluster: one entry for each address. */
import {
  agentOf,
  type Configuration,
  isVirtualIp,
  type Resource,
} from '../cluster/configuration.ts';
import type { Pacemaker } from '../cluster/pacemaker.ts';
import { wordsOf } from '../cluster/resource-words.ts';
import type { Variables } from '../ocf/environment.ts';
import { readBoolean } from '../ocf/parameter-syntax.ts';
import { messageOf } from '../ocf/refusal.ts';
import { decimalNumber } from '../wire/characters.ts';

export interface Configured {
  readonly resource: string;
  readonly agent: string;
  readonly containers: readonly string[];
  /** The number of an instance with its own address (unique_clone_address). */
  readonly instance: number | undefined;
  /** The parameters and meta attributes as the environment of an action. */
  readonly variables: Variables;
  /** Why the parameters cannot be read. */
  readonly problem: string | undefined;
}

/** More instances than any clone of an address has. */
const MAX_INSTANCES = 256;
const MAX_DIGITS = 5;

/** In the order of the configuration. @param environment variables that an action receives from its caller */
export function configuredVirtualIps(
  configuration: Configuration,
  pacemaker: Pacemaker,
  environment: Variables,
): Configured[] {
  const found: Configured[] = [];
  for (const resource of configuration.resources) {
    if (resource.isTemplate || !isVirtualIp(resource)) continue;
    const one = configured(resource, configuration, pacemaker, environment);
    const instances = instancesWithOwnAddress(one.variables);
    if (instances === undefined) found.push(one);
    for (let instance = 0; instance < (instances ?? 0); instance++) {
      const variables: Variables = { ...one.variables, OCF_RESKEY_CRM_meta_clone: `${instance}` };
      found.push({ ...one, instance, variables });
    }
  }
  return found;
}

function configured(
  resource: Resource,
  configuration: Configuration,
  pacemaker: Pacemaker,
  environment: Variables,
): Configured {
  const variables: Record<string, string | undefined> = { ...environment };
  let problem: string | undefined;
  try {
    for (const word of wordsOf(resource, configuration, pacemaker)) {
      const equals = word.indexOf('=');
      variables[`OCF_RESKEY_${word.slice(0, equals)}`] = word.slice(equals + 1);
    }
  } catch (error) {
    problem = messageOf(error);
  }
  return {
    resource: resource.id,
    agent: agentOf(resource),
    containers: resource.containers.map(({ id }) => id),
    instance: undefined,
    variables,
    problem,
  };
}

/** The number of instances, if each has its own address; undefined if the resource has one address. */
function instancesWithOwnAddress(variables: Variables): number | undefined {
  const max = variables.OCF_RESKEY_CRM_meta_clone_max;
  const hasOwn = readBoolean(variables.OCF_RESKEY_unique_clone_address ?? '') === true;
  if (max === undefined || !hasOwn) return undefined;
  const count = decimalNumber(max, MAX_DIGITS);
  return count === undefined ? undefined : Math.min(count, MAX_INSTANCES);
}
