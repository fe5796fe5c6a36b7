/** How the demo's programs speak to it. */
import { STDOUT, writeOut } from '../../lib/kernel/output.ts';

/** One line of JSON, at once. */
export function sayLine(message: unknown): void {
  writeOut(STDOUT, `${JSON.stringify(message)}\n`);
}
