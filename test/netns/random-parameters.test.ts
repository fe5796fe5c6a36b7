/** A short part of `make torture PARTS=parameters`. */
import { expect, it } from 'vitest';
import { fuzzParameters } from '../../tools/torture/parameters/part.ts';

it('random texts as parameters leave nothing behind, and end with a status of OCF', async () => {
  const faults: string[] = [];
  const extent = { seed: 1, seconds: 40, count: 1000 };
  const { runs } = await fuzzParameters(extent, (line) => faults.push(line));
  expect(faults).toEqual([]);
  expect(runs).toBeGreaterThan(0);
});
