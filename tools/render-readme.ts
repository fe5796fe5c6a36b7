/**
 * Keeps parts of the README the same as the tables that they are made of.
 * usage; mend it with node_modules/.bin/node tools/render-readme.ts [--check]
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { DELIBERATE } from '../ocf-metadata/deliberate-differences.ts';
import type { Parameter } from '../ocf-metadata/parameter.ts';
import { parameters } from '../ocf-metadata/parameters.ts';

const FILE = 'README.md';

/** What is between two marks, by the name that they have. */
const PARTS: Readonly<Record<string, () => readonly string[]>> = {
  parameters: () => [
    '| parameter | type | default | |',
    '|---|---|---|---|',
    ...parameters().map(row),
  ],
  'deliberate differences': () =>
    Object.values(DELIBERATE).map(({ rule, reason }) => `- **${rule}** ${oneLine(reason)}`),
};

function row(parameter: Parameter): string {
  const { name, type, default: usual, options, required, reloadable, longdesc } = parameter;
  const choices = options ? `One of ${options.join(', ')}. ` : '';
  const description = oneLine(`${choices}${longdesc}`).replaceAll('|', '\\|');
  const value = usual === undefined ? (required ? 'required' : '') : `\`${usual}\``;
  return `| \`${name}\`${reloadable ? ' (r)' : ''} | ${type === 'select' ? 'string' : type} | ${value} | ${description} |`;
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
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
    fail(`its ${name} are out of date; mend it with node_modules/.bin/node tools/render-readme.ts`);
  }
}
if (made !== readme) writeFileSync(FILE, made);
