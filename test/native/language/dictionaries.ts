import { ENTRIES } from './entries.ts';
import type { Row } from './row.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export const DICTIONARIES: readonly Row[] = [
  ['missing and empty', () => readVariables({ A: '', B: 'b' })],
  ['spread, then overridden', () => inPairs({ ...{ A: '1', B: '2' }, B: '3', ...{ C: '4' } })],
  ['computed key', () => inPairs({ A: '1', [`K${ENTRIES.length}`]: '2' })],
  ['keys like numbers come first', () => inPairs(filled(['b', '10', '2', 'a', '-1', '01', '']))],
  ['Map keeps the order of insertion', () => mapOrder()],
  [
    'Set',
    () => `${[...new Set(['b', 'a', 'b', ''])].join('|')} ${new Set([Number.NaN]).has(Number.NaN)}`,
  ],
];

function readVariables(variables: Variables): string {
  const { B, C } = variables;
  return `[${variables.A ?? 'none'}] ${variables.A || 'default'} ${B} ${C ?? 'none'} ${Number(variables.C || 0)}`;
}

function inPairs(variables: Variables): string {
  return Object.entries(variables)
    .map(([key, value]) => `${key}=${value}`)
    .join();
}

function filled(keys: readonly string[]): Variables {
  const variables: Record<string, string | undefined> = {};
  for (const key of keys) variables[key] = `<${key}>`;
  return variables;
}

function mapOrder(): string {
  const ranks = new Map<string, number>([['b', 1]]);
  for (const key of ['10', '2', '__proto__', 'constructor']) ranks.set(key, key.length);
  ranks.delete('b');
  ranks.set('b', 2);
  return `${[...ranks.keys()].join()} ${ranks.get('none') ?? 'none'} ${ranks.get('constructor')} ${ranks.size}`;
}
