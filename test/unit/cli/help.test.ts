import { expect, it } from 'vitest';
import { exitStatusHelp, parameterHelp } from '../../../lib/cli/help.ts';

it('the parameters have their choices, whether they are required, and their defaults', () => {
  const lines = parameterHelp().split('\n');
  expect(lines.find((line) => line.startsWith('  ip '))).toMatch(/\(required\)$/);
  expect(lines.find((line) => line.startsWith('  arp_type '))).toMatch(
    /\(both, request, reply\) \[both\]$/,
  );
});

it('every exit status has its line', () => {
  const [, ...lines] = exitStatusHelp().split('\n');
  expect(lines.map((line) => line.trim().split(' ')[0])).toEqual([...'01234567']);
});
