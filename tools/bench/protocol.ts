/** What main.ts asks of runner.ts, and what it answers: one line of JSON each. */

export interface Command {
  readonly argv: readonly string[];
  /** All of it: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
}

export type Request =
  /** Run it and measure it. */
  | { readonly kind: 'run'; readonly command: Command }
  /** Run it and measure it, and tell when the kernel reported the address `ip` on an interface. */
  | {
      readonly kind: 'watch';
      readonly command: Command;
      readonly ip: string;
      /** For a program that stays: how many milliseconds after the report it gets SIGTERM. */
      readonly endAfter?: number;
    }
  /** Wait until everything has ended that earlier commands left in the background. */
  | { readonly kind: 'reap' }
  /** Run it under strace, slowly: no times, but who was created and how large everybody grew. */
  | { readonly kind: 'trace'; readonly command: Command }
  /** Run it under valgrind, very slowly, and count its instructions. */
  | { readonly kind: 'count'; readonly command: Command };

export interface Run {
  readonly status: number | null;
  /** Milliseconds from before the process is created until its end is known. */
  readonly wall: number;
  /** Milliseconds, user and system: of the process and of all descendants that were waited for. */
  readonly cpu: number;
  /** Page faults for which nothing had to be read: of the same. */
  readonly faults: number;
}

/** The report came after the one and before the other; milliseconds since the epoch. */
export interface Moment {
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface Watched extends Run {
  readonly moment: Moment;
  /** Before the process was created; milliseconds since the epoch. */
  readonly begun: number;
}

/** What was waited for by `reap`. */
export interface Remains {
  readonly wall: number;
  readonly cpu: number;
}

export interface Census {
  /** Processes that were created on behalf of the action, those that it left behind included. */
  readonly created: number;
  /** Those of them that went on when the action's own process had ended. */
  readonly leftBehind: number;
  /** Those that the ones left behind created in their turn. */
  readonly createdLater: number;
  /** Peak resident set in KiB of the largest process: of the action, and of what went on. */
  readonly peak: number;
  readonly backgroundPeak: number;
}

export interface Count {
  readonly status: number | null;
  /** Of the process itself, in user mode. */
  readonly instructions: number;
}

export interface Answers {
  readonly run: Run;
  readonly watch: Watched;
  readonly reap: Remains;
  readonly trace: Census;
  readonly count: Count;
}

export type Answer<Kind extends Request['kind']> = Answers[Kind];
