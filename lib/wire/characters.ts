/**
 * What text consists of, one UTF-16 code unit at a time. There are no regular expressions in what is compiled:
 * of a text that is not well formed, the run time's engine for them comes to no end.
 */

/** Whether each code unit is one of those; true of an empty text. */
export function consistsOf(text: string, isOne: (code: number) => boolean): boolean {
  for (let at = 0; at < text.length; at++) if (!isOne(text.charCodeAt(at))) return false;
  return true;
}

/** 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** In either case. */
export function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

/** Of ASCII. */
export function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

export function isAnyOf(code: number, characters: string): boolean {
  for (let at = 0; at < characters.length; at++) {
    if (characters.charCodeAt(at) === code) return true;
  }
  return false;
}

/** White space and line ends of ECMAScript, Unicode's spaces among them. */
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

/** C0 and C1 controls, DEL, and the line breaks of Unicode: what may end a line, or change a terminal. */
export function isControl(code: number): boolean {
  if (code < 0x20) return true;
  return (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029;
}

/** A number in decimal digits and nothing else; undefined for any other text, an empty one included. */
export function decimalNumber(text: string, mostDigits: number): number | undefined {
  const isNumber = text.length > 0 && text.length <= mostDigits && consistsOf(text, isDigit);
  return isNumber ? Number(text) : undefined;
}

/** The same with 0x and hexadecimal digits. */
export function hexNumber(text: string, mostDigits: number): number | undefined {
  const digits = text.slice(2);
  const hasPrefix = text.startsWith('0x') || text.startsWith('0X');
  const isNumber =
    hasPrefix && digits.length > 0 && digits.length <= mostDigits && consistsOf(digits, isHexDigit);
  return isNumber ? Number(text) : undefined;
}

/** What white space separates. */
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
