/** Mutants that no test can find, because nothing that can be seen is different. */
import type { Mutant } from './mutants.ts';

export interface Equivalent {
  readonly file: string;
  /** The line of the code, or enough of it. */
  readonly line: string;
  /** What is changed on it, as the report writes it, and how many such changes make no difference. */
  readonly changes: Readonly<Record<string, number>>;
  readonly why: string;
}

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: 'lib/vip/cluster/derivation.ts',
    line: 'if (!(first & 1)) octets[0] = (first & 0xf0) | 1;',
    changes: { '0xf0 → 241': 1 },
    why: 'The lowest bit is clear here, and set in the end.',
  },
  {
    file: 'lib/wire/arp.ts',
    line: 'const [hln = 0, pln = 0] = bytes.subarray(4, 6);',
    changes: { '0 → 1': 2, '0 → (-1)': 2, '6 → 7': 1 },
    why: 'Both octets are there: the compiler cannot know. A third one has no name.',
  },
  {
    file: 'lib/wire/ifaddrmsg.ts',
    line: 'for (let i = 0; i < words.length; i++) words[i] =',
    changes: { '0 → (-1)': 1, '< → <=': 1 },
    why: 'What is written beside a typed array is lost.',
  },
  {
    file: 'lib/wire/ifinfomsg.ts',
    line: "const index = selector && 'index' in selector",
    changes: { "selector && 'index' in selector → (selector)": 1 },
    why: 'A name has no index, and undefined is written as 0.',
  },
  {
    file: 'lib/wire/ifinfomsg.ts',
    line: 'operationalState: OPERATIONAL_STATES[state?.[0] ?? 0]',
    changes: { 'state?.[0] ?? 0 → (state?.[0])': 1, '0 → (-1)': 1 },
    why: 'What is not in the list is UNKNOWN as well.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;',
    changes: { '0 → (-1)': 1, '< → <=': 1 },
    why: 'Beside the arrays there is nothing in either.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'for (let i = 0; i < whole; i++) if (a[i] !== b[i]) return false;',
    changes: { '0 → (-1)': 1 },
    why: 'Beside the arrays there is nothing in either.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'if (rest === 0) return true;',
    changes: { 'rest === 0 → false': 1, '0 → (-1)': 1 },
    why: 'With no bits left the mask is 0, and what is compared under it the same.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'const mask = (0xff << (8 - rest)) & 0xff;',
    changes: { '0xff → (254)': 1 },
    why: 'The lowest bit is clear before it is masked: rest is less than 8.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'for (let i = prefixLength; i < bytes.length * 8; i++) {',
    changes: { '< → <=': 1, '8 → 9': 1 },
    why: 'What is written beside a typed array is lost.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'const mask = 0x80 >> (i & 7);',
    changes: { '0x80 → 129': 1 },
    why: 'The last bit of an octet gets early what it gets anyway.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'for (let i = bytes.length - 1; i >= 0 && carry > 0; i--) {',
    changes: { 'i >= 0 && carry > 0 → (i >= 0)': 1, '> → >=': 1, '0 → (-1)': 1 },
    why: 'With nothing to carry every octet stays as it is.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'while (length < mask.length * 8 && (mask[length >> 3] ?? 0) & (0x80 >> (length & 7))) length++;',
    changes: {
      'length < mask.length * 8 && (mask[length >> 3] ?? 0) & (0x80 >> (length & 7)) → ((mask[length >> 3] ?? 0) & (0x80 >> (length & 7)))': 1,
      '< → <=': 1,
      '8 → 9': 1,
    },
    why: 'Past the end every bit is 0.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: "return family === 'inet6' && samePrefix(bytes, IPV4_MAPPED, 96);",
    changes: {
      "family === 'inet6' && samePrefix(bytes, IPV4_MAPPED, 96) → (samePrefix(bytes, IPV4_MAPPED, 96))": 1,
    },
    why: 'samePrefix tells the families apart by their length.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'const IPV4_MAPPED =',
    changes: { '0 → 1': 4, '0 → (-1)': 4 },
    why: 'The last four octets are not of the prefix.',
  },
  {
    file: 'lib/wire/ipv6.ts',
    line: 'for (let at = 0; at < part.length; at += 2)',
    changes: { '< → <=': 1 },
    why: 'What is not there reads as 0.',
  },
  {
    file: 'lib/wire/rtattr.ts',
    line: 'for (let next = nextAttribute(bytes, at); next > 0; next = nextAttribute(bytes, at)) {',
    changes: { '0 → 1': 2 },
    why: 'An attribute ends at 4 or later.',
  },
  {
    file: 'lib/wire/rtattr.ts',
    line: 'if (left < RTA_HDRLEN) return 0;',
    changes: { '0 → (-1)': 1 },
    why: 'The callers ask whether it is more than 0.',
  },
  {
    file: 'lib/wire/rtattr.ts',
    line: 'for (let i = 0; i < text.length; i++) {',
    changes: { '0 → (-1)': 1, '< → <=': 1 },
    why: 'Beside the text is no character, and what is written beside a typed array is lost.',
  },
  {
    file: 'lib/wire/rtattr.ts',
    line: 'if (code > 0x7f) return new TextEncoder()',
    changes: { 'code > 0x7f → true': 1, '> → >=': 1, '0x7f → (126)': 1 },
    why: 'The encoder makes the same of ASCII, only later.',
  },
  {
    file: 'lib/wire/rtattr.ts',
    line: 'for (let i = 0; i < value.length; i++) {',
    changes: { '< → <=': 1 },
    why: 'What is not there reads as 0, which ends the text.',
  },
  {
    file: 'lib/wire/rtattr.ts',
    line: 'if (code > 0x7f) return decodeUtf8(value);',
    changes: { 'code > 0x7f → true': 1, '> → >=': 1, '0x7f → (126)': 1 },
    why: 'The decoder makes the same of ASCII, only later.',
  },
  {
    file: 'lib/wire/rtattr.ts',
    line: 'end < 0 ? value : value.subarray(0, end),',
    changes: { '< → <=': 1, '0 → 1': 1 },
    why: 'A text that begins with its NUL has no octet that only the decoder can read.',
  },
];

export function changeOf({ original, mutated }: Mutant): string {
  return `${original} → ${mutated}`;
}

export function isOf(mutant: Mutant, { file, line, changes }: Equivalent): boolean {
  return mutant.file === file && mutant.text.includes(line) && changeOf(mutant) in changes;
}
