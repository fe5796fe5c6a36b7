/** The variables of `make torture`: TIME, SEED, PARTS. */

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Milliseconds of a text such as 90s, 10m or 2h. @throws Error */
export function readDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? 0);
  if (seconds <= 0) throw new Error(`TIME=${text} must be a number and s, m or h, as in 20m`);
  return seconds * 1000;
}

/** @param text undefined or empty: a new seed from the clock. @throws Error */
export function readSeed(text: string | undefined): number {
  if (text === undefined || text === '') return Date.now() % 2 ** 32;
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new Error(`SEED=${text} must be a whole number from 0 to ${2 ** 32 - 1}`);
  }
  return seed;
}

/** @param text names separated by blanks or commas; undefined or empty: all. @throws Error */
export function choose<T extends { readonly name: string }>(
  all: readonly T[],
  text: string | undefined,
): T[] {
  const names = (text ?? '').split(/[ ,]+/).filter(Boolean);
  const known = all.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`PARTS: no part ${unknown.join(', ')}; there are ${known.join(', ')}`);
  }
  return names.length === 0 ? [...all] : all.filter(({ name }) => names.includes(name));
}
