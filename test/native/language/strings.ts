import { inCodes } from './in-codes.ts';
import type { Cell, Row } from './row.ts';

/** Well-formed text: other octets are refused before they become a string. */
const TEXTS = [
  '',
  'eth0',
  ' a\t b\n',
  'é',
  'e\u0301',
  '\u{1f600}',
  'a\u0000b',
  '\ufeffx',
  '1\r\n2',
  '\u2028',
];

function ofEach(show: (text: string) => string): Cell {
  return () => TEXTS.map((text) => show(text)).join(' | ');
}

export const STRINGS: readonly Row[] = [
  ['length is in UTF-16 units', ofEach((text) => `${text.length}`)],
  ['iteration is by code points', ofEach((text) => `${[...text].length}`)],
  ['octets', ofEach((text) => `${new TextEncoder().encode(text).length}`)],
  ['trim', ofEach((text) => inCodes(text.trim()))],
  ['split by lines', ofEach((text) => `${text.split('\n').length}`)],
  ['lower case', ofEach((text) => inCodes(text.toLowerCase()))],
  ['JSON', ofEach((text) => inCodes(JSON.stringify(text)))],
  [
    'past the end',
    () =>
      `[${'abc'.slice(5)}] [${'abc'.charAt(5)}] ${'abc'.charCodeAt(5)} ${'abc'.at(5) ?? 'none'}`,
  ],
  [
    'from the end',
    () => `${'abc'.slice(-2)} ${'abc'.slice(1, -1)} ${'abc'.at(-1) ?? 'none'} ${'abc'.slice(2, 1)}`,
  ],
  [
    'search',
    () =>
      `${'a:b:c'.indexOf(':')} ${'a:b:c'.lastIndexOf(':')} ${'abc'.indexOf('z')} ${'abc'.includes('')}`,
  ],
  [
    'split into parts',
    () => `${'a/b//c'.split('/').length} ${''.split('/').length} ${'/'.split('/').length}`,
  ],
  ['part that is missing', () => missingPart('one')],
  ['padding', () => `${'7'.padStart(4, '0')} ${'ab'.padEnd(4)}| ${'long'.padStart(2)}`],
  ['appending leaves what was there', () => appended({ name: `a${TEXTS.length}` })],
];

function missingPart(text: string): string {
  const [first, second, , fourth = 'default'] = text.split(' ');
  return `${first} ${second ?? 'none'} ${fourth}`;
}

function appended(record: { readonly name: string }): string {
  const before = record.name;
  let longer = record.name;
  longer += 'tail';
  return `${before} ${record.name} ${longer}`;
}
