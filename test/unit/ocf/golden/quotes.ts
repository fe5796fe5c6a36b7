/** Untrusted text, and its form in messages. */

export const QUOTED: readonly [text: string, shown: string][] = [
  ['eth0', 'nic="eth0"'],
  ['', 'nic=""'],
  ['a "b"', 'nic="a \\"b\\""'],
  ['a\\b', 'nic="a\\\\b"'],
  ['a\nb', 'nic="a\\nb"'],
  ['\x1b[31m', 'nic="\\u001b[31m"'],
  ['a\0', 'nic="a\\u0000"'],
  ['\x7f', 'nic="\\u007f"'],
  ['\u0085', 'nic="\\u0085"'],
  ['\u2028', 'nic="\\u2028"'],
  ['é🦋', 'nic="é🦋"'],
  ['x'.repeat(40), `nic="${'x'.repeat(40)}"`],
  ['x'.repeat(41), `nic="${'x'.repeat(40)}…"`],
  [`${'x'.repeat(39)}🦋`, `nic="${'x'.repeat(39)}…"`],
  ['\0'.repeat(7), `nic="${'\\u0000'.repeat(6)}…"`],
];

export const LINES: readonly [text: string, line: string][] = [
  ['as it is', 'as it is'],
  ['two\nlines', 'two lines'],
  ['two\r\n\r\nlines\n', 'two lines'],
  ['a\u0085b\u2028c\u2029d\x1be\x7ff\0g', 'a b c d e f g'],
  ['\n', ''],
  ['é🦋', 'é🦋'],
];
