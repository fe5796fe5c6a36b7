/**
 * Compares IPaddr2 with its records. FLOATIP_IPADDR2: `sample` or `all` cases, or `record` to write
 * new records.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS, USUAL_STEPS } from './case.ts';
import { CASES, caseId } from './cases.ts';
import { ipaddr2Version } from './ipaddr2-version.ts';
import { outcomeOf } from './outcome.ts';
import { recordOf } from './record.ts';
import { KEPT, Records } from './records.ts';
import { SAMPLE } from './sample.ts';

const { FLOATIP_IPADDR2: extent = 'sample' } = process.env;

const kept = Records.kept();
const seen = new Records(await ipaddr2Version());
const HINT =
  `Recorded is IPaddr2 ${kept.version}, installed is ${seen.version}. "make compat" compares all ` +
  'cases; "make compat RECORD=yes" writes new records, whose changes "git diff" shows.';

beforeAll(() => {
  if (kept.version !== seen.version && extent !== 'record') process.stderr.write(`${HINT}\n`);
});
afterAll(() => {
  if (extent === 'all') seen.write('build/records');
  if (extent === 'record') seen.write(KEPT);
});

const themes = Object.entries(CASES).map(([theme, cases]) => {
  const names = extent === 'sample' ? SAMPLE[theme] : undefined;
  return { theme, cases: names ? cases.filter(({ name }) => names.includes(name)) : cases };
});

describe.concurrent.each(themes)('IPaddr2 with $theme', ({ theme, cases }) => {
  it.each(cases)('$name', async (oneCase) => {
    const id = caseId(theme, oneCase);
    const record = recordOf(oneCase, await outcomeOf(oneCase, 'ipaddr2'));
    seen.add(id, record);
    if (extent !== 'record') expect(record, HINT).toEqual(kept.get(id));
  });
});

describe('the sample', () => {
  const sampled = Object.entries(CASES).flatMap(([theme, cases]) =>
    cases.filter(({ name }) => SAMPLE[theme]?.includes(name)),
  );

  it('has all themes', () => {
    expect(Object.keys(SAMPLE)).toEqual(Object.keys(CASES));
  });

  it('has only existing cases', () => {
    expect(sampled.length).toBe(Object.values(SAMPLE).flat().length);
  });

  it.each(ACTIONS)('has the action %s', (action) => {
    const steps = sampled.flatMap((oneCase) => oneCase.steps ?? USUAL_STEPS);
    expect(steps).toContain(action);
  });
});
