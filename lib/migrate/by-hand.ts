/** The commands by which an administrator migrates resources by hand. docs/migration.md explains them. */
import type { Resource } from '../cluster/configuration.ts';
import type { Unit } from './unit.ts';
import { elementText, type XmlAttributes } from './xml-text.ts';

export type Shell = 'pcs' | 'crm';

/** Deletes the entries with which Pacemaker would restart the resources at the first change of a parameter. */
const FORGET_FOUND = `cibadmin --delete-all --force --xpath "//lrm_rsc_op[contains(@id,'_last_failure_0')][@operation='monitor'][@interval='0'][@rc-code='0']"`;

/** @param wasInMaintenance the commands then leave maintenance-mode as it is */
export function commandsByHand(
  shell: Shell,
  units: readonly Unit[],
  wasInMaintenance: boolean,
): readonly string[] {
  const lines: string[] = [];
  if (!wasInMaintenance) lines.push(property(shell, 'true'));
  for (const unit of units) {
    lines.push(changeOfAgent(unit));
    for (const member of unit.members) lines.push(refresh(shell, member));
  }
  lines.push('crm_mon --one-shot --inactive');
  lines.push(FORGET_FOUND);
  if (!wasInMaintenance) lines.push(property(shell, 'false'));
  return lines;
}

function property(shell: Shell, value: string): string {
  const words = shell === 'pcs' ? 'pcs property set' : 'crm configure property';
  return `${words} maintenance-mode=${value}`;
}

function changeOfAgent({ definition, from, to }: Unit): string {
  const attributes: (readonly [string, string])[] = [['id', definition.id]];
  if (from.provider !== to.provider) attributes.push(['provider', to.provider]);
  if (from.type !== to.type) attributes.push(['type', to.type]);
  const all: XmlAttributes = attributes;
  const xml = elementText(definition.element.name, all);
  return `cibadmin --modify --scope resources --xml-text '${xml}'`;
}

/** Without --strict and force, Pacemaker refreshes the whole group; only with it, one instance of a clone. */
function refresh(shell: Shell, { id, containers }: Resource): string {
  const isCloned = containers.some(({ kind }) => kind === 'clone');
  if (shell === 'pcs') return `pcs resource refresh ${id}${isCloned ? '' : ' --strict'}`;
  return isCloned
    ? `crm resource refresh ${id}`
    : `crm_resource --refresh --resource ${id} --force`;
}
