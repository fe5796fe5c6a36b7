/** NUL-terminated strings of C, the kernel and netlink attributes. */
import { indexOfOctet } from './octets.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export function cString(text: string): Uint8Array {
  return encodeUtf8(`${text}\0`);
}

/** Concatenates the strings, each with its NUL. */
export function cStrings(texts: readonly string[]): Uint8Array {
  return encodeUtf8(texts.map((text) => `${text}\0`).join(''));
}

/** The text up to the first NUL, or up to the end if there is none. */
export function readCString(octets: Uint8Array): string {
  const end = indexOfOctet(octets, 0);
  return decodeUtf8(end < 0 ? octets : octets.subarray(0, end));
}
