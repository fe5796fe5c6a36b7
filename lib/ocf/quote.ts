/** Characters of a value that are shown: with more, crm_mon would cut off what is wrong with it. */
const LONGEST = 40;

/** A parameter and its value for a message of one line: `nic="eth0"`; the value is untrusted text. */
export function quoted(name: string, value: string): string {
  return `${name}=${quotedText(value)}`;
}

/** Untrusted text in quotation marks, shortened and without anything that would end a line. */
export function quotedText(value: string): string {
  const whole = escaped(value);
  if (whole.length <= LONGEST) return `"${whole}"`;
  let shown = '';
  for (const character of value) {
    const next = shown + escaped(character);
    if (next.length > LONGEST) break;
    shown = next;
  }
  return `"${shown}…"`;
}

function escaped(text: string): string {
  // JSON leaves these control characters and line breaks of Unicode unescaped.
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(
      /[\u007f-\u009f\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** Any text as one line. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not get through
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
