/**
 * What Pacemaker says about the nodes and resources of the cluster: the output of `crm_mon --output-as=xml` (schema
 * crm_mon of Pacemaker 2.0.3 and later). Attributes that a version does not write are false, 0 or empty.
 */
import { decimalNumber } from '../wire/characters.ts';
import type { Pacemaker } from './pacemaker.ts';
import { parseXml, type XmlElement } from './xml.ts';

export interface ClusterStatus {
  /** The name of the designated controller; undefined if none is elected. */
  readonly dc: string | undefined;
  readonly isQuorate: boolean;
  /** The cluster option maintenance-mode. */
  readonly isInMaintenance: boolean;
  readonly hasFencing: boolean;
  readonly stopsAllResources: boolean;
  readonly nodes: readonly NodeStatus[];
  /** Primitives, also of groups and clones: one entry for each instance. */
  readonly resources: readonly ResourceStatus[];
  readonly failures: readonly FailedAction[];
  readonly failCounts: readonly FailCount[];
  readonly bans: readonly Ban[];
}

export interface NodeStatus {
  readonly name: string;
  readonly id: string;
  /** `member`, `remote`, `ping` or `unknown`. */
  readonly type: string;
  readonly isOnline: boolean;
  readonly isInStandby: boolean;
  readonly isInMaintenance: boolean;
  /** Its cluster manager runs, but has not joined yet. */
  readonly isPending: boolean;
  /** It must be fenced. */
  readonly isUnclean: boolean;
  readonly isShuttingDown: boolean;
  readonly isDc: boolean;
}

export interface ResourceStatus {
  /** Without the number of an instance. */
  readonly id: string;
  /** The number of an instance of a clone with globally-unique=true. */
  readonly instance: number | undefined;
  /** `ocf:floatip:VirtualIP`; Pacemaker before 2.1 writes `ocf::floatip:VirtualIP`, which becomes the same. */
  readonly agent: string;
  /** `Started`, `Stopped`, `Starting`, …, as Pacemaker writes it. */
  readonly role: string;
  /** The meta attribute target-role; undefined if it is not set. */
  readonly targetRole: string | undefined;
  readonly isActive: boolean;
  /** It runs, but is no longer configured. */
  readonly isOrphaned: boolean;
  /** Pacemaker does nothing before an administrator helps: on-fail=block, or a stop that failed without fencing. */
  readonly isBlocked: boolean;
  readonly isManaged: boolean;
  readonly isInMaintenance: boolean;
  readonly isFailed: boolean;
  /** The action that is running, such as `Starting`. */
  readonly pending: string | undefined;
  /** The names of the nodes where it is active. */
  readonly nodes: readonly string[];
}

export interface FailedAction {
  readonly resource: string;
  /** `start`, `monitor`, … */
  readonly operation: string;
  /** Milliseconds; 0 for an action that is not repeated, and for a probe. */
  readonly interval: number;
  readonly node: string;
  /** The exit status of the agent. */
  readonly exitCode: number;
  /** The exit status in words, such as `not running`. */
  readonly exitStatus: string;
  readonly exitReason: string;
  /** How the action ended: `complete`, `Timed Out`, … */
  readonly status: string;
  /** Local time as text; undefined if it is unknown. */
  readonly lastChange: string | undefined;
}

export interface FailCount {
  readonly resource: string;
  readonly node: string;
  /** 1000000 is INFINITY. */
  readonly count: number;
  /** 0 for none. */
  readonly migrationThreshold: number;
  readonly lastFailure: string | undefined;
}

/** A location constraint with a negative score, as `crm_resource --ban` and `--move` make it. */
export interface Ban {
  readonly id: string;
  readonly resource: string;
  readonly node: string;
  readonly isForPromotedOnly: boolean;
}

/** Pacemaker's INFINITY. */
const INFINITY_SCORE = 1_000_000;

/** @throws Error in one line, if Pacemaker cannot be asked */
export async function clusterStatus(pacemaker: Pacemaker): Promise<ClusterStatus> {
  const args = ['--one-shot', '--inactive', '--output-as=xml'];
  const { succeeded, output, complaint } = pacemaker.attempt('crm_mon', args);
  if (!succeeded) throw new Error((await messageIn(output)) ?? complaint);
  return statusIn(await parseXml(output, 'crm_mon'));
}

/** crm_mon writes its errors as XML, too: `crm_mon: Not connected`. */
async function messageIn(output: string): Promise<string | undefined> {
  try {
    const message = (await parseXml(output, 'crm_mon')).find('status')?.attribute('message');
    return message === undefined ? undefined : `crm_mon: ${message}`;
  } catch {
    return undefined;
  }
}

/** @param result the root of the output */
export function statusIn(result: XmlElement): ClusterStatus {
  const dc = result.find('summary', 'current_dc');
  const options = result.find('summary', 'cluster_options');
  return {
    dc: dc?.attribute('name'),
    isQuorate: isTrue(dc, 'with_quorum'),
    isInMaintenance: isTrue(options, 'maintenance-mode'),
    hasFencing: isTrue(options, 'stonith-enabled'),
    stopsAllResources: isTrue(options, 'stop-all-resources'),
    nodes: nodesIn(result),
    resources: resourcesIn(result),
    failures: failuresIn(result),
    failCounts: failCountsIn(result),
    bans: bansIn(result),
  };
}

