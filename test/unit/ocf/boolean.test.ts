import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { BOOLEAN_SPELLINGS, readBoolean } from '../../../lib/ocf/boolean.ts';

const OURS = BOOLEAN_SPELLINGS.split(/, | or /);
const SHELL_FUNCTIONS = '/usr/lib/ocf/lib/heartbeat/ocf-shellfuncs';
const SCRIPT = `. ${SHELL_FUNCTIONS}
for word; do if ocf_is_true "$word"; then echo true; else echo false; fi; done`;

/** Each word as people may write it. */
function spellings(word: string): string[] {
  const capital = word.slice(0, 1).toUpperCase() + word.slice(1);
  return [word, word.toUpperCase(), capital, ` ${word}`, `${word} `];
}
const WORDS = ['yes', 'true', '1', 'ja', 'on', 'no', 'false', '0', 'nein', 'off', 'y', 't', '2'];
const ALL = [...new Set(['', 'maybe', ...OURS, ...WORDS.flatMap(spellings)])];

/** What resource-agents' own shell function says of each of them. */
const theirs = new Map<string, boolean>();
beforeAll(async () => {
  const env = { OCF_ROOT: '/usr/lib/ocf' };
  const { stdout } = await execa('sh', ['-c', SCRIPT, 'sh', ...ALL], { env });
  const verdicts = stdout.split('\n');
  expect(verdicts).toHaveLength(ALL.length);
  for (const [i, word] of ALL.entries()) theirs.set(word, verdicts[i] === 'true');
});

describe('readBoolean', () => {
  it.each(ALL)('%j is true exactly where it is to ocf_is_true', (word) => {
    expect(readBoolean(word) === true).toBe(theirs.get(word));
  });

  it.each(OURS)('%j, which we advertise, is one or the other', (word) => {
    expect(readBoolean(word)).toBe(theirs.get(word));
  });

  it.each(['', 'Yes', 'maybe', ' true', 'true ', 'true\n', '2', '00', 'y', 'n', 'tRUE'])(
    '%j is neither',
    (word) => {
      expect(readBoolean(word)).toBeUndefined();
    },
  );
});
