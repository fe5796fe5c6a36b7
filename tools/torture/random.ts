/**
 * Pseudorandom numbers, the same for the same seed. Unlike the generator of test/native, any number is a seed, and
 * neighbouring seeds give unrelated sequences: mulberry32 (Tommy Ettinger, public domain).
 */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor((this.u32() / 2 ** 32) * bound);
  }

  /** @throws Error if the list is empty */
  pick<T>(list: readonly T[]): T {
    const picked = list.at(this.below(list.length));
    if (list.length === 0 || picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /** A copy in random order. */
  shuffled<T>(list: readonly T[]): T[] {
    const keyed = list.map((item) => ({ item, key: this.u32() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  }

  /** A generator for a part of the work: its numbers do not depend on how many the others take. */
  fork(): SeededRandom {
    return new SeededRandom(this.u32());
  }
}
