import { describe, expect, it } from 'vitest';
import { readChangelog } from '../../../../tools/packaging/changelog.ts';
import { wrap } from '../../../../tools/packaging/wrap.ts';

const NOW = new Date('2026-02-03T04:05:06Z');
const TEXT = `# Changelog

Introduction.

## 2.0.0, unreleased

First paragraph,
in two lines. See [a page](docs/page.md).

- one item
  goes on
- another

  | was | is |
  |---|---|
  | \`a\` | \`b\` |

## 1.0.0, 2026-01-02

First version.
`;

describe('readChangelog', () => {
  it('reads releases, paragraphs, items and rows', () => {
    expect(readChangelog(TEXT, NOW)).toEqual([
      {
        version: '2.0.0',
        date: NOW,
        entries: [
          { depth: 0, text: 'First paragraph, in two lines. See a page.' },
          { depth: 1, text: 'one item goes on' },
          { depth: 1, text: 'another' },
          { depth: 1, text: '`a` is now `b`' },
        ],
      },
      {
        version: '1.0.0',
        date: new Date('2026-01-02T12:00:00Z'),
        entries: [{ depth: 0, text: 'First version.' }],
      },
    ]);
  });

  it.each(['## Unreleased', '## 1.0.0', '## 1.0.0, soon'])('refuses "%s"', (heading) => {
    expect(() => readChangelog(`# Changelog\n\n${heading}\n\n- x\n`, NOW)).toThrow(heading);
  });
});

describe('wrap', () => {
  it('breaks at words, and indents', () => {
    expect(wrap('one two three four', 11, '- ', '  ')).toEqual(['- one two', '  three', '  four']);
    expect(wrap('a-word-that-is-too-long x', 8, '* ', '  ')).toEqual([
      '* a-word-that-is-too-long',
      '  x',
    ]);
  });
});
