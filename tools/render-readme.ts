/**
 * Writes the parts of README.md that are rendered from the tables of ocf-metadata.
 * usage: tools/render-readme.ts [--check]
 * With --check it writes nothing, and fails if a part is out of date.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { DELIBERATE } from '../ocf-metadata/deliberate-differences.ts';
import type { Parameter } from '../ocf-metadata/parameter.ts';
import { parameters } from '../ocf-metadata/parameters.ts';

const FILE = 'README.md';

/** Renders the lines between two marks; the key is the name in the marks. */
const PARTS: Readonly<Record<string, () => readonly string[]>> = {
  parameters: () => [
    '| parameter | type | default | |',
    '|---|---|---|---|',
    ...parameters().map(row),
  ],
  'deliberate differences': () => [
    '| VirtualIP | IPaddr2 |',
    '|---|---|',
    ...Object.values(DELIBERATE).map(({ rule, ipaddr2 }) => `| ${cell(rule)} | ${cell(ipaddr2)} |`),
  ],
};

function row(parameter: Parameter): string {
  const { name, type, default: value, options, required, reloadable, longdesc } = parameter;
  const choices = options ? `One of ${options.join(', ')}. ` : '';
  const description = cell(`${choices}${longdesc}`);
  const usual = value === undefined ? (required ? 'required' : '') : `\`${value}\``;
  return `| \`${name}\`${reloadable ? ' (r)' : ''} | ${type === 'select' ? 'string' : type} | ${usual} | ${description} |`;
}

/** Text as a cell of a Markdown table. */
function cell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|');
}

function withPart(readme: string, name: string, lines: readonly string[]): string {
  const begin = `<!-- ${name}: made by tools/render-readme.ts -->`;
  const start = readme.indexOf(begin);
  const end = readme.indexOf(`<!-- end of ${name} -->`);
  if (start < 0 || end < start) fail(`the marks ${begin} and <!-- end of ${name} --> are missing`);
  return `${readme.slice(0, start)}${begin}\n${lines.join('\n')}\n${readme.slice(end)}`;
}

function fail(problem: string): never {
  writeSync(2, `${FILE}: ${problem}\n`);
  process.exit(1);
}

const readme = readFileSync(FILE, 'utf8');
let made = readme;
for (const [name, lines] of Object.entries(PARTS)) {
  const before = made;
  made = withPart(before, name, lines());
  if (process.argv[2] === '--check' && made !== before) {
    fail(`its ${name} are out of date; run node_modules/.bin/node tools/render-readme.ts`);
  }
}
if (made !== readme) writeFileSync(FILE, made);
