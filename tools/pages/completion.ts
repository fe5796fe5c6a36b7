/** The completion of floatip for bash: completion.bash, with the tables that it reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, commands } from '../../ocf-metadata/commands.ts';
import type { Parameter } from '../../ocf-metadata/parameter.ts';
import { parameters } from '../../ocf-metadata/parameters.ts';

const TEMPLATE = join(import.meta.dirname, 'completion.bash');
const PLACE = '# TABLES\n';

/** Keywords of parameters whose type is string. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  announce_to: ['gateway', 'none'],
  preferred_lft: ['forever'],
};

export function completion(): string {
  const template = readFileSync(TEMPLATE, 'utf8');
  if (!template.includes(PLACE)) throw new Error(`${TEMPLATE} has no line ${PLACE}`);
  return template.replace(PLACE, () => tables());
}

function tables(): string {
  return `_floatip_commands=(${words(commands().map(({ name }) => name))})
_floatip_parameters=(${words(parameters().map(({ name }) => name))})

# Sets takes, options, and valued: the options that have a value.
_floatip_row() {
    takes=nothing options=(--help) valued=()
    case $1 in
${commands().map(commandCase).join('')}    esac
}

_floatip_values() {
    case $1 in
${parameters().map(valuesCase).join('')}    esac
}
`;
}

function commandCase({ name, takes, options = [] }: Command): string {
  const flags = words([...options.map(({ flag }) => flag), '--help']);
  const valued = words(options.filter(({ value }) => value !== undefined).map(({ flag }) => flag));
  return `    ${words([name])}) takes=${takes} options=(${flags}) valued=(${valued}) ;;\n`;
}

function valuesCase({ name, type, options }: Parameter): string {
  const values = type === 'boolean' ? ['true', 'false'] : (options ?? KEYWORDS[name] ?? []);
  return values.length === 0 ? '' : `    ${words([name])}) printf '%s\\n' ${words(values)} ;;\n`;
}

/** @throws Error if a word of the tables has a meaning for the shell */
function words(list: readonly string[]): string {
  for (const word of list) {
    if (!/^[\w-]+$/.test(word)) throw new Error(`"${word}" cannot be completed without quotes`);
  }
  return list.join(' ');
}
