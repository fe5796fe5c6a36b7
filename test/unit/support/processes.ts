/**
 * Runs several processes on a fake host and switches between them at any system call, as a schedule says.
 * The code under test is synchronous and cannot be suspended. Instead it is run from its beginning for each
 * step: its earlier system calls return their recorded results, and it is abandoned at the first call after
 * the step.
 */

import { runAnnouncer } from './background.ts';
import type { FakeHost } from './fake-host.ts';
import type { Runtime, Waiting } from './timeline.ts';

type CallResult = { readonly value: unknown } | { readonly error: unknown };

/** Thrown through the code under test at the end of a step. */
class StepEnds extends Error {}

export type Result<T> = { readonly value: T } | { readonly error: unknown };

class Process<T = unknown> {
  readonly name: string;
  readonly pid: number;
  result: Result<T> | undefined;
  isKilled = false;
  waiting: Waiting<unknown> | undefined;
  readonly #host: FakeHost;
  readonly #main: (runtime: Runtime) => T;
  /** The results of its system calls so far. */
  readonly #journal: CallResult[] = [];
  #played = 0;
  #callsLeft = 0;
  #stepHasEnded = false;

  constructor(host: FakeHost, name: string, pid: number, main: (runtime: Runtime) => T) {
    this.#host = host;
    this.name = name;
    this.pid = pid;
    this.#main = main;
  }

  get hasEnded(): boolean {
    return this.isKilled || this.result !== undefined;
  }

  get canRun(): boolean {
    return !this.hasEnded && (this.waiting?.isOver() ?? true);
  }

  /** Runs it for one more system call. */
  step(): void {
    this.#played = 0;
    this.#callsLeft = 1;
    this.#stepHasEnded = false;
    this.waiting = undefined;
    let result: Result<T>;
    try {
      result = { value: this.#main(this.#runtime) };
    } catch (error) {
      result = { error };
    }
    // The result of an abandoned run means nothing.
    if (!this.#stepHasEnded) this.result = result;
  }

  readonly #runtime: Runtime = {
    call: (name, operation) => this.#call(name, operation, true),
    wait: (name, waiting) => {
      const isNew = this.#played >= this.#journal.length;
      if (isNew && !this.#stepHasEnded && !waiting.isOver()) {
        this.waiting = waiting;
        this.#endStep();
      }
      return this.#call(name, () => waiting.result(), true);
    },
    clock: { now: () => this.#call('clock.now', () => this.#host.timeline.now(), false) },
  };

  /** @param isStep whether the call counts as a step; reading the clock does not */
  #call<A>(name: string, operation: () => A, isStep: boolean): A {
    if (this.#stepHasEnded) throw new StepEnds();
    let result = this.#journal[this.#played];
    if (!result) {
      if (isStep && this.#callsLeft-- === 0) this.#endStep();
      result = isStep ? this.#callHost(name, operation) : { value: operation() };
      this.#journal.push(result);
    }
    this.#played++;
    if ('error' in result) throw result.error;
    return result.value as A;
  }

  #callHost(name: string, operation: () => unknown): CallResult {
    try {
      return { value: this.#host.trap(name, operation) };
    } catch (error) {
      return { error };
    }
  }

  #endStep(): never {
    this.#stepHasEnded = true;
    throw new StepEnds();
  }
}

export interface Choice {
  /** Names of the processes that can run, in the order of their start. */
  readonly runnable: readonly string[];
  /** The process that ran last. */
  readonly last: string | undefined;
  /** Number of choices made before. */
  readonly step: number;
}

/** Returns the name of the process to run, or undefined to let PAUSE_MS pass although a process can run. */
export type Schedule = (choice: Choice) => string | undefined;

/** Milliseconds that pass if a schedule chooses no process. */
export const PAUSE_MS = 300;
const MAX_STEPS = 5_000;

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
      for (const process of this.#all) if (process.pid === pid) process.isKilled = true;
    };
  }

  start<T>(name: string, main: (runtime: Runtime, pid: number) => T): void {
    const pid = this.#host.newPid();
    this.#all.push(new Process(this.#host, name, pid, (runtime) => main(runtime, pid)));
  }

  /** Runs the processes until all have ended. Returns the number of steps. */
  run(schedule: Schedule, maxSteps = MAX_STEPS): number {
    let last: string | undefined;
    for (let step = 0; step < maxSteps; step++) {
      const alive = this.#all.filter((process) => !process.hasEnded);
      if (alive.length === 0) return step;
      const runnable = alive.filter((process) => process.canRun);
      if (runnable.length === 0) {
        this.#letTimePass(alive);
        continue;
      }
      last = schedule({ runnable: runnable.map(({ name }) => name), last, step });
      const chosen = runnable.find(({ name }) => name === last);
      if (chosen) this.#step(chosen);
      else this.#host.timeline.advance(this.#host.timeline.now() + PAUSE_MS);
    }
    throw new Error(`no end after ${maxSteps} steps`);
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
