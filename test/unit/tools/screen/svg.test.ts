import { execa } from 'execa';
import { expect, it } from 'vitest';
import { drawTerminal } from '../../../../tools/screen/svg.ts';
import { readTerminal } from '../../../../tools/screen/terminal-text.ts';

const LINES = readTerminal(`\x1b[1m<title> & "more"\x1b[0m\n\n   \x1b[32m✓\x1b[0m a  b`);

it('is well-formed XML, whatever the text is', async () => {
  const input = drawTerminal(LINES, 'a <b> & c');
  await execa('xmllint', ['--noout', '-'], { input });
  expect(input).toContain('<title>a &lt;b&gt; &amp; c</title>');
  expect(input).toContain('>&lt;title&gt; &amp; "more"</text>');
});

it('has each text in its column and row', () => {
  const places = [
    ...drawTerminal(LINES, '').matchAll(/x="([\d.]+)" y="(\d+)" textLength.*>(.+)</g),
  ];
  expect(places.map(([, x, y, text]) => [x, y, text])).toEqual([
    ['18.0', '32', expect.any(String)],
    ['43.2', '70', '✓'],
    ['60.0', '70', 'a  b'],
  ]);
});
