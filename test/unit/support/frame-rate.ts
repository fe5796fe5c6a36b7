/** The rate of frames that were sent at the given times, in milliseconds. */

/**
 * The largest number of frames, in any span of time, above those that `rate` (frames per second) allows in it: the
 * burst.
 */
export function largestBurst(times: readonly number[], rate: number): number {
  let sent = 0;
  let largest = 0;
  // Of all spans that end at a time, the worst begins where `sent - allowed` was lowest.
  let lowest = Number.POSITIVE_INFINITY;
  for (const at of [...times].sort((a, b) => a - b)) {
    const allowed = (at * rate) / 1000;
    lowest = Math.min(lowest, sent - allowed);
    sent++;
    largest = Math.max(largest, sent - allowed - lowest);
  }
  return largest;
}
