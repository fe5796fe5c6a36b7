/**
 * The cases with VirtualIP, compared with the records of IPaddr2. The differences must be exactly those
 * that the case lists by the reasons why they are intended.
 */
import { writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { DELIBERATE, type DeliberateId } from '../../ocf-metadata/deliberate-differences.ts';
import { ALL_CASES, CASES, caseId } from './cases.ts';
import { differencesOf } from './compare.ts';
import { DEFAULT_DIFFERENCES } from './default-differences.ts';
import { outcomeOf } from './outcome.ts';
import { outcomeFrom } from './record.ts';
import { Records } from './records.ts';
import { Tally } from './tally.ts';

const records = Records.kept();
const tally = new Tally(records.version);
// Shown by "make compat" at the end.
afterAll(() => writeFile('build/compat.txt', `${tally}\n`));

describe.concurrent.each(Object.entries(CASES))('%s', (theme, cases) => {
  it.each(cases)('$name', async (oneCase) => {
    const record = records.of(caseId(theme, oneCase), oneCase);
    const ours = await outcomeOf(oneCase, 'agent');
    const found = differencesOf(ours, outcomeFrom(record, ours.before));
    const expected = Object.values(oneCase.differs ?? {}).flat();
    expect({
      unexplained: found.filter((line) => !expected.includes(line)),
      noLonger: expected.filter((line) => !found.includes(line)),
    }).toEqual({ unexplained: [], noLonger: [] });
    tally.add(Object.keys(oneCase.differs ?? {}) as DeliberateId[]);
  });
});

describe('the records', () => {
  it('have exactly these cases', () => {
    expect(records.ids).toEqual(new Set(ALL_CASES.map(({ id }) => id)));
  });
});

describe('the reasons', () => {
  const used = new Set<string>([
    ...Object.values(CASES).flatMap((cases) => cases.flatMap(reasonsOf)),
    ...Object.values(DEFAULT_DIFFERENCES).map(({ reason }) => reason),
  ]);
  it.each(Object.keys(DELIBERATE))('%s has a case or a default', (id) => {
    expect(used).toContain(id);
  });
});

describe('the names', () => {
  it.each(Object.entries(CASES))('of %s are unique', (_theme, cases) => {
    const names = cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

function reasonsOf({ differs = {} }: (typeof CASES)[string][number]): string[] {
  return Object.keys(differs);
}
