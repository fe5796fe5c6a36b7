import { writeSync } from 'node:fs';

/** Writes synchronously, so that no output is lost if the process exits. */
export function say(text: string): void {
  writeSync(1, `${text}\n`);
}
