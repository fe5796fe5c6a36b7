import { expect, it } from 'vitest';
import { exitStatusHelp, parameterHelp } from '../../../lib/cli/help.ts';

it('a parameter has its choices, its default, and whether it is required', () => {
  const lines = parameterHelp().split('\n');
  expect(lines.find((line) => line.startsWith('  ip '))).toMatch(/\(required\)$/);
  expect(lines.find((line) => line.startsWith('  arp_type '))).toMatch(
    /\(both, request, reply\) \[both\]$/,
  );
});

it('each exit status has a line', () => {
  const [, ...lines] = exitStatusHelp().split('\n');
  expect(lines.map((line) => line.trim().split(' ')[0])).toEqual([...'01234567', '190']);
});
