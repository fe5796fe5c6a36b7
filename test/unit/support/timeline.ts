/** Virtual time: it passes only while a process waits, and then at once. */
import type { Clock } from '../../../lib/linux/clock.ts';

/** clock.now() at the beginning, in milliseconds: the host has been up for a while. */
const UPTIME_MS = 1_000_000;

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
    return UPTIME_MS + this.#elapsed;
  }

  /** Schedules an event for `at` milliseconds after the beginning. */
  at(at: number, happen: () => void): void {
    this.#events.push({ at, happen });
    this.#events.sort((a, b) => a.at - b.at);
  }

  /** Lets time pass until clock.now() is `until`, or until the next event if that is earlier. */
  advance(until: number): void {
    const next = this.#events[0];
    const end = until - UPTIME_MS;
    if (!next && end === Number.POSITIVE_INFINITY) throw new Error('waits without an end');
    if (!next || next.at > end) {
      this.#elapsed = Math.max(this.#elapsed, end);
      return;
    }
    this.#events.shift();
    this.#elapsed = Math.max(this.#elapsed, next.at);
    next.happen();
  }
}

/** What a process waits for. */
export interface Waiting<T> {
  /** Whether the wait is over. Changes nothing. */
  isOver(): boolean;
  /** clock.now() at which the wait ends if nothing happens before. */
  wakeAt(): number;
  /** The result of the system call. */
  result(): T;
}

/** How a process makes its system calls: at once, or when a schedule lets it run. */
export interface Runtime {
  call<T>(name: string, operation: () => T): T;
  wait<T>(name: string, waiting: Waiting<T>): T;
  readonly clock: Pick<Clock, 'now'>;
}
