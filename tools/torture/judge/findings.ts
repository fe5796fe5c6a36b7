import type { Rule } from './records.ts';

export interface Finding {
  readonly rule: Rule;
  readonly address: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The same event again counts here. */
  readonly count: number;
  readonly text: string;
}

/** Counts what is found again and again. */
export class Findings {
  readonly #found = new Map<string, { readonly first: Finding; last: number; count: number }>();

  /** @param key the same for the same event */
  add(key: string, at: number, finding: Pick<Finding, 'rule' | 'address' | 'text'>): void {
    const known = this.#found.get(key);
    if (known) {
      known.last = at;
      known.count++;
    } else {
      this.#found.set(key, { first: { ...finding, at, count: 1 }, last: at, count: 1 });
    }
  }

  /** In the order of time. */
  all(): Finding[] {
    return [...this.#found.values()]
      .map(({ first, last, count }) => ({ ...first, count, text: withCount(first, count, last) }))
      .sort((a, b) => a.at - b.at);
  }
}

function withCount({ text }: Finding, count: number, last: number): string {
  return count === 1 ? text : `${text}; ${count} times until ${iso(last)}`;
}

export function iso(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString() : 'never';
}
