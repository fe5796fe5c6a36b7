import { expect, it } from 'vitest';
import { aligned, columns } from '../../../lib/cli/columns.ts';

const ROWS = [
  ['ip', 'the address'],
  ['arp_bg', 'in the background'],
] as const;

it('the second column starts after the longest text of the first', () => {
  expect(columns(ROWS)).toEqual(['  ip      the address', '  arp_bg  in the background']);
  expect(columns(ROWS, '')).toEqual(['ip      the address', 'arp_bg  in the background']);
});

it('aligned pads all cells but the last of a row', () => {
  const rows = [['a', 'bb', 'c'], ['long', 'b', 'last'], ['x']];
  expect(aligned(rows)).toEqual([['a   ', 'bb', 'c'], ['long', 'b ', 'last'], ['x']]);
  expect(aligned([])).toEqual([]);
});
