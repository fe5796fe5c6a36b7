/** Hexadecimal text (lower case) and octal text. */
import { octetAt, putOctet } from './octets.ts';
import { decodeUtf8 } from './utf8.ts';

const DIGITS = '0123456789abcdef';

/**
 * @param value a non-negative integer
 * @param width minimum number of digits
 */
export function hex(value: number, width = 1): string {
  let text = '';
  let rest = value;
  while (rest > 0 || text.length < width) {
    text = DIGITS.charAt(rest % 16) + text;
    rest = Math.floor(rest / 16);
  }
  return text;
}

/** @param value a non-negative integer */
export function octal(value: number): string {
  const rest = Math.floor(value / 8);
  return `${rest > 0 ? octal(rest) : ''}${value % 8}`;
}

/** Two digits for each octet, separated by `separator`: one ASCII character, or nothing. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  const step = 2 + separator.length;
  const text = new Uint8Array(Math.max(0, bytes.length * step - separator.length));
  for (let at = 0; at < bytes.length; at++) {
    const octet = octetAt(bytes, at);
    putOctet(text, at * step, digitCode(octet >> 4));
    putOctet(text, at * step + 1, digitCode(octet & 15));
    if (separator && at + 1 < bytes.length) putOctet(text, at * step + 2, separator.charCodeAt(0));
  }
  return decodeUtf8(text);
}

/** The character code of a digit. */
function digitCode(value: number): number {
  return value < 10 ? 0x30 + value : 0x57 + value;
}

/** Parses pairs of digits, upper or lower case. Throws RangeError for any other text. */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  if (text.length !== bytes.length * 2) throw new RangeError('odd number of hexadecimal digits');
  for (let at = 0; at < bytes.length; at++) {
    putOctet(bytes, at, digit(text, 2 * at) * 16 + digit(text, 2 * at + 1));
  }
  return bytes;
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  if (letter >= 0x61 && letter <= 0x66) return letter - 0x57;
  throw new RangeError(`not a hexadecimal digit at offset ${at}`);
}
