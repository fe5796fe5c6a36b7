import { writeSync } from 'node:fs';

/** At once and whole, even where the process is about to end itself. */
export function say(text: string): void {
  writeSync(1, `${text}\n`);
}
