/** The changes of the cluster's configuration that a migration makes, each in one transaction of the CIB. */
import type { Pacemaker } from '../cluster/pacemaker.ts';
import { parseXml } from '../cluster/xml.ts';
import { type AgentName, HEARTBEAT, IPADDR, PROVIDER } from './agent-name.ts';
import {
  MARK_ID,
  MARK_NAME,
  MARK_SET,
  type MaintenanceOption,
  type Mark,
  markText,
} from './mark.ts';
import { FROM_IPADDR, type Unit } from './unit.ts';
import { elementText, type XmlAttributes, xpathText } from './xml-text.ts';

export class ClusterControl {
  readonly pacemaker: Pacemaker;

  constructor(pacemaker: Pacemaker) {
    this.pacemaker = pacemaker;
  }

  /** Sets maintenance-mode, and the mark, together. */
  enterMaintenance(option: MaintenanceOption, mark: Mark): void {
    this.#modify(optionText(option, 'true') + markSetText(mark));
  }

  /** Gives maintenance-mode its former value, and the mark its end, together. */
  leaveMaintenance(option: MaintenanceOption, mark: Mark): void {
    const finished: Mark = { ...mark, isFinished: true };
    this.#modify(optionText(option, mark.maintenance ?? 'false') + markSetText(finished));
  }

  /**
   * Removes the mark, and maintenance-mode if it was not set before. A mark that another process has written meanwhile
   * stays: without it, nobody would end the maintenance-mode of that process.
   */
  removeMark(option: MaintenanceOption, { maintenance, owner }: Mark): void {
    if (maintenance === undefined) {
      // An administrator may have set it meanwhile.
      const path = `/cib/configuration/crm_config/cluster_property_set/nvpair[@id=${xpathText(option.id)}][@value='false']`;
      this.#delete(path);
    }
    const own = `nvpair[contains(@value,${xpathText(`by=${owner}`)})]`;
    this.#delete(`/cib/configuration/crm_config/cluster_property_set[@id='${MARK_SET}'][${own}]`);
  }

  /** Whether the mark is there, and still that of `owner`. */
  isMarkedBy(owner: string): boolean {
    const { succeeded, output } = this.pacemaker.attempt('cibadmin', [
      '--query',
      '--xpath',
      `/cib/configuration/crm_config//nvpair[@id='${MARK_ID}']`,
    ]);
    return succeeded && output.includes(`by=${owner}`);
  }

  /** Changes two attributes of one element. A resource that was of IPaddr gets a tag, and loses it on the way back. */
  setAgent({ definition, from, to }: Unit, { provider, type }: AgentName): void {
    const attributes: XmlAttributes = [
      ['id', definition.id],
      ['provider', provider],
      ['type', type],
    ];
    let element = elementText(definition.element.name, attributes);
    for (const container of definition.containers) {
      element = elementText(container.element.name, [['id', container.id]], element);
    }
    const isOfIpaddr = from.type === IPADDR || to.type === IPADDR;
    const tag = isOfIpaddr && provider === PROVIDER ? tagText(definition.id) : '';
    const sections = elementText('resources', [], element) + tag;
    const cib = elementText('cib', [], elementText('configuration', [], sections));
    this.pacemaker.run('cibadmin', ['--modify', '--allow-create', '--xml-text', cib]);
    if (provider === HEARTBEAT) this.#removeTag(definition.id);
  }

