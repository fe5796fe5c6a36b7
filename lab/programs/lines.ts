/** Output of the programs of this folder. */
import { writeSync } from 'node:fs';

/** Writes a line of JSON, unbuffered. */
export function writeLine(message: unknown): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}
