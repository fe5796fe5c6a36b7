/** Whether the configuration of a unit can be migrated, and what is different afterwards. */
import { type Difference, differences } from '../../build/differences.ts';
import { parameters } from '../../ocf-metadata/parameters.ts';
import type { Configuration, Resource } from '../cluster/configuration.ts';
import { cloneProblem, isPlainClone, isShared } from '../ocf/clone.ts';
import type { Variables } from '../ocf/environment.ts';
import { quoted } from '../ocf/quote.ts';
import { readParameters } from '../ocf/read-parameters.ts';
import { type Direction, IPADDR } from './agent-name.ts';
import { rulesThatChange } from './type-rules.ts';
import type { Unit } from './unit.ts';
import { type Values, variantsOf } from './variants.ts';

export interface Check {
  readonly unit: Unit;
  /** Why it cannot be migrated. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly differences: readonly Difference[];
}

/** Parameters of IPaddr that floatip does not have, and what they are for. */
const IPADDR_ONLY: readonly (readonly [name: string, advice: string])[] = [
  ['local_start_script', 'runs a script, which floatip never does; make it a resource of its own'],
  ['local_stop_script', 'runs a script, which floatip never does; make it a resource of its own'],
  ['ARP_INTERVAL_MS', 'has no effect; write arp_interval'],
  ['ARP_REPEAT', 'has no effect; write arp_count'],
  ['ARP_BACKGROUND', 'has no effect; write arp_bg'],
  ['ARP_NETMASK', 'has no effect'],
];

const NO_PROBES =
  'the cluster option enable-startup-probes is false: Pacemaker would not look where the address is, and start it a second time; set it to true first';

/** @param theirParameters the names of the parameters of the agent that the unit goes back to; empty if unknown */
export function checkUnit(
  unit: Unit,
  configuration: Configuration,
  direction: Direction,
  theirParameters: readonly string[],
): Check {
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const member of unit.members) {
    const prefix = unit.definition.isTemplate ? `${member.id}: ` : '';
    for (const { values } of variantsOf(member, configuration)) {
      const found =
        direction === 'apply'
          ? readAsOurs(member, values, configuration)
          : readAsTheirs(values, theirParameters);
      addNew(problems, found.problems, prefix);
      addNew(warnings, found.warnings, prefix);
    }
  }
  addNew(problems, rulesThatChange(configuration, unit.from, unit.to), '');
  const probes = configuration.option('enable-startup-probes') ?? 'true';
  if (probes === 'false' || probes === '0' || probes === 'no') problems.push(NO_PROBES);
  if (direction === 'apply' && unit.from.type === IPADDR) warnings.push(typeChanges());
  const concerned = direction === 'apply' ? differencesOf(unit, configuration) : [];
  return { unit, problems, warnings, differences: concerned };
}

interface Findings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** What validate-all finds in the parameters alone, and parameters that have no effect. */
function readAsOurs(member: Resource, values: Values, configuration: Configuration): Findings {
  const variables = variablesOf(member, values, configuration);
  const { request, problems, warnings } = readParameters(variables);
  const found = [...problems];
  const shared = isShared(variables);
  const unfit = shared
    ? cloneProblem(variables, request?.boolean('lvs_support') === true)
    : undefined;
  if (unfit !== undefined) found.push(unfit);
  const plain = plainProblem(variables);
  if (plain !== undefined) found.push(plain);
  const notes = [...warnings];
  const known = parameters().map(({ name }) => name);
  for (const [name, value] of values) {
    if (known.includes(name) || name === 'netmask') continue;
    const row = IPADDR_ONLY.find(([one]) => one === name);
    const isScript = name === 'local_start_script' || name === 'local_stop_script';
    const advice = row ? row[1] : 'has no effect: floatip has no such parameter';
    if (isScript && value !== '') found.push(`${quoted(name, value)} ${advice}`);
    else notes.push(`${quoted(name, value)} ${advice}`);
  }
  return { problems: found, warnings: notes };
}

/** An anonymous clone: all nodes have the same address. */
function plainProblem(variables: Variables): string | undefined {
  const nic = variables.OCF_RESKEY_nic ?? '';
  if (!isPlainClone(variables) || nic !== '') return undefined;
  return 'a clone with globally-unique=false has the address on each node, so nic must be an interface without neighbours, such as lo; set nic, or globally-unique=true to share the address';
}

/** The environment in which Pacemaker calls the agent. */
export function variablesOf(
  member: Resource,
  values: Values,
  configuration: Configuration,
): Variables {
  const variables: Record<string, string | undefined> = {};
  for (const [name, value] of values) variables[`OCF_RESKEY_${name}`] = value;
  if (member.containers.some(({ kind }) => kind === 'clone')) {
    const meta = configuration.metaAttributes(member).values;
    const nodes = configuration.section('nodes')?.all('node').length ?? 1;
    variables.OCF_RESKEY_CRM_meta_clone = '0';
    variables.OCF_RESKEY_CRM_meta_clone_max = meta.get('clone-max') ?? `${nodes}`;
    variables.OCF_RESKEY_CRM_meta_globally_unique = meta.get('globally-unique') ?? 'false';
  }
  return variables;
}

/** What the other agent would ignore, or refuse. */
function readAsTheirs(values: Values, known: readonly string[]): Findings {
  const problems: string[] = [];
  if (known.length > 0) {
    const unknown: string[] = [];
    for (const [name, value] of values) {
      if (value !== '' && !known.includes(name) && name !== 'netmask') unknown.push(name);
    }
    if (unknown.length > 0) problems.push(unknownProblem(unknown));
  }
  const ip = values.get('ip') ?? '';
  if (ip.includes('/')) {
    problems.push(
      `${quoted('ip', ip)} contains a prefix length, which IPaddr2 refuses; set cidr_netmask instead`,
    );
  }
  return { problems, warnings: [] };
}

function unknownProblem(names: readonly string[]): string {
  const reloadable = parameters().filter((row) => row.reloadable === true);
  const restarting = names.filter((name) => !reloadable.some((row) => row.name === name));
  const effect =
    restarting.length === 0
      ? 'the address stays up'
      : `Pacemaker then restarts the resource, because of ${restarting.join(', ')}`;
  return `IPaddr2 here does not know ${names.join(', ')}; remove with "pcs resource update RESOURCE ${names.map((name) => `${name}=`).join(' ')}" (${effect})`;
}

function typeChanges(): string {
  return 'the type changes from IPaddr to IPaddr2; a tag keeps it in mind for --back';
}

/** The differences that concern at least one of the members. */
function differencesOf(unit: Unit, configuration: Configuration): readonly Difference[] {
  return differences().filter((row) =>
    unit.members.some((member) =>
      variantsOf(member, configuration).some(({ values }) =>
        concerns(row, values, isShared(variablesOf(member, values, configuration))),
      ),
    ),
  );
}

function concerns(row: Difference, values: Values, shared: boolean): boolean {
  const isSet = (name: string) => (values.get(name) ?? '') !== '';
  if (row.isShared && !shared) return false;
  const family = (values.get('ip') ?? '').includes(':') ? 'inet6' : 'inet';
  if (row.family !== '' && row.family !== family) return false;
  if (row.set.length > 0 && !row.set.some(isSet)) return false;
  return !row.unset.some(isSet);
}

function addNew(list: string[], more: readonly string[], prefix: string): void {
  for (const text of more) if (!list.includes(prefix + text)) list.push(prefix + text);
}
