/**
 * UTF-8. Only decodeUtf8 may convert foreign octets to text: the run time of the compiled program requires
 * well-formed UTF-8 in strings.
 */
import { octetAt } from './octets.ts';

/**
 * Replaces each maximal subpart of a malformed sequence with one U+FFFD (Unicode 3.9, table 3-8), like "UTF-8
 * decode without BOM" of WHATWG Encoding. Keeps a byte order mark.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return beginsWithByteOrderMark(bytes) ? `\ufeff${text}` : text;
}

export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether all octets are well-formed UTF-8 (RFC 3629). */
export function isUtf8(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceAt(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** The length of the well-formed sequence at `at`; 0 if it is malformed. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const lead = octetAt(bytes, at);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > bytes.length) return 0;
  const second = octetAt(bytes, at + 1);
  if (second < minSecond(lead) || second > maxSecond(lead)) return 0;
  for (let i = 2; i < length; i++) if ((octetAt(bytes, at + i) & 0xc0) !== 0x80) return 0;
  return length;
}

/** The minimum second octet: a lower one would be an overlong encoding. */
function minSecond(lead: number): number {
  return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
}

/** The maximum second octet: a higher one would be a surrogate, or beyond U+10FFFF. */
function maxSecond(lead: number): number {
  return lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
}

function beginsWithByteOrderMark(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 3 &&
    octetAt(bytes, 0) === 0xef &&
    octetAt(bytes, 1) === 0xbb &&
    octetAt(bytes, 2) === 0xbf
  );
}
