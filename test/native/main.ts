/// <reference path="../../build/native/system-calls.d.ts" />
/**
 * Tables of results: the compiled program and Node.js must write the same.
 * usage: tables [NAME...]     all tables if none is named
 */
import { STDOUT, writeOut } from '../../lib/linux/output.ts';
import { programArguments } from '../../lib/linux/process.ts';
import { firewallTable } from './firewall/firewall-table.ts';
import { languageTable } from './language/language-table.ts';
import { ocfTable } from './ocf/ocf-table.ts';
import { TABLES } from './tables.ts';
import type { Write } from './text.ts';
import { wireTable } from './wire/table.ts';

/** Lines in one write. */
const BLOCK = 500;

function writeTable(name: string, write: Write): void {
  switch (name) {
    case 'language':
      languageTable(write);
      break;
    case 'wire':
      wireTable(write);
      break;
    case 'ocf':
      ocfTable(write);
      break;
    case 'firewall':
      firewallTable(write);
      break;
    default:
      throw new Error(`unknown table "${name}"`);
  }
}

function printTable(name: string): void {
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) writeOut(STDOUT, `${lines.join('\n')}\n`);
    lines = [];
  };
  writeTable(name, (line) => {
    lines.push(line);
    if (lines.length === BLOCK) flush();
  });
  flush();
}

const named = programArguments().filter((argument) => TABLES.includes(argument));
for (const name of named.length > 0 ? named : TABLES) printTable(name);
