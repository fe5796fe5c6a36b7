import { readString } from '../wire/rtattr.ts';
import { cString } from './c-string.ts';

export interface Clock {
  /** Milliseconds of CLOCK_MONOTONIC, the same in every process of the host. */
  now(): number;
  sleep(milliseconds: number): void;
}

export const systemClock: Clock = {
  now: () => sys_monotonic(),
  sleep: (milliseconds) => {
    if (milliseconds > 0) sys_usleep(Math.ceil(milliseconds * 1000));
  },
};

/** Octets; what is longer comes out empty. */
const LONGEST_TIME = 256;

/** Local time in the words of strftime(3). */
export function formatLocalTime(format: string): string {
  const text = new Uint8Array(LONGEST_TIME);
  const length = Math.max(0, sys_strftime_now(cString(format), text));
  return readString(text.subarray(0, length));
}
