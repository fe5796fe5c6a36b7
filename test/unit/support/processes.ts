/**
 * Runs several processes of a fake host beside each other, switching between them at any system
 * call, as a schedule says. The code under test is synchronous, so that a process cannot be held in
 * the middle of it: instead it is run anew from its beginning for each step, with the answers of its
 * earlier system calls played back, and abandoned at the first call that is beyond its turn.
 */

import { runAnnouncer } from './background.ts';
import type { FakeHost } from './fake-host.ts';
import type { Runtime, Waiting } from './timeline.ts';

type Answer = { readonly value: unknown } | { readonly error: unknown };

/** Thrown through the code under test where its turn ends. */
class TurnEnds extends Error {}

export type Result<T> = { readonly value: T } | { readonly error: unknown };

class Process<T = unknown> {
  readonly name: string;
  readonly pid: number;
  result: Result<T> | undefined;
  isDead = false;
  waiting: Waiting<unknown> | undefined;
  readonly #host: FakeHost;
  readonly #main: (runtime: Runtime) => T;
  readonly #journal: Answer[] = [];
  #played = 0;
  #callsLeft = 0;
  #turnHasEnded = false;

  constructor(host: FakeHost, name: string, pid: number, main: (runtime: Runtime) => T) {
    this.#host = host;
    this.name = name;
    this.pid = pid;
    this.#main = main;
  }

  get isOver(): boolean {
    return this.isDead || this.result !== undefined;
  }

  get canRun(): boolean {
    return !this.isOver && (this.waiting?.isOver() ?? true);
  }

  /** Goes on by one system call. */
  step(): void {
    this.#played = 0;
    this.#callsLeft = 1;
    this.#turnHasEnded = false;
    this.waiting = undefined;
    let result: Result<T>;
    try {
      result = { value: this.#main(this.#runtime) };
    } catch (error) {
      result = { error };
    }
    // What an abandoned run returns or throws is of no meaning.
    if (!this.#turnHasEnded) this.result = result;
  }

  readonly #runtime: Runtime = {
    call: (name, operation) => this.#answer(name, operation, true),
    wait: (name, waiting) => {
      const isNew = this.#played >= this.#journal.length;
      if (isNew && !this.#turnHasEnded && !waiting.isOver()) {
        this.waiting = waiting;
        this.#endTurn();
      }
      return this.#answer(name, () => waiting.result(), true);
    },
    clock: { now: () => this.#answer('clock.now', () => this.#host.timeline.now(), false) },
  };

  #answer<A>(name: string, operation: () => A, takesTurn: boolean): A {
    if (this.#turnHasEnded) throw new TurnEnds();
    let answer = this.#journal[this.#played];
    if (!answer) {
      if (takesTurn && this.#callsLeft-- === 0) this.#endTurn();
      answer = takesTurn ? this.#ask(name, operation) : { value: operation() };
      this.#journal.push(answer);
    }
    this.#played++;
    if ('error' in answer) throw answer.error;
    return answer.value as A;
  }

  #ask(name: string, operation: () => unknown): Answer {
    try {
      return { value: this.#host.trap(name, operation) };
    } catch (error) {
      return { error };
    }
  }

  #endTurn(): never {
    this.#turnHasEnded = true;
    throw new TurnEnds();
  }
}

export interface Choice {
  /** Names of the processes that can go on, in the order of their start. */
  readonly runnable: readonly string[];
  /** The one that went on last. */
  readonly last: string | undefined;
  /** Number of choices made before. */
  readonly step: number;
}

/** The name of the process to go on, or undefined to let time pass although somebody could. */
export type Schedule = (choice: Choice) => string | undefined;

/** Time that a schedule can let pass at once. */
export const PAUSE = 300;
const MOST_STEPS = 5_000;

export class Processes {
  readonly #host: FakeHost;
  readonly #all: Process[] = [];
  onExit: (name: string, result: Result<unknown>) => void = () => {};

  constructor(host: FakeHost) {
    this.#host = host;
    host.onSpawn = (spawned) => {
      const main = (runtime: Runtime) => runAnnouncer(host, spawned, runtime);
      this.#all.push(new Process(host, `announcer ${spawned.pid}`, spawned.pid, main));
    };
    host.onKill = (pid) => {
      for (const process of this.#all) if (process.pid === pid) process.isDead = true;
    };
  }

  start<T>(name: string, main: (runtime: Runtime, pid: number) => T): void {
    const pid = this.#host.newPid();
    this.#all.push(new Process(this.#host, name, pid, (runtime) => main(runtime, pid)));
  }

  /** Until all have ended. @returns the number of steps */
  run(schedule: Schedule): number {
    let last: string | undefined;
    for (let step = 0; step < MOST_STEPS; step++) {
      const alive = this.#all.filter((process) => !process.isOver);
      if (alive.length === 0) return step;
      const runnable = alive.filter((process) => process.canRun);
      if (runnable.length === 0) {
        this.#letTimePass(alive);
        continue;
      }
      last = schedule({ runnable: runnable.map(({ name }) => name), last, step });
      const chosen = runnable.find(({ name }) => name === last);
      if (chosen) this.#step(chosen);
      else this.#host.timeline.advance(this.#host.timeline.now() + PAUSE);
    }
    throw new Error(`no end after ${MOST_STEPS} steps`);
  }

  #step(process: Process): void {
    process.step();
    if (process.result === undefined) return;
    this.#host.descriptors.closeAllOf(process.pid);
    this.onExit(process.name, process.result);
  }

  #letTimePass(waiting: readonly Process[]): void {
    const times = waiting.map((process) => process.waiting?.wakeAt() ?? Number.POSITIVE_INFINITY);
    this.#host.timeline.advance(Math.min(...times));
  }
}
