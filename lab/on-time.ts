/** Tolerance for the time that a program takes to send a frame. */
const MAX_DELAY_MS = 20;

/** Throws unless the frames are one interval apart, counted from the first. Times in milliseconds. */
export function expectOnTime(times: readonly number[], interval: number): void {
  const [first = 0] = times;
  for (const [at, time] of times.entries()) {
    const late = time - first - at * interval;
    if (Math.abs(late) > MAX_DELAY_MS) {
      throw new Error(`frame ${at} of ${times.length} was ${late.toFixed(1)} ms late`);
    }
  }
}
