/** Virtual time: it passes only while somebody waits, and then at once. */
import type { Clock } from '../../../lib/linux/clock.ts';

/** What clock.now() says at the beginning: a host that has been up for a while. */
const UPTIME = 1_000_000;

interface Event {
  readonly at: number;
  readonly happen: () => void;
}

export class Timeline {
  #elapsed = 0;
  readonly #events: Event[] = [];

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return this.#elapsed;
  }

  now(): number {
    return UPTIME + this.#elapsed;
  }

  /** clock.now() at `elapsed`. */
  static absolute(elapsed: number): number {
    return UPTIME + elapsed;
  }

  /** Has something happen `at` milliseconds after the beginning. */
  at(at: number, happen: () => void): void {
    this.#events.push({ at, happen });
    this.#events.sort((a, b) => a.at - b.at);
  }

  /** Lets time pass until clock.now() is `until` or something happens, whichever comes first. */
  advance(until: number): void {
    const next = this.#events[0];
    const end = until - UPTIME;
    if (!next && end === Number.POSITIVE_INFINITY) throw new Error('waits for what never happens');
    if (!next || next.at > end) {
      this.#elapsed = Math.max(this.#elapsed, end);
      return;
    }
    this.#events.shift();
    this.#elapsed = Math.max(this.#elapsed, next.at);
    next.happen();
  }

  /** clock.now() of the next event. */
  get nextEvent(): number {
    return UPTIME + (this.#events[0]?.at ?? Number.POSITIVE_INFINITY);
  }
}

/** Something that a process waits for. */
export interface Waiting<T> {
  /** Whether the wait is over; changes nothing. */
  isOver(): boolean;
  /** clock.now() at which it may be over by the passing of time alone. */
  wakeAt(): number;
  /** What came of it. */
  result(): T;
}

/** How a process makes its system calls: at once, or at the times that a scheduler gives it. */
export interface Runtime {
  call<T>(name: string, operation: () => T): T;
  wait<T>(name: string, waiting: Waiting<T>): T;
  readonly clock: Pick<Clock, 'now'>;
}
