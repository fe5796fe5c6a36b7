/** Math.min() and Math.max() of any number of numbers: spread, they are arguments, whose number is limited. */

/** Infinity if there is none. */
export function least(numbers: Iterable<number>): number {
  let result = Number.POSITIVE_INFINITY;
  for (const number of numbers) if (number < result) result = number;
  return result;
}

/** Minus infinity if there is none. */
export function greatest(numbers: Iterable<number>): number {
  let result = Number.NEGATIVE_INFINITY;
  for (const number of numbers) if (number > result) result = number;
  return result;
}
