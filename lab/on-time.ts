/** Milliseconds that a program takes to send a frame when its time has come. */
const DELAY = 20;

/** Frames come one interval after the other, counted from the first. */
export function expectOnTime(times: readonly number[], interval: number): void {
  const [first = 0] = times;
  for (const [at, time] of times.entries()) {
    const late = time - first - at * interval;
    if (Math.abs(late) > DELAY) {
      throw new Error(`frame ${at} of ${times.length} came ${late.toFixed(1)} ms after its time`);
    }
  }
}
