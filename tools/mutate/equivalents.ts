/** Mutants that no test can find, because they behave like the original. */
import type { Mutant } from './mutants.ts';

export interface Equivalent {
  readonly file: string;
  /** The line of code, or a part that identifies it. */
  readonly line: string;
  /** Changes of the line, as the report prints them, and how many of each make no difference. */
  readonly changes: Readonly<Record<string, number>>;
  readonly why: string;
}

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: 'lib/wire/ip-address.ts',
    line: 'for (let i = prefixLength; i < bytes.length * 8; i++) {',
    changes: { '< → <=': 1, '8 → 9': 1 },
    why: 'Writing past the end of a typed array has no effect.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'const mask = 0x80 >> (i & 7);',
    changes: { '0x80 → 129': 1 },
    why: 'The last bit of an octet gets the same value, only earlier.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'for (let i = bytes.length - 1; i >= 0 && carry > 0; i--) {',
    changes: { 'i >= 0 && carry > 0 → (i >= 0)': 1, '> → >=': 1, '0 → (-1)': 1 },
    why: 'Without a carry, no octet changes.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: "return family === 'inet6' && samePrefix(bytes, IPV4_MAPPED, 96);",
    changes: {
      "family === 'inet6' && samePrefix(bytes, IPV4_MAPPED, 96) → (samePrefix(bytes, IPV4_MAPPED, 96))": 1,
    },
    why: 'samePrefix is false for addresses of different length.',
  },
  {
    file: 'lib/wire/ip-address.ts',
    line: 'const IPV4_MAPPED =',
    changes: { '0 → 1': 4, '0 → (-1)': 4 },
    why: 'The last four octets are not part of the prefix.',
  },
];

export function changeOf({ original, mutated }: Mutant): string {
  return `${original} → ${mutated}`;
}

export function isOf(mutant: Mutant, { file, line, changes }: Equivalent): boolean {
  return mutant.file === file && mutant.text.includes(line) && changeOf(mutant) in changes;
}
