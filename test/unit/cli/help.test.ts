import { expect, it } from 'vitest';
import { exampleHelp, exitStatusHelp, parameterHelp } from '../../../lib/cli/help.ts';

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

it('examples have their purpose, in a second column', () => {
  const row = { name: 'start', description: '', takes: 'address' } as const;
  const rows = [
    { ...row, examples: [['floatip start ip=x', 'Add x']] },
    { ...row, examples: [] },
    { ...row, examples: [['floatip stop', 'Remove']] },
  ] as const;
  expect(exampleHelp(rows)).toBe(
    'Examples:\n  floatip start ip=x  Add x\n  floatip stop        Remove',
  );
});

it('without examples there is no text', () => {
  expect(exampleHelp([])).toBe('');
});
