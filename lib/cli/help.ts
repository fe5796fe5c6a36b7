/** The parts of --help that are generated from tables. */

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

export function exitStatusHelp(): string {
  const rows = EXIT_STATUSES.map(([status, meaning]) => [String(status), meaning] as const);
  return `Exit status:\n${columns(rows).join('\n')}`;
}
