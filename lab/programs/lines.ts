/** How the programs of this folder speak to whoever started them. */
import { writeSync } from 'node:fs';

/** One line of JSON, at once. */
export function sayLine(message: unknown): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}
