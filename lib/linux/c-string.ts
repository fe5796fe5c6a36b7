import { stringValue } from '../wire/rtattr.ts';

/** Text with a NUL at its end, for a path or a format. */
export function cString(text: string): Uint8Array {
  return stringValue(text);
}

/** Strings that end with a NUL each, in a row. */
export function cStrings(texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(texts.map((text) => `${text}\0`).join(''));
}