  #removeTag(id: string): void {
    const tag = `/cib/configuration/tags/tag[@id='${FROM_IPADDR}']`;
    // A tag has at least one reference.
    this.#delete(`${tag}[count(obj_ref)=1][obj_ref/@id=${xpathText(id)}]`);
    this.#delete(`${tag}/obj_ref[@id=${xpathText(id)}]`);
    this.#delete('/cib/configuration/tags[count(*)=0]');
  }

  /**
   * Makes Pacemaker forget the history of a resource on a node: the executor drops it with its old agent, and the
   * controller orders a probe, by the new one.
   * @param id of a resource, or of an instance (`vip:0`)
   */
  refresh(id: string, node: string): void {
    // --force: not the rest of its group.
    this.pacemaker.run('crm_resource', ['--refresh', '--resource', id, '--node', node, '--force']);
  }

  /** Whether the controller that decides has nothing to do, by its own account. @param dc the name of its node */
  isControllerIdle(dc: string): boolean {
    const args = [`--status=${dc}`, '--output-as=xml'];
    return this.pacemaker.run('crmadmin', args).includes('state="S_IDLE"');
  }

  /** What Pacemaker would do. @param maintenance the value of maintenance-mode to assume; undefined for the present one */
  async plannedActions(
    option: MaintenanceOption | undefined,
    maintenance?: string,
  ): Promise<readonly PlannedAction[]> {
    let cib = this.pacemaker.run('cibadmin', ['--query']);
    if (option) cib = withOption(cib, option.id, maintenance ?? 'false');
    const args = ['--xml-pipe', '--simulate', '--output-as=xml'];
    const output = this.pacemaker.run('crm_simulate', args, cib);
    const root = await parseXml(actionsIn(output), 'crm_simulate');
    const actions: PlannedAction[] = [];
    for (const action of root.find('actions')?.children ?? []) {
      const name = action.attribute('action') ?? action.attribute('task') ?? action.name;
      const node =
        action.attribute('node') ?? action.attribute('dest') ?? action.attribute('source');
      const resource = action.attribute('resource') ?? '';
      actions.push({ name: name.toLowerCase(), resource, node: node ?? '' });
    }
    for (const action of root.find('transition')?.all('rsc_action') ?? []) {
      if (action.attribute('op') !== 'monitor' || action.attribute('interval') !== undefined)
        continue;
      const node = action.attribute('node') ?? '';
      actions.push({ name: PROBE, resource: action.attribute('resource') ?? '', node });
    }
    return actions;
  }

  #modify(content: string): void {
    const config = elementText('crm_config', [], content);
    const cib = elementText('cib', [], elementText('configuration', [], config));
    this.pacemaker.run('cibadmin', ['--modify', '--allow-create', '--xml-text', cib]);
  }

  /** Deletes an element, if it is there. */
  #delete(path: string): void {
    if (!this.pacemaker.attempt('cibadmin', ['--query', '--xpath', path]).succeeded) return;
    this.pacemaker.run('cibadmin', ['--delete', '--xpath', path]);
  }
}

export const PROBE = 'probe';

export interface PlannedAction {
  /** `start`, `move`, `reload`, … as crm_simulate writes it, in lower case, or PROBE. */
  readonly name: string;
  readonly resource: string;
  readonly node: string;
}

export function sameAction(a: PlannedAction, b: PlannedAction): boolean {
  return a.name === b.name && a.resource === b.resource && a.node === b.node;
}

function optionText({ set, id }: MaintenanceOption, value: string): string {
  const pair = elementText('nvpair', [
    ['id', id],
    ['name', 'maintenance-mode'],
    ['value', value],
  ]);
  return elementText('cluster_property_set', [['id', set]], pair);
}

function markSetText(mark: Mark): string {
  const pair = elementText('nvpair', [
    ['id', MARK_ID],
    ['name', MARK_NAME],
    ['value', markText(mark)],
  ]);
  return elementText('cluster_property_set', [['id', MARK_SET]], pair);
}

function tagText(id: string): string {
  const reference = elementText('obj_ref', [['id', id]]);
  return elementText('tags', [], elementText('tag', [['id', FROM_IPADDR]], reference));
}

/** The part of the output of crm_simulate that has actions: the rest is ten times longer. */
export function actionsIn(output: string): string {
  const start = output.indexOf('<actions');
  const last = '</transition>';
  const end = output.indexOf(last, start);
  // Without actions, <transition/>.
  const transition = end < 0 ? output.indexOf('<transition/>', start) : end;
  if (start < 0 || transition < 0) throw new Error('crm_simulate: no list of actions');
  return `<plan>${output.slice(start, end < 0 ? transition : end + last.length)}</plan>`;
}

/** The CIB with another value of an nvpair, as cibadmin writes it. @throws Error if it is not there */
export function withOption(cib: string, id: string, value: string): string {
  const at = cib.indexOf(` id="${id}"`);
  const start = at < 0 ? -1 : cib.lastIndexOf('<', at);
  const end = at < 0 ? -1 : cib.indexOf('>', at);
  const element = start < 0 || end < 0 ? '' : cib.slice(start, end);
  const valueAt = element.indexOf(' value="');
  if (valueAt < 0) throw new Error(`cibadmin --query: no option with the id ${id}`);
  const from = valueAt + ' value="'.length;
  const to = element.indexOf('"', from);
  return cib.slice(0, start) + element.slice(0, from) + value + element.slice(to) + cib.slice(end);
}
