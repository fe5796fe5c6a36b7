/** Waiting for something to become true: a condition and a deadline, never a fixed time. */

/** Milliseconds. Generous: a cluster on two cores that others use as well takes what it takes. */
const PATIENCE = 180_000;
/** Milliseconds from one look to the next. */
const LOOK_INTERVAL = 200;

export interface Look<T> {
  readonly accept: (seen: T) => boolean;
  /** More to be said of a failure than what was seen last. */
  readonly explain?: () => Promise<string>;
  readonly interval?: number;
  readonly patience?: number;
}

/** What is seen once it is as wanted. A look that throws has seen nothing yet. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { accept, explain, interval = LOOK_INTERVAL, patience = PATIENCE }: Look<T>,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    let seen: T | undefined;
    let trouble: unknown;
    try {
      seen = await look();
      if (accept(seen)) return seen;
    } catch (error) {
      trouble = error;
    }
    if (performance.now() >= deadline) {
      const last = trouble === undefined ? JSON.stringify(seen, null, 1) : String(trouble);
      const more = explain ? `\n${await explain()}` : '';
      throw new Error(`not after ${patience / 1000} s: ${what}; last seen: ${last}${more}`);
    }
    await Bun.sleep(interval);
  }
}
