/** What is migrated in one step: a primitive, or a template with all primitives that are made from it. */
import { OCF_ERR_ARGS } from '../../ocf-metadata/exit-status.ts';
import {
  agentOf,
  type Configuration,
  isFloatip,
  isIpaddr2,
  type Resource,
} from '../cluster/configuration.ts';
import { quotedText } from '../ocf/quote.ts';
import { Refusal } from '../ocf/refusal.ts';
import {
  type AgentName,
  type Direction,
  HEARTBEAT,
  IPADDR,
  IPADDR2,
  PROVIDER,
} from './agent-name.ts';

export interface Unit {
  /** The primitive or template whose element names the agent. */
  readonly definition: Resource;
  /** The primitives that have this agent. */
  readonly members: readonly Resource[];
  readonly from: AgentName;
  readonly to: AgentName;
}

/** The tag of the primitives and templates that were of IPaddr, by which `--back` knows them. */
export const FROM_IPADDR = 'floatip-from-IPaddr';

/** All units that are not migrated yet, in the order of the configuration. */
export function unitsOf(configuration: Configuration, direction: Direction): readonly Unit[] {
  const units: Unit[] = [];
  for (const resource of configuration.resources) {
    const isAnother = direction === 'apply' ? isIpaddr2(resource) : isFloatip(resource);
    if (isAnother && resource.standard !== '') {
      units.push(unitOf(resource, configuration, direction));
    }
  }
  return units;
}

/** @param definition a primitive or a template that names its agent itself */
export function unitOf(
  definition: Resource,
  configuration: Configuration,
  direction: Direction,
): Unit {
  const { provider, type, id } = definition;
  return {
    definition,
    members: definition.isTemplate ? madeFrom(definition, configuration) : [definition],
    from: { provider, type },
    to: direction === 'apply' ? ours(provider, type) : theirs(id, configuration),
  };
}

/**
 * The units with these names: of primitives, of templates, and of the groups and clones that contain primitives. No
 * names mean all.
 * @throws Refusal if a name is none of these
 */
export function selectUnits(
  configuration: Configuration,
  direction: Direction,
  names: readonly string[],
): readonly Unit[] {
  const units = unitsOf(configuration, direction);
  if (names.length === 0) return units;
  for (const name of names) refuseUnknown(name, configuration, direction);
  const selected = units.filter((unit) => names.some((name) => isNamed(unit, name)));
  for (const unit of selected) refusePart(unit, names);
  return selected;
}

function madeFrom({ id }: Resource, { resources }: Configuration): readonly Resource[] {
  return resources.filter(
    ({ standard, template }) => standard === '' && template !== undefined && template.id === id,
  );
}

/** A resource that is of floatip already keeps its name. */
function ours(provider: string, type: string): AgentName {
  return provider === PROVIDER ? { provider, type } : { provider: PROVIDER, type: IPADDR2 };
}

function theirs(id: string, configuration: Configuration): AgentName {
  const references = configuration.section('tags')?.withDescendants() ?? [];
  const tag = references.find((element) => element.attribute('id') === FROM_IPADDR);
  const wasIpaddr = (tag?.all('obj_ref') ?? []).some((one) => one.attribute('id') === id);
  return { provider: HEARTBEAT, type: wasIpaddr ? IPADDR : IPADDR2 };
}

function isNamed({ definition, members }: Unit, name: string): boolean {
  return definition.id === name || members.some((member) => isMemberNamed(member, name));
}

function isMemberNamed({ id, containers }: Resource, name: string): boolean {
  return id === name || containers.some((container) => container.id === name);
}

function refuseUnknown(name: string, configuration: Configuration, direction: Direction): void {
  const matches = configuration.resources.filter((resource) => isMemberNamed(resource, name));
  const [first] = matches;
  if (!first) {
    const advice = '"floatip migrate --plan" shows the resources';
    throw new Refusal(OCF_ERR_ARGS, `the cluster has no resource ${quotedText(name)}; ${advice}`);
  }
  if (matches.some((resource) => isIpaddr2(resource) || isFloatip(resource))) return;
  const wanted = direction === 'apply' ? 'ocf:heartbeat:IPaddr2' : 'ocf:floatip';
  throw new Refusal(OCF_ERR_ARGS, `${name} is ${agentOf(first)}, not of ${wanted}`);
}

/** A template changes all primitives that are made from it. */
function refusePart({ definition, members }: Unit, names: readonly string[]): void {
  if (names.includes(definition.id)) return;
  const left = members.filter((member) => !names.some((name) => isMemberNamed(member, name)));
  if (left.length === 0) return;
  const others = left.map(({ id }) => id).join(', ');
  throw new Refusal(
    OCF_ERR_ARGS,
    `template ${definition.id} gives its agent to ${others} as well: name ${definition.id} to change all of them`,
  );
}
