/**
 * Moments at which something that takes a while is to be interrupted, in milliseconds from its start:
 * spread over the time that it takes on this machine now, and a little more.
 * @param count on a slow machine a quarter of them will do: they are spread as widely
 * @param measure does it without an interruption, and tells how long it took
 */
export async function* momentsWithin(
  count: number,
  measure: () => Promise<number>,
): AsyncGenerator<number, void> {
  let longest = 0;
  const since = performance.now();
  for (let i = 0; i < count; i++) {
    if (i >= count / 4 && performance.now() - since > ENOUGH) return;
    if (i % MEASURE_EVERY === 0) longest = Math.max(await measure(), await measure());
    // A low-discrepancy sequence: any few that follow each other are spread over the whole.
    yield ((i * GOLDEN_RATIO) % 1) * longest * REACH;
  }
}

/** A machine may become busy, or quiet, while a test runs. */
const MEASURE_EVERY = 15;
const REACH = 1.2;
/** Milliseconds: on a quiet machine no test takes half as long. */
const ENOUGH = 20_000;
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
