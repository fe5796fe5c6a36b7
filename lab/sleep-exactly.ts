import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Milliseconds: a timer is late by less. */
const LATE = 2;

/** For what is over within a few milliseconds: timers know whole ones only, and none shorter than one. */
export async function sleepExactly(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  if (milliseconds > LATE) await sleep(milliseconds - LATE);
  while (performance.now() < end) await turn();
}
