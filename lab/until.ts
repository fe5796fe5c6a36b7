/** Waits for a condition, with a time limit for hangs; never for a fixed time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WAIT_LIMIT_MS } from './time-limits.ts';

const POLL_INTERVAL_MS = 50;

export interface WaitOptions<T> {
  /** Default: accepts each truthy value. */
  readonly accept?: (value: T) => boolean;
  /** Returns details for the error message, after the last value. */
  readonly explain?: () => Promise<string>;
  /** Milliseconds. */
  readonly interval?: number;
  /** Returns a measure of progress; the time limit begins again when it changes. */
  readonly progress?: (value: T) => unknown;
}

/** Returns the first accepted value. Tries again if `read` throws. */
export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  { accept = Boolean, explain, interval = POLL_INTERVAL_MS, progress }: WaitOptions<T> = {},
): Promise<T> {
  let deadline = performance.now() + WAIT_LIMIT_MS;
  let lastProgress: unknown;
  for (;;) {
    let value: T | undefined;
    let failure: unknown;
    try {
      value = await read();
      if (accept(value)) return value;
      const newProgress = progress?.(value);
      if (newProgress !== lastProgress) deadline = performance.now() + WAIT_LIMIT_MS;
      lastProgress = newProgress;
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= deadline) {
      const last = failure === undefined ? JSON.stringify(value, null, 1) : String(failure);
      const more = explain ? `\n${await explain()}` : '';
      throw new Error(`not within ${WAIT_LIMIT_MS / 1000} s: ${what}; last: ${last}${more}`);
    }
    await sleep(interval);
  }
}
