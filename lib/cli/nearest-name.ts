/** Suggests the correct name for a misspelt one. */

/** The maximum distance is a third of the name's length, but at least 1 and at most MAX_DISTANCE. */
const LETTERS_PER_EDIT = 3;
const MAX_DISTANCE = 3;
/** Larger than any distance. */
const FAR = Number.POSITIVE_INFINITY;

/** Returns the nearest name, the first of several; undefined if all names are too far. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const written = word.toLowerCase();
  let nearest: string | undefined;
  let smallest = FAR;
  for (const name of names) {
    const allowed = Math.min(MAX_DISTANCE, Math.max(1, Math.floor(name.length / LETTERS_PER_EDIT)));
    if (Math.abs(name.length - written.length) > allowed) continue;
    const distance = editDistance(written, name.toLowerCase());
    if (distance > allowed || distance >= smallest) continue;
    nearest = name;
    smallest = distance;
  }
  return nearest;
}

/**
 * The edit distance: the number of missing, added, wrong and swapped letters (optimal string alignment distance of
 * Damerau and Levenshtein).
 */
export function editDistance(from: string, to: string): number {
  let twoBack: readonly number[] = [];
  let oneBack: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at);
  let distance = to.length;
  for (let i = 1; i <= from.length; i++) {
    distance = i;
    const row = [distance];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from.charAt(i - 1) === to.charAt(j - 1);
      const isSwapped =
        i > 1 &&
        j > 1 &&
        from.charAt(i - 1) === to.charAt(j - 2) &&
        from.charAt(i - 2) === to.charAt(j - 1);
      distance = Math.min(
        (oneBack[j] ?? FAR) + 1,
        distance + 1,
        (oneBack[j - 1] ?? FAR) + (isSame ? 0 : 1),
        isSwapped ? (twoBack[j - 2] ?? FAR) + 1 : FAR,
      );
      row.push(distance);
    }
    twoBack = oneBack;
    oneBack = row;
  }
  return distance;
}
