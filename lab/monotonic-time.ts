/** Milliseconds of CLOCK_MONOTONIC: the same in every process of the machine, as in lib/linux/clock.ts. */
export function monotonicTime(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
