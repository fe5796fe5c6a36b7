import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { BOOLEAN_SPELLINGS, readBoolean } from '../../../../lib/ocf/parameter-syntax.ts';

const LISTED = BOOLEAN_SPELLINGS.split(/, | or /);
const SHELL_FUNCTIONS = '/usr/lib/ocf/lib/heartbeat/ocf-shellfuncs';
const SCRIPT = `. ${SHELL_FUNCTIONS}
for word; do if ocf_is_true "$word"; then echo true; else echo false; fi; done`;

/** Variants of a word. */
function spellings(word: string): string[] {
  const capital = word.slice(0, 1).toUpperCase() + word.slice(1);
  return [word, word.toUpperCase(), capital, ` ${word}`, `${word} `];
}
const WORDS = ['yes', 'true', '1', 'ja', 'on', 'no', 'false', '0', 'nein', 'off', 'y', 't', '2'];
const ALL = [...new Set(['', 'maybe', ...LISTED, ...WORDS.flatMap(spellings)])];

/** The result of ocf_is_true for each word. */
const verdictOf = new Map<string, boolean>();
beforeAll(async () => {
  const env = { OCF_ROOT: '/usr/lib/ocf' };
  const { stdout } = await execa('sh', ['-c', SCRIPT, 'sh', ...ALL], { env });
  const verdicts = stdout.split('\n');
  expect(verdicts).toHaveLength(ALL.length);
  for (const [i, word] of ALL.entries()) verdictOf.set(word, verdicts[i] === 'true');
});

describe('readBoolean', () => {
  it.each(ALL)('%j is true exactly if ocf_is_true says so', (word) => {
    expect(readBoolean(word) === true).toBe(verdictOf.get(word));
  });

  it.each(LISTED)('%j, which messages list, is true or false as for ocf_is_true', (word) => {
    expect(readBoolean(word)).toBe(verdictOf.get(word));
  });

  it.each(['', 'Yes', 'maybe', ' true', 'true ', 'true\n', '2', '00', 'y', 'n', 'tRUE'])(
    '%j is neither',
    (word) => {
      expect(readBoolean(word)).toBeUndefined();
    },
  );
});