function nodesIn(result: XmlElement): NodeStatus[] {
  const nodes: NodeStatus[] = [];
  for (const element of result.find('nodes')?.all('node') ?? []) {
    nodes.push({
      name: text(element, 'name'),
      id: text(element, 'id'),
      type: text(element, 'type'),
      isOnline: isTrue(element, 'online'),
      isInStandby: isTrue(element, 'standby') || isTrue(element, 'standby_onfail'),
      isInMaintenance: isTrue(element, 'maintenance'),
      isPending: isTrue(element, 'pending'),
      isUnclean: isTrue(element, 'unclean'),
      isShuttingDown: isTrue(element, 'shutdown'),
      isDc: isTrue(element, 'is_dc'),
    });
  }
  return nodes;
}

function resourcesIn(result: XmlElement): ResourceStatus[] {
  const resources: ResourceStatus[] = [];
  for (const element of result.find('resources')?.withDescendants() ?? []) {
    if (element.name === 'resource') resources.push(resourceIn(element));
  }
  return resources;
}

function resourceIn(element: XmlElement): ResourceStatus {
  const nodes: string[] = [];
  for (const node of element.all('node')) nodes.push(text(node, 'name'));
  const { id, instance } = splitInstance(text(element, 'id'));
  return {
    id,
    instance,
    agent: text(element, 'resource_agent').replace('::', ':'),
    role: text(element, 'role'),
    targetRole: element.attribute('target_role'),
    isActive: isTrue(element, 'active'),
    isOrphaned: isTrue(element, 'orphaned'),
    isBlocked: isTrue(element, 'blocked'),
    isManaged: isTrue(element, 'managed'),
    isInMaintenance: isTrue(element, 'maintenance'),
    isFailed: isTrue(element, 'failed'),
    pending: element.attribute('pending'),
    nodes,
  };
}

function failuresIn(result: XmlElement): FailedAction[] {
  const failures: FailedAction[] = [];
  for (const element of result.find('failures')?.all('failure') ?? []) {
    const key = element.attribute('op_key') ?? text(element, 'id');
    const { resource, operation, interval } = splitOperationKey(key);
    failures.push({
      resource,
      operation: element.attribute('task') ?? operation,
      interval,
      node: text(element, 'node'),
      exitCode: number(element, 'exitcode'),
      exitStatus: text(element, 'exitstatus'),
      exitReason: unescaped(text(element, 'exitreason')),
      status: text(element, 'status'),
      lastChange: element.attribute('last-rc-change'),
    });
  }
  return failures;
}

function failCountsIn(result: XmlElement): FailCount[] {
  const counts: FailCount[] = [];
  for (const node of result.find('node_history')?.all('node') ?? []) {
    for (const history of node.all('resource_history')) {
      const count = number(history, 'fail-count');
      if (count === 0) continue;
      counts.push({
        resource: splitInstance(text(history, 'id')).id,
        node: text(node, 'name'),
        count,
        migrationThreshold: number(history, 'migration-threshold'),
        lastFailure: history.attribute('last-failure'),
      });
    }
  }
  return counts;
}

function bansIn(result: XmlElement): Ban[] {
  const bans: Ban[] = [];
  for (const element of result.find('bans')?.all('ban') ?? []) {
    bans.push({
      id: text(element, 'id'),
      resource: text(element, 'resource'),
      node: text(element, 'node'),
      isForPromotedOnly: isTrue(element, 'promoted-only') || isTrue(element, 'master_only'),
    });
  }
  return bans;
}

/** The ampersand last. */
const ENTITIES: readonly (readonly [string, string])[] = [
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
];

/** Digits of the number of an instance. */
const MAX_DIGITS = 10;

/** `vip:2` is an instance of the clone of vip. */
function splitInstance(text: string): { readonly id: string; readonly instance?: number } {
  const colon = text.lastIndexOf(':');
  const instance = colon < 0 ? undefined : decimalNumber(text.slice(colon + 1), MAX_DIGITS);
  return instance === undefined ? { id: text } : { id: text.slice(0, colon), instance };
}

interface OperationKey {
  readonly resource: string;
  readonly operation: string;
  readonly interval: number;
}

/** The operations whose names have an underscore. */
const MIGRATIONS = ['_migrate_to', '_migrate_from'];

/** `vip:0_monitor_10000`: resource, operation, interval. */
function splitOperationKey(key: string): OperationKey {
  const last = key.lastIndexOf('_');
  const interval = decimalNumber(key.slice(last + 1), MAX_DIGITS);
  if (last < 0 || interval === undefined) return { resource: key, operation: '', interval: 0 };
  const start = key.slice(0, last);
  const migration = MIGRATIONS.find((name) => start.endsWith(name));
  const at = migration === undefined ? start.lastIndexOf('_') : start.length - migration.length;
  if (at < 0) return { resource: start, operation: '', interval };
  return {
    resource: splitInstance(start.slice(0, at)).id,
    operation: start.slice(at + 1),
    interval,
  };
}

function text(element: XmlElement, name: string): string {
  return element.attribute(name) ?? '';
}

/** Pacemaker 2.1 escapes the reason twice: `ip=&quot;192.0.2.999&quot;`. */
function unescaped(reason: string): string {
  let result = reason;
  for (const [entity, character] of ENTITIES) result = result.split(entity).join(character);
  return result;
}

function isTrue(element: XmlElement | undefined, name: string): boolean {
  return element?.attribute(name) === 'true';
}

function number(element: XmlElement, name: string): number {
  const value = text(element, name);
  return value === 'INFINITY' ? INFINITY_SCORE : (decimalNumber(value, MAX_DIGITS) ?? 0);
}
