/**
 * Keeps the README's table of parameters the same as the table that the agent is made of.
 * usage; mend it with node_modules/.bin/bun tools/render-readme.ts [--check]
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import type { Parameter } from '../ocf-metadata/parameter.ts';
import { PARAMETERS } from '../ocf-metadata/parameters.ts';

const FILE = 'README.md';
const BEGIN = '<!-- parameters: made by tools/render-readme.ts -->';
const END = '<!-- end of parameters -->';

function row(parameter: Parameter): string {
  const { name, type, default: usual, options, required, reloadable, longdesc } = parameter;
  const choices = options ? `One of ${options.join(', ')}. ` : '';
  const description = `${choices}${longdesc}`.replaceAll('\n', ' ').replaceAll('|', '\\|');
  const value = usual === undefined ? (required ? 'required' : '') : `\`${usual}\``;
  return `| \`${name}\`${reloadable ? ' (r)' : ''} | ${type === 'select' ? 'string' : type} | ${value} | ${description} |`;
}

const table = ['| parameter | type | default | |', '|---|---|---|---|', ...PARAMETERS.map(row)];
const readme = readFileSync(FILE, 'utf8');
const begin = readme.indexOf(BEGIN);
const end = readme.indexOf(END);
if (begin < 0 || end < begin) {
  writeSync(2, `${FILE}: the marks ${BEGIN} and ${END} are missing\n`);
  process.exit(1);
}
const before = readme.slice(0, begin + BEGIN.length);
const made = `${before}\n${table.join('\n')}\n${readme.slice(end)}`;
if (process.argv[2] === '--check') {
  if (made === readme) process.exit(0);
  writeSync(
    2,
    `${FILE}: its parameters are not those of ocf-metadata; mend it with node_modules/.bin/bun tools/render-readme.ts\n`,
  );
  process.exit(1);
}
writeFileSync(FILE, made);
