/** The parts of --help that are generated from tables. */

import type { Command } from '../../ocf-metadata/commands.ts';
import { EXIT_STATUSES } from '../../ocf-metadata/exit-status.ts';
import type { Parameter } from '../../ocf-metadata/parameter.ts';
import { parameters } from '../../ocf-metadata/parameters.ts';
import { columns } from './columns.ts';

export function parameterHelp(): string {
  const rows = parameters().map((parameter: Parameter) => {
    const choices = parameter.options ? ` (${parameter.options.join(', ')})` : '';
    const usual = parameter.default === undefined ? '' : ` [${parameter.default}]`;
    const required = parameter.required ? ' (required)' : '';
    return [parameter.name, `${parameter.shortdesc}${choices}${required}${usual}`] as const;
  });
  return `Parameters, written name=value, with [defaults]:\n${columns(rows).join('\n')}`;
}

/** Empty if no command has examples. */
export function exampleHelp(commands: readonly Command[]): string {
  const rows: (readonly [string, string])[] = [];
  for (const { examples } of commands) {
    for (const [command, purpose] of examples) rows.push([command, purpose]);
  }
  return rows.length === 0 ? '' : `Examples:\n${columns(rows).join('\n')}`;
}

export function exitStatusHelp(): string {
  const rows = EXIT_STATUSES.map(([status, meaning]) => [String(status), meaning] as const);
  return `Exit status:\n${columns(rows).join('\n')}`;
}
