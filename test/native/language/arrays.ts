import { ENTRIES } from './entries.ts';
import type { Row } from './row.ts';

export const ARRAYS: readonly Row[] = [
  [
    'sort is stable',
    () =>
      [...ENTRIES]
        .sort((a, b) => a.rank - b.rank)
        .map(({ name }) => name)
        .join(''),
  ],
  ['sort in place', () => sortedInPlace([3, 10, 1])],
  ['past the end', () => `${[1][1] ?? 'none'} ${[1].at(-2) ?? 'none'} ${[1][-1] ?? 'none'}`],
  ['of nothing', () => `${ENTRIES.slice(4)[0]?.name ?? 'none'} ${ENTRIES.slice(4).length}`],
  [
    'find',
    () =>
      `${ENTRIES.find(({ rank }) => rank === 1)?.name} ${ENTRIES.find(({ rank }) => rank > 2)?.name ?? 'none'}`,
  ],
  [
    'find last',
    () =>
      `${ENTRIES.findLast(({ rank }) => rank === 1)?.name} ${ENTRIES.findIndex(({ rank }) => rank > 2)}`,
  ],
  ['flatMap', () => [1, 2, 3].flatMap((n) => (n === 2 ? [] : [n, n * 2])).join()],
  [
    'some and every',
    () => `${ENTRIES.some(({ rank }) => rank > 2)} ${ENTRIES.every(({ rank }) => rank > 0)}`,
  ],
  ['slice', () => `${[1, 2, 3].slice(1)} ${[1, 2, 3].slice(-1)} ${[1, 2, 3].slice(2, 1).length}`],
  ['splice', () => spliced([1, 2, 3, 4])],
  [
    'includes',
    () => `${[1, Number.NaN].includes(Number.NaN)} ${[1, Number.NaN].indexOf(Number.NaN)}`,
  ],
  [
    'is one and the same',
    () =>
      `${ENTRIES.includes(ENTRIES[1] ?? { name: '', rank: 0 })} ${ENTRIES[0] === ENTRIES.at(0)}`,
  ],
  [
    'made by length',
    () =>
      `${Array.from({ length: 3 }, (_, at) => at * 2)} ${Array.from({ length: -1 }, (_, at) => at).length}`,
  ],
  ['grows while it is read', () => grown([1, 2])],
];

function sortedInPlace(numbers: number[]): string {
  const same = numbers.sort((a, b) => a - b);
  return `${same === numbers} ${numbers}`;
}

function spliced(numbers: number[]): string {
  const taken = numbers.splice(1, 2);
  return `${taken} ${numbers}`;
}

function grown(numbers: number[]): string {
  for (const number of numbers) if (numbers.length < 5) numbers.push(number + 10);
  return numbers.join();
}
