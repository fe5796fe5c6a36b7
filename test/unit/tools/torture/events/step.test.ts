import { expect, it } from 'vitest';
import {
  formatSteps,
  KINDS,
  parseSteps,
  randomSteps,
} from '../../../../../tools/torture/events/step.ts';
import { SeededRandom } from '../../../../../tools/torture/random.ts';

const SIZE = { nodes: 3, addresses: 20 };

it('the same seed gives the same events, and their text gives them again', () => {
  const steps = randomSteps(new SeededRandom(7), 500, SIZE);
  const text = formatSteps(steps);
  expect(formatSteps(randomSteps(new SeededRandom(7), 500, SIZE))).toBe(text);
  expect(formatSteps(parseSteps(text))).toBe(text);
  expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(KINDS.map(({ name }) => name)));
  for (const { node, address } of steps) {
    expect(node).toSatisfy((at: number) => at >= 1 && at <= SIZE.nodes);
    expect(address).toSatisfy((at: number) => at >= 1 && at <= SIZE.addresses);
  }
});

it.each([
  ['dance:1', 'there is no event dance'],
  ['kill:1', '"kill:1" must be kill:node:time'],
  ['+move:1:x', '"+move:1:x" must be move:address:node'],
])('%s is refused', (text, message) => {
  expect(() => parseSteps(text)).toThrow(message);
});
