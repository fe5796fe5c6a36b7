import { setTimeout as sleep, setImmediate as yieldToEvents } from 'node:timers/promises';

/** A timer of Node.js is late by less. */
const MAX_LATENESS_MS = 2;

/** Sleeps for fractions of milliseconds, too; timers of Node.js take whole ones only. */
export async function sleepExactly(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  if (milliseconds > MAX_LATENESS_MS) await sleep(milliseconds - MAX_LATENESS_MS);
  while (performance.now() < end) await yieldToEvents();
}
