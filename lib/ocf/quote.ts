import { isControl } from '../wire/characters.ts';
import { hex } from '../wire/hex.ts';

/** Maximum length of a value in a message, in characters: crm_mon truncates long messages. */
const MAX_LENGTH = 40;

/** A parameter and its value for a message of one line: `nic="eth0"`; the value is untrusted text. */
export function quoted(name: string, value: string): string {
  return `${name}=${quotedText(value)}`;
}

/** Untrusted text in quotation marks, shortened, and with control characters and line breaks escaped. */
export function quotedText(value: string): string {
  const whole = escaped(value);
  if (whole.length <= MAX_LENGTH) return `"${whole}"`;
  let shown = '';
  for (const character of value) {
    const next = shown + escaped(character);
    if (next.length > MAX_LENGTH) break;
    shown = next;
  }
  return `"${shown}…"`;
}

function escaped(text: string): string {
  // JSON.stringify does not escape DEL, C1 controls, U+2028 and U+2029.
  let shown = '';
  for (const character of JSON.stringify(text).slice(1, -1)) {
    const code = character.charCodeAt(0);
    shown += isControl(code) ? `\\u${hex(code, 4)}` : character;
  }
  return shown;
}

/** Replaces each run of control characters and line breaks with a space. */
export function oneLine(text: string): string {
  if (!hasControl(text)) return text.trim();
  let line = '';
  let isBroken = false;
  for (const character of text) {
    const isOne = isControl(character.charCodeAt(0));
    if (!isOne) line += isBroken ? ` ${character}` : character;
    isBroken = isOne;
  }
  return line.trim();
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (isControl(text.charCodeAt(at))) return true;
  return false;
}
