const LONGEST = 80;

/** A parameter and its value for a message of one line: `nic="eth0"`; the value is untrusted text. */
export function quoted(name: string, value: string): string {
  const shown = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  // JSON leaves only these line breaks of Unicode unescaped.
  const text = JSON.stringify(shown).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${name}=${text}`;
}

/** Any text as one line. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not get through
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
