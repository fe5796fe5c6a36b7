/** Pseudorandom numbers, the same in every run: xorshift of 32 bits (Marsaglia, 2003). */
export class Random {
  #state: number;

  /** @param seed not 0 */
  constructor(seed: number) {
    this.#state = seed;
  }

  u32(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }

  /** From 0 to `bound` - 1. */
  below(bound: number): number {
    return this.u32() % bound;
  }

  octets(length: number): Uint8Array {
    const list: number[] = [];
    for (let i = 0; i < length; i++) list.push(this.below(256));
    return new Uint8Array(list);
  }

  /** Up to two octets changed, and sometimes cut or extended. */
  mutated(bytes: Uint8Array): Uint8Array {
    const list = [...bytes];
    const changes = this.below(3);
    for (let i = 0; i < changes && list.length > 0; i++) {
      list[this.below(list.length)] = this.below(4) === 0 ? this.below(5) : this.below(256);
    }
    const end = this.below(8);
    if (end === 0) return new Uint8Array(list).subarray(0, this.below(list.length + 1));
    if (end === 1) for (let i = this.below(6); i >= 0; i--) list.push(this.below(256));
    return new Uint8Array(list);
  }

  pick(words: readonly string[]): string {
    return words[this.below(words.length)] ?? '';
  }
}
