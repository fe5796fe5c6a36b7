/**
 * Renders the rows of ocf-metadata into a folder:
 * - meta-data.xml, for tools that validate it, and meta-data.ts, a function that the executable embeds: the meta-data
 *   for each of its names;
 * - names.ts: the names of parameters and actions, and the choices of a parameter, as types;
 * - parameters.ts: the rules of the parameters, each created on use, because a monitor needs only a few;
 * - differences.ts: the differences from IPaddr2 that depend on the parameters, for `floatip migrate`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS } from '../ocf-metadata/actions.ts';
import { AGENT } from '../ocf-metadata/agent.ts';
import { DELIBERATE, type DeliberateDifference } from '../ocf-metadata/deliberate-differences.ts';
import type { Parameter, ParameterRule } from '../ocf-metadata/parameter.ts';
import { parameters } from '../ocf-metadata/parameters.ts';
import { renderMetaData } from '../ocf-metadata/render.ts';
import manifest from '../package.json' with { type: 'json' };

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: render-tables.ts FOLDER');
mkdirSync(folder, { recursive: true });
const text = renderMetaData(manifest.version);
write('meta-data.xml', text);
const [beforeName, afterName, ...others] = text.split(`"${AGENT.name}"`);
if (afterName === undefined || others.length > 0) throw new Error('the name is there once');
write(
  'meta-data.ts',
  `import type { AgentName } from '../ocf-metadata/agent.ts';

export function metaData(name: AgentName): string {
  return ${JSON.stringify(`${beforeName}"`)} + name + ${JSON.stringify(`"${afterName}`)};
}
`,
);
write(
  'names.ts',
  [
    union('BooleanParameter', namesOf('boolean')),
    union('IntegerParameter', namesOf('integer')),
    ...selects().map((row) => union(typeName(row.name), row.options ?? [])),
    union(
      'AddressAction',
      ACTIONS.map(({ name }) => name),
    ),
  ].join(''),
);

write(
  'parameters.ts',
  `import type { ParameterRule } from '../ocf-metadata/parameter.ts';
import type { ${selects()
    .map(({ name }) => typeName(name))
    .join(', ')} } from './names.ts';

export const PARAMETER_VARIABLES: readonly string[] = ${JSON.stringify(parameters().map(({ name }) => `OCF_RESKEY_${name}`))};

${selects().map(optionsConstant).join('')}
export function parameterRule(name: string): ParameterRule {
  switch (name) {
${parameters().map(ruleCase).join('')}    default:
      throw new Error(\`unknown parameter \${name}\`);
  }
}
`,
);

write(
  'differences.ts',
  `export interface Difference {
  readonly rule: string;
  readonly ipaddr2: string;
  readonly set: readonly string[];
  readonly unset: readonly string[];
  /** Empty for both. */
  readonly family: string;
  readonly isShared: boolean;
}

export function differences(): readonly Difference[] {
  return [
${Object.values<DeliberateDifference>(DELIBERATE).flatMap(difference).join('')}  ];
}
`,
);

/** No line without a condition. */
function difference({ rule, ipaddr2, concerns }: DeliberateDifference): string[] {
  if (!concerns) return [];
  const { set = [], unset = [], family = '', isShared = false } = concerns;
  const texts = { rule: rule.replaceAll('\n', ' '), ipaddr2: ipaddr2.replaceAll('\n', ' ') };
  return [`    ${JSON.stringify({ ...texts, set, unset, family, isShared })},\n`];
}

function ruleCase(row: Parameter): string {
  const { required, uniqueGroup, reloadable, shortdesc, longdesc, ...rule } = row;
  const checked: ParameterRule = rule;
  return `    case '${row.name}':\n      return ${JSON.stringify(checked)};\n`;
}

function selects(): readonly Parameter[] {
  return parameters().filter(({ type }) => type === 'select');
}

/** `ArpType` for arp_type. */
function typeName(name: string): string {
  const words = name.split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function optionsConstant({ name, options }: Parameter): string {
  const type = typeName(name);
  return `export const ${name.toUpperCase()}_OPTIONS: readonly ${type}[] = ${JSON.stringify(options)};\n`;
}

function namesOf(type: string): string[] {
  return parameters()
    .filter((parameter) => parameter.type === type)
    .map(({ name }) => name);
}

function union(type: string, names: readonly string[]): string {
  return `export type ${type} = ${names.map((name) => `'${name}'`).join(' | ')};\n`;
}

function write(name: string, content: string): void {
  writeFileSync(join(folder ?? '', name), content);
}
