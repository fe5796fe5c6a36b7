/** What `floatip migrate --plan` prints. */
import type { Difference } from '../../build/differences.ts';
import { fullName } from './agent-name.ts';
import { commandsByHand, type Shell } from './by-hand.ts';
import type { Check } from './check-unit.ts';
import type { Unit } from './unit.ts';

export function planText(checks: readonly Check[], wasInMaintenance: boolean): string {
  const lines: string[] = [];
  for (const check of checks) lines.push(...linesOf(check));
  const possible = checks.filter(({ problems }) => problems.length === 0);
  lines.push(...differenceLines(possible));
  const units = possible.map(({ unit }) => unit);
  if (units.length > 0) {
    lines.push('', 'With one command: floatip migrate --apply (or --back). By hand:');
    const shells: readonly Shell[] = ['pcs', 'crm'];
    for (const shell of shells) {
      lines.push('', `  with ${shell}:`);
      for (const line of commandsByHand(shell, units, wasInMaintenance)) lines.push(`    ${line}`);
    }
    lines.push('');
    for (const line of ADVICE) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

const ADVICE: readonly string[] = [
  'crm_mon must show each resource where it was, and no failure, before maintenance-mode is left.',
  'The agent must be installed on each node: a node without it shows "not installed".',
];

export function nameOf({ definition, members }: Unit): string {
  if (!definition.isTemplate) return definition.id;
  return `template ${definition.id} (${members.map(({ id }) => id).join(', ')})`;
}

function linesOf({ unit, problems, warnings }: Check): string[] {
  const from = fullName(unit.from);
  const change = `${from} -> ${fullName(unit.to)}${placeOf(unit)}`;
  const title = problems.length === 0 ? change : `${from}: cannot be migrated`;
  return [
    `${nameOf(unit)}: ${title}`,
    ...problems.map((problem) => `  error: ${problem}`),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}

/** `, in group site, in clone site-clone`. */
function placeOf({ definition }: Unit): string {
  return definition.containers.map(({ kind, id }) => `, in ${kind} ${id}`).join('');
}

/** Each difference once, with the resources that it concerns. */
function differenceLines(checks: readonly Check[]): string[] {
  const rows: Difference[] = [];
  for (const { differences } of checks) {
    for (const row of differences) if (!rows.some(({ rule }) => rule === row.rule)) rows.push(row);
  }
  const lines: string[] = [];
  if (rows.length > 0) lines.push('', 'What is different then:');
  for (const { rule, ipaddr2 } of rows) {
    const concerned = checks.filter(({ differences }) =>
      differences.some((one) => one.rule === rule),
    );
    const all = concerned.length === checks.length;
    const names = all ? 'all' : concerned.map(({ unit }) => unit.definition.id).join(', ');
    lines.push(`- ${names}: ${rule}`, `  IPaddr2: ${ipaddr2}`);
  }
  return lines;
}
