import { ENTRIES, type Entry } from './entries.ts';
import type { Row } from './row.ts';

type Shape =
  | { readonly kind: 'point' }
  | { readonly kind: 'line'; readonly length: number }
  | { readonly kind: 'text'; readonly text: string; readonly size?: number };

function describe(shape: Shape): string {
  switch (shape.kind) {
    case 'point':
      return 'point';
    case 'line':
      return `line ${shape.length}`;
    default:
      return `text ${shape.text} ${shape.size ?? 'none'}`;
  }
}

class Tally {
  #count = 0;
  readonly #names: string[] = [];

  add(name: string): this {
    this.#count++;
    this.#names.push(name);
    return this;
  }

  text(): string {
    return `${this.#count} ${this.#names.join('')}`;
  }
}

class LoudTally extends Tally {
  override text(): string {
    return `${super.text()}!`;
  }
}

function addTo(tally: Tally, name: string): void {
  tally.add(name);
}

export const RECORDS: readonly Row[] = [
  [
    'unions',
    () =>
      [
        describe({ kind: 'point' }),
        describe({ kind: 'line', length: 0 }),
        describe({ kind: 'text', text: 'a' }),
      ].join(),
  ],
  ['spread with override', () => respread({ name: 'a', rank: 1 })],
  ['a class is passed itself', () => passedOn()],
  ['virtual', () => overridden(new LoudTally().add('a'))],
  [
    'optional chaining',
    () => `${chained({})} ${chained({ of: { words: [] } })} ${chained({ of: { words: ['a'] } })}`,
  ],
  [
    'default parameters',
    () => `${withDefaults('a')} ${withDefaults('a', undefined)} ${withDefaults('a', 0)}`,
  ],
  ['closures have their own variable of the loop', () => ownVariables()],
  ['closures share a variable outside', () => sharedVariable()],
  ['labelled loops', () => labelled()],
];

function respread(entry: Entry): string {
  const next: Entry = { ...entry, rank: 2 };
  return `${entry.name}${entry.rank} ${next.name}${next.rank} ${next === entry}`;
}

function passedOn(): string {
  const tally = new Tally();
  addTo(tally, 'a');
  const tallies = [tally];
  for (const one of tallies) addTo(one, 'b');
  return `${tally.text()} ${tallies.includes(tally)}`;
}

function overridden(tally: Tally): string {
  return `${tally.text()} ${tally instanceof LoudTally}`;
}

function chained(value: { readonly of?: { readonly words?: readonly string[] } }): string {
  return `${value.of?.words?.[0] ?? 'none'} ${value.of?.words?.length ?? -1}`;
}

function withDefaults(name: string, rank = 7): string {
  return `${name}${rank}`;
}

function ownVariables(): string {
  const made: (() => number)[] = [];
  for (let at = 0; at < 3; at++) made.push(() => at);
  for (const entry of ENTRIES) made.push(() => entry.rank);
  return made.map((get) => get()).join();
}

function sharedVariable(): string {
  let count = 0;
  const increase = () => ++count;
  increase();
  count += 10;
  return `${increase()} ${count}`;
}

function labelled(): string {
  const seen: string[] = [];
  rows: for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      if (column === 2) continue rows;
      if (row === 2) break rows;
      seen.push(`${row}${column}`);
    }
  }
  return seen.join();
}
