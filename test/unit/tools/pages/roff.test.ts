import { describe, expect, it } from 'vitest';
import { Page } from '../../../../tools/pages/roff.ts';
import { faultsIn, onTerminal } from './mandoc.ts';

const HEAD = { name: 'x', section: 8, date: '2026-01-02', version: 'x "1"', manual: 'M' };

function pageWith(add: (page: Page) => void): Page {
  const page = new Page(HEAD);
  page.name('x', 'does nothing');
  page.section('TEXT');
  add(page);
  return page;
}

/** What a reader sees of the section TEXT, with single blanks. */
async function read(page: Page): Promise<string> {
  const [, text = ''] = /TEXT\n([\s\S]*)\n[^\n]*$/.exec(await onTerminal(page.text())) ?? [];
  return text.replaceAll(/\s+/g, ' ').trim();
}

describe('a text', () => {
  it.each([
    '.TH at the start of a line',
    "'tis a quote at the start",
    'a \\fB backslash \\ and \\\\ two, \\" and \\n',
    'options -a --b and a-b',
    'C:\\x',
    `${'word '.repeat(40)}.so on`,
    `One. ${'A sentence with an end. '.repeat(20)}`,
  ])('is printed as it is: %j', async (text) => {
    const page = pageWith((one) => one.paragraph(text));
    expect(await read(page)).toBe(text.trim());
    expect(await faultsIn(page.text())).toBe('');
  });

  it('has single blanks after sentences', async () => {
    const page = pageWith((one) => one.paragraph('A sentence with an end. '.repeat(30)));
    expect(await onTerminal(page.text())).not.toMatch(/\. {2}A/);
  });

  it('with literal words has the characters of a shell', async () => {
    const page = pageWith((one) => one.paragraph("`a-b '^~ c` and `.d`"));
    expect(await read(page)).toBe("a-b '^~ c and .d");
  });
});

it('an item has its head and its paragraphs', async () => {
  const page = pageWith((one) => one.item('`-h`', 'First.', 'Second.'));
  expect(await read(page)).toBe('-h First. Second.');
  expect(await faultsIn(page.text())).toBe('');
});

it('an example keeps its lines', async () => {
  const lines = ["pcs resource create 'a' \\", '  .x=1', "'y'"];
  const page = pageWith((one) => one.example(lines));
  expect(await read(page)).toBe("pcs resource create 'a' \\ .x=1 'y'");
  expect(await faultsIn(page.text())).toBe('');
});
