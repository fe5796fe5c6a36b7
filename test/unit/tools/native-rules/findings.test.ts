import { describe, expect, it, test } from 'vitest';
import { findingsIn, formatFinding } from '../../../../tools/native-rules/findings.ts';
import { RULES } from '../../../../tools/native-rules/rules.ts';
import { ROOT, sampleProgram } from './sample-program.ts';
import { PRELUDE, SAMPLES } from './samples.ts';

/** A file of its own for each sample: what one declares is no other's. */
const CASES = Object.entries(SAMPLES).flatMap(([rule, { bad, good }]) => [
  ...bad.map((text, at) => ({ rule, text, isBad: true, file: `lib/${rule}-bad-${at}.ts` })),
  ...good.map((text, at) => ({ rule, text, isBad: false, file: `lib/${rule}-good-${at}.ts` })),
]);

const program = sampleProgram({
  'lib/prelude.ts': PRELUDE,
  ...Object.fromEntries(CASES.map(({ file, text }) => [file, `${text}\nexport {};\n`])),
});
const found = findingsIn(program, ROOT);

test('every rule has samples', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(RULES.map(({ name }) => name).sort());
});

describe.for(Object.keys(SAMPLES))('%s', (name) => {
  const cases = CASES.filter(({ rule }) => rule === name);
  const ofRule = found.filter(({ rule }) => rule === name).map(({ file }) => file);
  it.for(cases.filter(({ isBad }) => isBad))('reports $text', ({ file }) => {
    expect(ofRule).toContain(file);
  });
  it.for(cases.filter(({ isBad }) => !isBad))('lets pass $text', ({ file }) => {
    expect(ofRule).not.toContain(file);
  });
});

test('a finding says where it is', () => {
  const small = sampleProgram({ 'lib/one.ts': "\n\n  export const x = 'abc'[1];\n" });
  expect(findingsIn(small, ROOT).map(formatFinding)).toEqual([
    'lib/one.ts:3:20: string-elements: write .at(...), which gives undefined past the end',
  ]);
});

test('a rule leaves alone the files that are excepted from it, and no other', () => {
  const text = 'export const first = new Uint8Array(1)[0];';
  const program = sampleProgram({ 'lib/wire/octets.ts': text, 'lib/wire/other.ts': text });
  expect(findingsIn(program, ROOT).map(({ file }) => file)).toEqual(['lib/wire/other.ts']);
});

test('what is imported is looked at as well', () => {
  const small = sampleProgram({
    'lib/one.ts': "export { x } from './two.ts';",
    'lib/two.ts': "export const x = 'abc'[1];",
  });
  expect(findingsIn(small, ROOT).map(({ file }) => file)).toEqual(['lib/two.ts']);
});

test('a program that does not compile is not judged', () => {
  expect(() => sampleProgram({ 'lib/one.ts': 'export const x: string = 1;' })).toThrow(
    /lib\/one\.ts: Type 'number'/,
  );
});
