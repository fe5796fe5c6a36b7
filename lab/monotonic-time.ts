/** CLOCK_MONOTONIC in milliseconds: comparable between processes, and with lib/linux/clock.ts. */
export function monotonicTime(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
