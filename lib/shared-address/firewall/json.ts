/** JSON for nft, and checked access to nft's output. */
import { member } from '../../wire/json.ts';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** @throws Error without the text in its message, because the text is untrusted */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('nft: its output is not JSON');
  }
}

/** @throws Error if the member is missing, or not an array. */
export function elementsIn(value: unknown, name: string): readonly unknown[] {
  const array = member(value, name);
  if (!Array.isArray(array)) throw lacking(name);
  return array;
}

/** @throws Error if the member is missing, or not a string. */
export function textIn(value: unknown, name: string): string {
  const text = member(value, name);
  if (typeof text !== 'string') throw lacking(name);
  return text;
}

/** @throws Error if the member is missing, or not a number. */
export function numberIn(value: unknown, name: string): number {
  const number = member(value, name);
  if (typeof number !== 'number') throw lacking(name);
  return number;
}

function lacking(name: string): Error {
  return new Error(`nft: its output lacks a valid ${name}`);
}
