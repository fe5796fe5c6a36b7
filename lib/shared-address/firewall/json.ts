/** JSON for nft, and nft's answers: of those, nothing is taken for granted. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** @throws Error; the text is not repeated in it, because it could be anything. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('nft: its answer is no JSON');
  }
}

/**
 * Undefined where the value is no object, or has no such member. Looked for among its entries: what a value
 * inherits is no part of the answer.
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

/** None where the value is no array. */
export function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** @throws Error where there is no such member, or it is no array. */
export function elementsIn(value: unknown, name: string): readonly unknown[] {
  const array = member(value, name);
  if (!Array.isArray(array)) throw lacking(name);
  return array;
}

/** @throws Error where there is no such member, or it is no text. */
export function textIn(value: unknown, name: string): string {
  const text = member(value, name);
  if (typeof text !== 'string') throw lacking(name);
  return text;
}

/** @throws Error where there is no such member, or it is no number. */
export function numberIn(value: unknown, name: string): number {
  const number = member(value, name);
  if (typeof number !== 'number') throw lacking(name);
  return number;
}

function lacking(name: string): Error {
  return new Error(`nft: its answer has no ${name} where one must be`);
}
