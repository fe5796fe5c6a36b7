/** Requests to runner.ts and its answers: one line of JSON each. */

export interface Command {
  readonly argv: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
}

export type Request =
  /** Measures the command. */
  | { readonly kind: 'run'; readonly command: Command }
  /** The same, with the time of the kernel's notification of the address `ip`. */
  | {
      readonly kind: 'watch';
      readonly command: Command;
      readonly ip: string;
      /** For a program that does not end: milliseconds from the notification to SIGTERM. */
      readonly endAfter?: number;
    }
  /** Waits until the background processes of earlier commands have ended. */
  | { readonly kind: 'reap' }
  /** Runs the command under strace, which is slow: counts processes and memory, without times. */
  | { readonly kind: 'trace'; readonly command: Command }
  /** Runs the command under valgrind, which is very slow, and counts its instructions. */
  | { readonly kind: 'count'; readonly command: Command };

export interface Run {
  readonly status: number | null;
  /** Milliseconds from before the process is created until its end is known. */
  readonly wall: number;
  /** Milliseconds, user and system: of the process and of all descendants that were waited for. */
  readonly cpu: number;
  /** Minor page faults (ru_minflt) of the same. */
  readonly faults: number;
}

/** The notification came between these times, in milliseconds since the epoch. */
export interface Moment {
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface Watched extends Run {
  readonly moment: Moment;
  /** Before the process was created; milliseconds since the epoch. */
  readonly begun: number;
}

/** The processes for which `reap` waited. */
export interface Remains {
  readonly wall: number;
  readonly cpu: number;
}

export interface Census {
  /** Processes that the action created, background processes included. */
  readonly created: number;
  /** Background processes: those that were still running when the action's own process ended. */
  readonly leftBehind: number;
  /** Processes that the background processes created. */
  readonly createdLater: number;
  /** Peak resident set in KiB of the largest process: of the action, and of the background. */
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
