/**
 * Yields times at which to interrupt an action, in milliseconds from its start, spread over 1.2 times its
 * present duration on this machine.
 * @param count maximum; on a slow machine a quarter of it, spread as widely
 * @param measure runs the action without an interruption, and returns its duration
 */
export async function* momentsWithin(
  count: number,
  measure: () => Promise<number>,
): AsyncGenerator<number, void> {
  let longest = 0;
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) {
    if (i >= count / 4 && performance.now() - startedAt > TIME_LIMIT_MS) return;
    if (i % MEASURE_EVERY === 0) longest = Math.max(await measure(), await measure());
    // A low-discrepancy sequence: each run of successive values is spread over the whole range.
    yield ((i * GOLDEN_RATIO) % 1) * longest * DURATION_FACTOR;
  }
}

/** The load of the machine may change while a test runs. */
const MEASURE_EVERY = 15;
const DURATION_FACTOR = 1.2;
/** On an idle machine no test takes half of it. */
const TIME_LIMIT_MS = 20_000;
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
