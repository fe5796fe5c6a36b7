import { libc } from './libc.ts';

const CLOCK_MONOTONIC = 1;

export interface Clock {
  /** Milliseconds of CLOCK_MONOTONIC, the same in every process of the host. */
  now(): number;
  sleep(milliseconds: number): void;
}

export const systemClock: Clock = {
  now() {
    // struct timespec: tv_sec 8, tv_nsec 8. An uptime in seconds fits into 32 bits.
    const timespec = new Uint32Array(4);
    libc.clock_gettime(CLOCK_MONOTONIC, timespec);
    return (timespec[0] ?? 0) * 1000 + (timespec[2] ?? 0) / 1e6;
  },
  sleep(milliseconds) {
    if (milliseconds > 0) libc.usleep(Math.ceil(milliseconds * 1000));
  },
};

/** Local time in the words of strftime(3). */
export function formatLocalTime(format: string): string {
  const seconds = new Uint32Array(2);
  libc.time(seconds);
  const tm = new Uint8Array(64);
  libc.localtime_r(seconds, tm);
  const text = new Uint8Array(256);
  const length = Number(
    libc.strftime(text, text.length, new TextEncoder().encode(`${format}\0`), tm),
  );
  return new TextDecoder().decode(text.subarray(0, length));
}
