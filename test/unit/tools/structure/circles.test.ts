import { expect, it } from 'vitest';
import { circlesOf } from '../../../../tools/structure/circles.ts';

const imports = (entries: Record<string, string[]>) => new Map(Object.entries(entries));

it.each<[string, Record<string, string[]>, string[][]]>([
  ['no imports', { a: [], b: [] }, []],
  ['a tree', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['a file that imports itself', { a: ['a'] }, [['a', 'a']]],
  ['two files', { a: ['b'], b: ['a'] }, [['a', 'b', 'a']]],
  [
    'a circle that the first file is not on',
    { a: ['b'], b: ['c'], c: ['d'], d: ['b'] },
    [['b', 'c', 'd', 'b']],
  ],
  [
    'two circles',
    { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
    [
      ['a', 'b', 'a'],
      ['c', 'd', 'c'],
    ],
  ],
])('circlesOf: %s', (_, entries, expected) => {
  expect(circlesOf(imports(entries))).toEqual(expected);
});
