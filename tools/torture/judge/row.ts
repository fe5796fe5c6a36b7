/** One line of the records: reads its fields, and refuses what it does not know. */
import { normalIp } from './addresses.ts';
import type { Clock, ClockSample } from './clock.ts';

/** The last time that a Date has. */
const MAX_TIME_MS = 8.64e15;

export class Row {
  /** FILE:LINE */
  readonly #place: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(text: string, place: string) {
    this.#place = place;
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      this.fail('not JSON');
    }
    if (typeof parsed !== 'object' || parsed === null) this.fail('not a JSON object');
    this.#fields = parsed as Record<string, unknown>;
  }

  get kind(): string {
    return this.text('kind');
  }

  /** A misspelt field would be a field that is missing. */
  allow(names: readonly string[]): void {
    const unknown = Object.keys(this.#fields).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      this.fail(`a record of kind "${this.kind}" has no field "${unknown}"`);
    }
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  flag(name: string): boolean {
    const value = this.#fields[name];
    return typeof value === 'boolean' ? value : this.fail(`${name} is neither true nor false`);
  }

  text(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'string' ? value : this.fail(`${name} is not a text`);
  }

  number(name: string): number {
    const value = this.#fields[name];
    return typeof value === 'number' ? value : this.fail(`${name} is not a number`);
  }

  texts(name: string): string[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) this.fail(`${name} is not a list`);
    if (value.length === 0) this.fail(`${name} is empty`);
    return (value as unknown[]).map(String);
  }

  oneOf<T extends string>(words: readonly T[], text: string): T {
    return (
      words.find((word) => word === text) ?? this.fail(`"${text}" is none of ${words.join(', ')}`)
    );
  }

  address(): string {
    return this.valid(() => normalIp(this.text('address')));
  }

  clockSample(): ClockSample {
    return { wall: this.#time('wall'), monotonic: this.#time('monotonic') };
  }

  time(name: string, clock: Clock): number {
    const value = this.#time(name);
    if (!this.has('clock')) return value;
    this.oneOf(['monotonic'], this.text('clock'));
    return clock.wall(value) ?? this.fail('a time of CLOCK_MONOTONIC, but there is no "clock"');
  }

  /** Infinity if there is no end. */
  span(clock: Clock): { begin: number; end: number } {
    const begin = this.time('begin', clock);
    if (!this.has('end')) return { begin, end: Number.POSITIVE_INFINITY };
    if (this.number('end') < this.number('begin')) this.fail('end is before begin');
    // Two times of CLOCK_MONOTONIC may be converted by two samples.
    return { begin, end: Math.max(begin, this.time('end', clock)) };
  }

  valid<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      return this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  fail(problem: string): never {
    throw new Error(`${this.#place}: ${problem}`);
  }

  #time(name: string): number {
    const value = this.number(name);
    return Math.abs(value) <= MAX_TIME_MS ? value : this.fail(`${name} is not a time`);
  }
}
