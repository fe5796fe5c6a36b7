/**
 * The mark of a migration: an option of our own in the configuration of the cluster, which each node can read. It is
 * there from the change to maintenance-mode until the change back, so that an interrupted migration can be finished.
 */
import type { Configuration } from '../cluster/configuration.ts';
import type { XmlElement } from '../cluster/xml.ts';
import type { AgentName } from './agent-name.ts';

/** The ids of the set and of the option in crm_config. */
export const MARK_SET = 'floatip-migration';
export const MARK_ID = 'floatip-migration-state';
export const MARK_NAME = 'floatip-migration';

export interface Mark {
  /** The primitive or template that is being changed. */
  readonly unit: string;
  /** Its agent before the change. */
  readonly agent: AgentName;
  /** The value of maintenance-mode before the change; undefined if it was not set. */
  readonly maintenance: string | undefined;
  /** Who changes it: node, process and time. Another process that finishes an interrupted migration writes its own. */
  readonly owner: string;
  /** maintenance-mode has its former value again. */
  readonly isFinished: boolean;
}

/** The name of the node on which an owner runs, or ran. */
export function nodeOf(owner: string): string {
  const [node = ''] = owner.split('/');
  return node;
}

export function runningElsewhere({ owner, unit }: Mark): string {
  return `another "floatip migrate", on ${nodeOf(owner)}, is changing ${unit}; wait until it has ended`;
}

/** Where maintenance-mode is, or would be, in crm_config. */
export interface MaintenanceOption {
  readonly set: string;
  readonly id: string;
  readonly value: string | undefined;
}

const UNSET = 'unset';

export function markText({ unit, agent, maintenance, owner, isFinished }: Mark): string {
  return [
    `resource=${unit}`,
    `was=${agent.provider}:${agent.type}`,
    `maintenance-mode=${maintenance ?? UNSET}`,
    `by=${owner}`,
    ...(isFinished ? ['finished=true'] : []),
  ].join(' ');
}

/** Undefined without a mark. @throws Error if the mark is not readable */
export function readMark(configuration: Configuration): Mark | undefined {
  const value = configuration.option(MARK_NAME);
  if (value === undefined) return undefined;
  const unit = field(value, 'resource');
  const [provider = '', type = ''] = field(value, 'was').split(':');
  const maintenance = field(value, 'maintenance-mode');
  if (unit === '' || type === '' || maintenance === '') {
    throw new Error(
      `the cluster option ${MARK_NAME}="${value}" is not readable; see docs/migration.md, Interrupted`,
    );
  }
  return {
    unit,
    agent: { provider, type },
    maintenance: maintenance === UNSET ? undefined : maintenance,
    owner: field(value, 'by'),
    isFinished: field(value, 'finished') === 'true',
  };
}

/** The option that counts: the set that Pacemaker reads first is cib-bootstrap-options. */
export function maintenanceOption(configuration: Configuration): MaintenanceOption {
  const sets = configuration.section('crm_config')?.all('cluster_property_set') ?? [];
  const isFirst = (set: XmlElement) => set.attribute('id') === 'cib-bootstrap-options';
  const ordered = [...sets.filter(isFirst), ...sets.filter((set) => !isFirst(set))];
  for (const set of ordered) {
    if (set.all('rule').length > 0) continue;
    for (const pair of set.all('nvpair')) {
      if (pair.attribute('name') !== 'maintenance-mode') continue;
      return {
        set: set.attribute('id') ?? '',
        id: pair.attribute('id') ?? '',
        value: pair.attribute('value'),
      };
    }
  }
  const set = ordered.at(0)?.attribute('id') ?? 'cib-bootstrap-options';
  return { set, id: `${set}-maintenance-mode`, value: undefined };
}

export function isOn(value: string | undefined): boolean {
  return ['true', 'yes', 'on', '1', 'y'].includes((value ?? '').toLowerCase());
}

function field(text: string, name: string): string {
  for (const word of text.split(' ')) {
    if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
  }
  return '';
}
