/**
 * Text and its octets. Everything that comes from outside becomes text here and nowhere else: a
 * compiled program's strings hold UTF-8, and what reads them trusts that it is well formed.
 */
import { octetAt } from './octets.ts';

/**
 * The text of octets: each maximal subpart of a malformed sequence (Unicode 3.9, table 3-8; WHATWG
 * Encoding, UTF-8 decode without BOM) becomes one U+FFFD. A byte order mark is kept.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return beginsWithByteOrderMark(bytes) ? `\ufeff${text}` : text;
}

export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether all of it is well formed (RFC 3629): decodeUtf8 then replaces nothing. */
export function isUtf8(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceAt(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** Octets of the well-formed sequence at `at`; 0 where there is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const lead = octetAt(bytes, at);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > bytes.length) return 0;
  const second = octetAt(bytes, at + 1);
  if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0;
  for (let i = 2; i < length; i++) if ((octetAt(bytes, at + i) & 0xc0) !== 0x80) return 0;
  return length;
}

/** Anything lower would be an overlong form. */
function lowestSecond(lead: number): number {
  return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
}

/** Anything higher would be a surrogate, or beyond U+10FFFF. */
function highestSecond(lead: number): number {
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
