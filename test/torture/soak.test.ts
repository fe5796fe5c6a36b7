/** A short part of `make torture`: actions that are repeated, and an announcer that runs meanwhile. */
import { expect, it } from 'vitest';
import { monotonicTime } from '../../lab/monotonic-time.ts';
import { soak } from '../../tools/torture/soak/part.ts';
import { spacingOf } from '../../tools/torture/soak/spacing.ts';

it('starts, monitors and stops leave nothing, and an announcer keeps its size', async () => {
  const lines: string[] = [];
  const budget = {
    untilMs: monotonicTime() + 60_000,
    seed: 1,
    say: (line: string) => lines.push(line),
  };
  const result = await soak(budget, 200);
  expect(lines).toEqual([]);
  expect(result.failed).toBe(0);
  expect(result.tried).toBeGreaterThan(0);
});

it('spacing', () => {
  expect(spacingOf([])).toBeUndefined();
  expect(spacingOf([1])).toBeUndefined();
  expect(spacingOf([0, 10, 20, 50])).toEqual({
    ...{ frames: 4, mean: 50 / 3, median: 10, p999: 10, longest: 30 },
  });
});
