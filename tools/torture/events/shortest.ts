/** Delta debugging (Zeller and Hildebrandt, 2002): a shorter list that still fails. */

/**
 * Returns a list from which no part can be left out, or the shortest one found in `maxTries` tries.
 * @param fails whether a list still shows the failure; the whole list does
 */
export async function shortest<T>(
  list: readonly T[],
  fails: (list: readonly T[]) => Promise<boolean>,
  maxTries: number,
): Promise<readonly T[]> {
  let current = list;
  let parts = 2;
  let tries = 0;
  while (current.length > 1) {
    const size = Math.ceil(current.length / parts);
    let smaller: readonly T[] | undefined;
    for (let begin = 0; begin < current.length; begin += size) {
      if (tries++ >= maxTries) return current;
      const rest = [...current.slice(0, begin), ...current.slice(begin + size)];
      if (await fails(rest)) {
        smaller = rest;
        break;
      }
    }
    if (smaller) {
      current = smaller;
      parts = Math.max(2, parts - 1);
    } else {
      if (size === 1) return current;
      parts = Math.min(current.length, 2 * parts);
    }
  }
  return current;
}
