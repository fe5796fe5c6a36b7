/** The rules, and the files that are excepted from them. */
import type { Rule } from './rule.ts';
import { errorCasts } from './rules/error-casts.ts';
import { foreignGlobals } from './rules/foreign-globals.ts';
import { foreignImports } from './rules/foreign-imports.ts';
import { functionSlots } from './rules/function-slots.ts';
import { inOperator } from './rules/in-operator.ts';
import { loopCaptures } from './rules/loop-captures.ts';
import { nonNullAssertions } from './rules/non-null-assertions.ts';
import { octets } from './rules/octets.ts';
import { optionalGroups } from './rules/optional-groups.ts';
import { outsideText } from './rules/outside-text.ts';
import { recordCopies } from './rules/record-copies.ts';
import { recordIdentity } from './rules/record-identity.ts';
import { repeatCounts } from './rules/repeat-counts.ts';
import { stringElements } from './rules/string-elements.ts';
import { unnamedState } from './rules/unnamed-state.ts';

export const RULES: readonly Rule[] = [
  errorCasts,
  foreignGlobals,
  foreignImports,
  functionSlots,
  inOperator,
  loopCaptures,
  nonNullAssertions,
  octets,
  optionalGroups,
  outsideText,
  recordCopies,
  recordIdentity,
  repeatCounts,
  stringElements,
  unnamedState,
];

/** Contains the functions that check an index. */
const INDEXING = ['lib/wire/octets.ts'];

export const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // The compiler implements node:crypto.
  'foreign-imports': ['lib/shared-address/derivation.ts'],
  'non-null-assertions': INDEXING,
  octets: INDEXING,
  // The second file uses a Buffer for octets, not for text.
  'outside-text': ['lib/wire/utf8.ts', 'lib/wire/receive-buffer.ts'],
};
