/** The judge of `make torture`, which tries all seeded bugs: here some of them, on a real segment. */

import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { SeededRandom } from '../../tools/torture/random.ts';
import { CASES, SEEDED_AGENT, tryCases } from '../../tools/torture/seeded/part.ts';

const NAMES = [
  'VirtualIP, IPv4',
  'VirtualIP, IPv6',
  'one-late-frame, IPv4',
  'IPaddr2: with arp_count_refresh, its arping goes on after stop',
];

it('finds nothing wrong with VirtualIP, and what is wrong with others', async () => {
  const problems: string[] = [];
  const cases = CASES.filter(({ name }) => NAMES.includes(name));
  expect(cases).toHaveLength(NAMES.length);
  const { failed, lines } = await tryCases(cases, new SeededRandom(14), (line) => {
    problems.push(line);
  });
  for (const line of lines) writeSync(1, `${line}\n`);
  expect(problems).toEqual([]);
  expect(failed).toBe(0);
});

it('the executable contains no seeded bug', async () => {
  const contains = async (file: string) => (await readFile(file)).includes('one-late-frame');
  expect(await contains(SEEDED_AGENT)).toBe(true);
  expect(await contains(VIRTUAL_IP)).toBe(false);
});
