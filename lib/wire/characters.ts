/**
 * Character classes and parsers that work on UTF-16 code units. They replace regular expressions, which do not
 * terminate on malformed text in the compiled program.
 */

/** Whether each code unit satisfies `isOne`; true for an empty text. */
export function consistsOf(text: string, isOne: (code: number) => boolean): boolean {
  for (let at = 0; at < text.length; at++) if (!isOne(text.charCodeAt(at))) return false;
  return true;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

/** A to Z and a to z. */
export function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

export function isAnyOf(code: number, characters: string): boolean {
  for (let at = 0; at < characters.length; at++) {
    if (characters.charCodeAt(at) === code) return true;
  }
  return false;
}

/** WhiteSpace and LineTerminator of ECMAScript, which include the Unicode category Zs. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/** C0 and C1 controls, DEL, U+2028 and U+2029: characters that end a line or control a terminal. */
export function isControl(code: number): boolean {
  if (code < 0x20) return true;
  return (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029;
}

/** Parses 1 to `maxDigits` decimal digits; undefined for any other text. */
export function decimalNumber(text: string, maxDigits: number): number | undefined {
  const isNumber = text.length > 0 && text.length <= maxDigits && consistsOf(text, isDigit);
  return isNumber ? Number(text) : undefined;
}

/** Parses `0x` and 1 to `maxDigits` hexadecimal digits; undefined for any other text. */
export function hexNumber(text: string, maxDigits: number): number | undefined {
  const digits = text.slice(2);
  const hasPrefix = text.startsWith('0x') || text.startsWith('0X');
  const isNumber =
    hasPrefix && digits.length > 0 && digits.length <= maxDigits && consistsOf(digits, isHexDigit);
  return isNumber ? Number(text) : undefined;
}

/** Splits a text at white space. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const isEnd = at === text.length || isSpace(text.charCodeAt(at));
    if (!isEnd && start < 0) start = at;
    if (!isEnd || start < 0) continue;
    words.push(text.slice(start, at));
    start = -1;
  }
  return words;
}
