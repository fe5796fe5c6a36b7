/**
 * The same cases through IPaddr2 and through VirtualIP. What differs must be what the case says, no
 * more and no less, each difference under the reason why it is meant to be.
 */
import { writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { CASES } from './cases.ts';
import { differencesOf } from './compare.ts';
import { DELIBERATE, type DeliberateId } from './deliberate.ts';
import { outcomeOf } from './outcome.ts';
import { Tally } from './tally.ts';

const tally = new Tally();
// For "make compat", which shows it at the end.
afterAll(() => writeFile('build/compat.txt', `${tally}\n`));

describe.concurrent.each(Object.entries(CASES))('%s', (_theme, cases) => {
  it.each(cases)('$name', { timeout: 120_000 }, async (oneCase) => {
    const [ours, theirs] = await Promise.all([
      outcomeOf(oneCase, 'agent'),
      outcomeOf(oneCase, 'ipaddr2'),
    ]);
    const found = differencesOf(ours, theirs);
    const expected = Object.values(oneCase.differs ?? {}).flat();
    expect({
      unexplained: found.filter((line) => !expected.includes(line)),
      noLonger: expected.filter((line) => !found.includes(line)),
    }).toEqual({ unexplained: [], noLonger: [] });
    tally.add(Object.keys(oneCase.differs ?? {}) as DeliberateId[]);
  });
});

describe('the reasons', () => {
  const used = new Set(Object.values(CASES).flatMap((cases) => cases.flatMap(reasonsOf)));
  it.each(Object.keys(DELIBERATE))('%s has a case that shows it', (id) => {
    expect(used).toContain(id);
  });
});

describe('the names', () => {
  it.each(Object.entries(CASES))('of %s are different', (_theme, cases) => {
    const names = cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

function reasonsOf({ differs = {} }: (typeof CASES)[string][number]): string[] {
  return Object.keys(differs);
}
