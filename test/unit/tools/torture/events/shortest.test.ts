import { expect, it } from 'vitest';
import { shortest } from '../../../../../tools/torture/events/shortest.ts';

const LIST = Array.from({ length: 40 }, (_, at) => at);

it.each([[[7]], [[3, 31]], [[0, 20, 39]], [LIST.slice(0, 5)]])('finds %j', async (needed) => {
  const fails = async (list: readonly number[]) => needed.every((one) => list.includes(one));
  expect(await shortest(LIST, fails, 1000)).toEqual(needed);
});

it('tries no more often than it may, and keeps a list that fails', async () => {
  let tries = 0;
  const fails = async (list: readonly number[]) => {
    tries++;
    return list.includes(3) && list.includes(31);
  };
  const found = await shortest(LIST, fails, 6);
  expect(tries).toBe(6);
  expect(found).toEqual(expect.arrayContaining([3, 31]));
  expect(found.length).toBeLessThan(LIST.length);
  expect(await shortest(LIST, fails, 0)).toBe(LIST);
});
