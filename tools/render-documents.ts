/**
 * Writes the parts of README.md and docs/ that are rendered from the tables of ocf-metadata.
 * usage: tools/render-documents.ts [--check]
 * With --check it writes nothing, and fails if a part is out of date.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { causes } from '../ocf-metadata/causes.ts';
import { DELIBERATE } from '../ocf-metadata/deliberate-differences.ts';
import { PCS_EXAMPLE } from '../ocf-metadata/examples.ts';
import { EXIT_STATUS_DETAILS } from '../ocf-metadata/exit-status-details.ts';
import type { Parameter } from '../ocf-metadata/parameter.ts';
import { parameters } from '../ocf-metadata/parameters.ts';

interface Part {
  readonly file: string;
  /** The name in the marks around the part. */
  readonly name: string;
  readonly lines: () => readonly string[];
}

const PARTS: readonly Part[] = [
  {
    file: 'README.md',
    name: 'example',
    lines: () => ['```sh', ...PCS_EXAMPLE, '```'],
  },
  {
    file: 'docs/parameters.md',
    name: 'parameters',
    lines: () => [
      '| parameter | type | default | |',
      '|---|---|---|---|',
      ...parameters().map(parameterRow),
    ],
  },
  {
    file: 'docs/parameters.md',
    name: 'exit statuses',
    lines: () => [
      '| status | when |',
      '|---|---|',
      ...EXIT_STATUS_DETAILS.map(({ status, meaning }) => `| ${status} | ${cell(meaning)} |`),
    ],
  },
  {
    file: 'docs/doctor.md',
    name: 'causes',
    lines: () => [
      '| cause | what it means | look at |',
      '|---|---|---|',
      ...causes().map(
        ([name, meaning, look]) => `| \`${name}\` | ${cell(meaning)} | ${cell(look)} |`,
      ),
    ],
  },
  {
    file: 'docs/differences.md',
    name: 'differences',
    lines: () => [
      '| VirtualIP | IPaddr2 |',
      '|---|---|',
      ...Object.values(DELIBERATE).map(
        ({ rule, ipaddr2 }) => `| ${cell(rule)} | ${cell(ipaddr2)} |`,
      ),
    ],
  },
];

function parameterRow(parameter: Parameter): string {
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

function withPart(document: string, { file, name, lines }: Part): string {
  const begin = `<!-- ${name}: made by tools/render-documents.ts -->`;
  const start = document.indexOf(begin);
  const end = document.indexOf(`<!-- end of ${name} -->`);
  if (start < 0 || end < start) {
    fail(file, `the marks ${begin} and <!-- end of ${name} --> are missing`);
  }
  return `${document.slice(0, start)}${begin}\n${lines().join('\n')}\n${document.slice(end)}`;
}

function fail(file: string, problem: string): never {
  writeSync(2, `${file}: ${problem}\n`);
  process.exit(1);
}

for (const part of PARTS) {
  const { file, name } = part;
  const document = readFileSync(file, 'utf8');
  const made = withPart(document, part);
  if (made === document) continue;
  if (process.argv[2] === '--check') {
    fail(file, `its ${name} are out of date; run node_modules/.bin/node tools/render-documents.ts`);
  }
  writeFileSync(file, made);
}
