/** Access to the parts of a JSON value of unknown structure. */

/**
 * Undefined if the value is not an object, or has no such member. Searches the entries: inherited members are not
 * part of the output.
 */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members: readonly unknown[] = Object.entries(value);
  for (const one of members) {
    const pair = elements(one);
    const key = pair[0];
    if (typeof key === 'string' && key === name) return pair[1];
  }
  return undefined;
}

/** Empty if the value is not an array. */
export function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
