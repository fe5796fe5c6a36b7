import { cString, readCString } from '../wire/c-string.ts';

export interface Clock {
  /** CLOCK_MONOTONIC in milliseconds, the same in every process of the host. */
  now(): number;
  sleep(milliseconds: number): void;
}

export const systemClock: Clock = {
  now: () => sys_monotonic(),
  sleep: (milliseconds) => {
    if (milliseconds > 0) sys_usleep(Math.ceil(milliseconds * 1000));
  },
};

/** The time now in seconds since 1970 (CLOCK_REALTIME), without the fraction. */
export function unixTime(): number {
  return Number(formatLocalTime('%s')) || 0;
}

/** In octets; strftime(3) returns an empty text if the result is longer. */
const MAX_TIME_LENGTH = 256;

/** The local time. @param format of strftime(3) */
export function formatLocalTime(format: string): string {
  const text = new Uint8Array(MAX_TIME_LENGTH);
  const length = Math.max(0, sys_strftime_now(cString(format), text));
  return readCString(text.subarray(0, length));
}
