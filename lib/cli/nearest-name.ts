/** Which name somebody may have meant. */

/** One slip in a short name, up to three in a long one; more, and it is another word. */
const LETTERS_PER_SLIP = 3;
const MOST_SLIPS = 3;

/** The first of the nearest names; undefined where none is near. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const written = word.toLowerCase();
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const allowed = Math.min(MOST_SLIPS, Math.max(1, Math.floor(name.length / LETTERS_PER_SLIP)));
    if (Math.abs(name.length - written.length) > allowed) continue;
    const slips = slipsBetween(written, name.toLowerCase());
    if (slips > allowed || slips >= fewest) continue;
    nearest = name;
    fewest = slips;
  }
  return nearest;
}

/**
 * How many letters are missing, added, wrong, or changed places with the next one (the optimal string
 * alignment distance of Damerau and Levenshtein).
 */
export function slipsBetween(from: string, to: string): number {
  let twoBack: readonly number[] = [];
  let oneBack: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        at(oneBack, j) + 1,
        at(row, j - 1) + 1,
        at(oneBack, j - 1) + (isSame ? 0 : 1),
        isSwapped ? at(twoBack, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    twoBack = oneBack;
    oneBack = row;
  }
  return at(oneBack, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
