/** Suggests a known name for a misspelt one. */

/** A name may have one slip for every three letters, but at least one and at most MAX_SLIPS. */
const LETTERS_PER_SLIP = 3;
const MAX_SLIPS = 3;
/** More slips than two words can have. */
const FAR = Number.POSITIVE_INFINITY;

/** The first of the nearest names; undefined if none is near. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const written = word.toLowerCase();
  let nearest: string | undefined;
  let fewest = FAR;
  for (const name of names) {
    const allowed = Math.min(MAX_SLIPS, Math.max(1, Math.floor(name.length / LETTERS_PER_SLIP)));
    if (Math.abs(name.length - written.length) > allowed) continue;
    const slips = slipsBetween(written, name.toLowerCase());
    if (slips > allowed || slips >= fewest) continue;
    nearest = name;
    fewest = slips;
  }
  return nearest;
}

/**
 * The number of letters that are missing, added, wrong, or swapped with the next one: the optimal string alignment
 * distance of Damerau and Levenshtein.
 */
export function slipsBetween(from: string, to: string): number {
  let twoBack: readonly number[] = [];
  let oneBack: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at);
  let slips = to.length;
  for (let i = 1; i <= from.length; i++) {
    slips = i;
    const row = [slips];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from.charAt(i - 1) === to.charAt(j - 1);
      const isSwapped =
        i > 1 &&
        j > 1 &&
        from.charAt(i - 1) === to.charAt(j - 2) &&
        from.charAt(i - 2) === to.charAt(j - 1);
      slips = Math.min(
        (oneBack[j] ?? FAR) + 1,
        slips + 1,
        (oneBack[j - 1] ?? FAR) + (isSame ? 0 : 1),
        isSwapped ? (twoBack[j - 2] ?? FAR) + 1 : FAR,
      );
      row.push(slips);
    }
    twoBack = oneBack;
    oneBack = row;
  }
  return slips;
}
