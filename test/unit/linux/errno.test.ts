import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { errnoName } from '../../../lib/linux/errno.ts';

describe('errnoName', () => {
  it('agrees with node:os', () => {
    const known = new Map(Object.entries(constants.errno));
    const named = Array.from({ length: 134 }, (_, errno) => [errnoName(errno), errno] as const);
    const ours = named.filter(([name]) => !name.startsWith('errno '));
    expect(ours.length).toBeGreaterThan(20);
    for (const [name, errno] of ours) expect(known.get(name)).toBe(errno);
  });

  it('returns the number of an unknown one', () => {
    expect(errnoName(9999)).toBe('errno 9999');
  });
});
