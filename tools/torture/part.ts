/** A part of `make torture`. */

export interface Budget {
  /** monotonicTime() (lab/monotonic-time.ts) at which the part ends: it begins no new try after this time. */
  readonly untilMs: number;
  /** The same seed gives the same tries in the same order; how many there are depends on the machine. */
  readonly seed: number;
  /** Prints a line: progress, and each failure with the command that replays it. */
  say(line: string): void;
}

export interface Result {
  readonly tried: number;
  readonly failed: number;
  /** A table for people. */
  readonly lines: readonly string[];
}

export interface Part {
  readonly name: string;
  /** Its part of the time, relative to the shares of the other parts. */
  readonly share: number;
  run(budget: Budget): Promise<Result>;
}
