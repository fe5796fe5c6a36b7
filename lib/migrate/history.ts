/** What Pacemaker remembers of a resource on each node: the status section of the CIB. */

import { OCF_DEGRADED, OCF_SUCCESS } from '../../ocf-metadata/exit-status.ts';
import type { Pacemaker } from '../cluster/pacemaker.ts';
import { parseXml, type XmlElement } from '../cluster/xml.ts';
import type { AgentName } from './agent-name.ts';
import { elementText, type XmlAttributes, xpathText } from './xml-text.ts';

/** A resource, or an instance of a clone with globally-unique=true, on one node. */
export interface History {
  readonly node: string;
  readonly nodeId: string;
  /** `vip`, or `vip:0`. */
  readonly id: string;
  readonly agent: AgentName;
  /** The last operation that is not repeated. */
  readonly last: Operation | undefined;
  /** The id of an entry of a probe that has found the resource active, which Pacemaker takes for a failure. */
  readonly foundByProbe: string | undefined;
}

export interface Operation {
  readonly id: string;
  readonly name: string;
  /** The exit status; -1 while it is running. */
  readonly status: number;
  readonly isPending: boolean;
  readonly reason: string;
  readonly canReload: boolean;
}

/** @param ids of primitives */
export async function readHistory(
  pacemaker: Pacemaker,
  ids: readonly string[],
): Promise<readonly History[]> {
  const conditions = ids.map(
    (id) => `@id=${xpathText(id)} or starts-with(@id,${xpathText(`${id}:`)})`,
  );
  // Whole nodes: their ids are needed for changes.
  const path = `/cib/status/node_state[lrm/lrm_resources/lrm_resource[${conditions.join(' or ')}]]`;
  const { succeeded, output } = pacemaker.attempt('cibadmin', ['--query', '--xpath', path]);
  const found: History[] = [];
  // No node has such a history.
  if (!succeeded) return found;
  const root = await parseXml(output, 'cibadmin --query');
  const states = root.name === 'node_state' ? [root] : root.all('node_state');
  for (const state of states) {
    for (const element of state.find('lrm', 'lrm_resources')?.all('lrm_resource') ?? []) {
      if (isOf(element.attribute('id') ?? '', ids)) found.push(historyFrom(state, element));
    }
  }
  return found;
}

function isOf(id: string, ids: readonly string[]): boolean {
  const colon = id.indexOf(':');
  return ids.includes(colon < 0 ? id : id.slice(0, colon));
}

function historyFrom(state: XmlElement, element: XmlElement): History {
  const id = element.attribute('id') ?? '';
  const operations = element.all('lrm_rsc_op');
  const last = operations.find((one) => one.attribute('id') === `${id}_last_0`);
  const failure = operations.find(
    (one) =>
      one.attribute('id') === `${id}_last_failure_0` &&
      one.attribute('operation') === 'monitor' &&
      one.attribute('interval') === '0' &&
      isActive(statusOf(one)),
  );
  return {
    node: state.attribute('uname') ?? '',
    nodeId: state.attribute('id') ?? '',
    id,
    agent: {
      provider: element.attribute('provider') ?? '',
      type: element.attribute('type') ?? '',
    },
    last: last ? operationFrom(last) : undefined,
    foundByProbe: failure?.attribute('id'),
  };
}

function operationFrom(element: XmlElement): Operation {
  return {
    id: element.attribute('id') ?? '',
    name: element.attribute('operation') ?? '',
    status: statusOf(element),
    isPending: element.attribute('op-status') === '-1',
    reason: element.attribute('exit-reason') ?? '',
    canReload: element.attribute('op-restart-digest') !== undefined,
  };
}

function statusOf(element: XmlElement): number {
  return Number(element.attribute('rc-code') ?? '-1');
}

/** Whether the exit status of a probe says that the address is up. */
export function isActive(status: number): boolean {
  return status === OCF_SUCCESS || status === OCF_DEGRADED;
}

/**
 * Deletes the entry of a probe that has found the resource active.
 *
 * Pacemaker expects a probe to find nothing. It stores one that has found the address as a failure as well, without
 * the digest of the parameters that need a restart. At the first change of any parameter, it therefore restarts the
 * resource, and all that depend on it. Without the entry, it calls reload-agent.
 */
export function forgetFound(
  pacemaker: Pacemaker,
  { id, nodeId, last, foundByProbe }: History,
): void {
  if (foundByProbe === undefined || !last?.canReload) return;
  const node = `/cib/status/node_state[@id=${xpathText(nodeId)}]`;
  const entry = `${node}//lrm_resource[@id=${xpathText(id)}]/lrm_rsc_op[@id=${xpathText(foundByProbe)}]`;
  pacemaker.run('cibadmin', ['--delete', '--xpath', entry]);
}

/**
 * Makes Pacemaker call reload-agent, which it stores as a start: the history is then that of a resource that this
 * agent has started. Otherwise the entry that forgetFound deletes is back when the node has joined again. Changes the
 * digest of the parameters in the last operation, if that is a probe that has found the address.
 */
export function requestReload(pacemaker: Pacemaker, { id, nodeId, last }: History): void {
  if (!last?.canReload || last.name !== 'monitor' || !isActive(last.status)) return;
  const changed: XmlAttributes = [
    ['id', last.id],
    ['op-digest', '0'],
  ];
  const operation = elementText('lrm_rsc_op', changed);
  const resource = elementText('lrm_resource', [['id', id]], operation);
  const lrm = elementText('lrm', [['id', nodeId]], elementText('lrm_resources', [], resource));
  const state = elementText('node_state', [['id', nodeId]], lrm);
  const cib = elementText('cib', [], elementText('status', [], state));
  pacemaker.run('cibadmin', ['--modify', '--xml-text', cib]);
}
