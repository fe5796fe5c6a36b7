/** Counts tries by action and family, for the table. */
import { renderTable } from '../../bench/table.ts';

export type Verdict = 'healed' | 'known' | 'failed';

interface Row {
  points: number;
  tried: number;
  reached: number;
  healed: number;
  known: number;
  failed: number;
}

export class Tally {
  readonly #rows = new Map<string, Row>();

  addPoints(name: string, points: number): void {
    this.#row(name).points += points;
  }

  count(name: string, isReached: boolean, verdict: Verdict): void {
    const row = this.#row(name);
    row.tried++;
    row[verdict]++;
    if (isReached) row.reached++;
  }

  get tried(): number {
    return this.#sum('tried');
  }

  get failed(): number {
    return this.#sum('failed');
  }

  /** A failure that is found later than its try. */
  fail(name: string): void {
    const row = this.#row(name);
    row.failed++;
    row.healed--;
  }

  lines(): string[] {
    const head = ['action', 'points', 'tried', 'reached', 'healed', 'known', 'failed'];
    const rows = [...this.#rows].sort(([a], [b]) => a.localeCompare(b));
    const sums = ['all', ...head.slice(1).map((column) => String(this.#sum(column as keyof Row)))];
    const cells = rows.map(([name, row]) => [name, ...Object.values(row).map(String)]);
    return renderTable([head, ...cells, sums], 1)
      .trimEnd()
      .split('\n');
  }

  #sum(column: keyof Row): number {
    return [...this.#rows.values()].reduce((sum, row) => sum + row[column], 0);
  }

  #row(name: string): Row {
    const row = this.#rows.get(name) ?? {
      points: 0,
      tried: 0,
      reached: 0,
      healed: 0,
      known: 0,
      failed: 0,
    };
    this.#rows.set(name, row);
    return row;
  }
}
