import { expect, it } from 'vitest';
import { readTerminal, textOf } from '../../../../tools/screen/terminal-text.ts';

it('a line is divided where the style changes', () => {
  expect(readTerminal('a \x1b[32mok\x1b[0m b\r\n')).toEqual([
    [
      { text: 'a ', column: 0, style: 0 },
      { text: 'ok', column: 2, style: 32 },
      { text: ' b', column: 4, style: 0 },
    ],
  ]);
});

it('a style goes on in the next line', () => {
  const [, second] = readTerminal('\x1b[1ma\nb');
  expect(second).toEqual([{ text: 'b', column: 0, style: 1 }]);
});

it('tabs end at multiples of eight', () => {
  expect(readTerminal('ab\tc\x1b[2m\td').map(textOf)).toEqual(['ab      c       d']);
});

it('another control function is refused', () => {
  expect(() => readTerminal('\x1b[2Jx')).toThrow('unknown control function');
});
