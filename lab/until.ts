/** Waiting for something to become true: a condition, and a limit for what hangs; never a fixed time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE } from './patience.ts';

/** Milliseconds from one look to the next. */
const LOOK_INTERVAL = 50;

export interface Look<T> {
  /** If it is not given, whatever is true will do. */
  readonly accept?: (seen: T) => boolean;
  /** More to be said of a failure than what was seen last. */
  readonly explain?: () => Promise<string>;
  readonly interval?: number;
  /** What shows that it goes on, if only slowly: the limit begins anew when it changes. */
  readonly progress?: (seen: T) => unknown;
}

/** What is seen once it is as wanted. A look that throws has seen nothing yet. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { accept = Boolean, explain, interval = LOOK_INTERVAL, progress }: Look<T> = {},
): Promise<T> {
  let deadline = performance.now() + PATIENCE;
  let reached: unknown;
  for (;;) {
    let seen: T | undefined;
    let trouble: unknown;
    try {
      seen = await look();
      if (accept(seen)) return seen;
      const reaches = progress?.(seen);
      if (reaches !== reached) deadline = performance.now() + PATIENCE;
      reached = reaches;
    } catch (error) {
      trouble = error;
    }
    if (performance.now() >= deadline) {
      const last = trouble === undefined ? JSON.stringify(seen, null, 1) : String(trouble);
      const more = explain ? `\n${await explain()}` : '';
      throw new Error(`not after ${PATIENCE / 1000} s: ${what}; last seen: ${last}${more}`);
    }
    await sleep(interval);
  }
}
