/**
 * Results of the language constructs that lib uses. If the executable and Node.js differ, the compiler or
 * its runtime has changed.
 */
import type { Write } from '../text.ts';
import { ARRAYS } from './arrays.ts';
import { DICTIONARIES } from './dictionaries.ts';
import { ERRORS } from './errors.ts';
import { NUMBERS } from './numbers.ts';
import { OCTETS } from './octets.ts';
import { RECORDS } from './records.ts';
import { type Row, said } from './row.ts';
import { STRINGS } from './strings.ts';

export function languageTable(write: Write): void {
  section(write, 'errors', ERRORS);
  section(write, 'strings', STRINGS);
  section(write, 'numbers', NUMBERS);
  section(write, 'arrays', ARRAYS);
  section(write, 'dictionaries', DICTIONARIES);
  section(write, 'records', RECORDS);
  section(write, 'octets', OCTETS);
}

function section(write: Write, title: string, rows: readonly Row[]): void {
  for (const [name, cell] of rows) write(`${title}, ${name}: ${said(cell)}`);
}
