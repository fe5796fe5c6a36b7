/** How the programs of this folder speak to whoever started them. */
import { STDOUT, writeOut } from '../../../lib/kernel/output.ts';

/** One line of JSON, at once. */
export function sayLine(message: unknown): void {
  writeOut(STDOUT, `${JSON.stringify(message)}\n`);
}
