import { expect, it } from 'vitest';
import { chooseStyle } from '../../../lib/cli/style.ts';

it.each([
  [true, undefined, '\u001b[32mup\u001b[0m'],
  [true, '', '\u001b[32mup\u001b[0m'],
  [true, '1', 'up'],
  [false, undefined, 'up'],
])('on a terminal %j, NO_COLOR=%j: %j', (isTerminal, noColor, text) => {
  expect(chooseStyle(isTerminal, noColor).good('up')).toBe(text);
});
