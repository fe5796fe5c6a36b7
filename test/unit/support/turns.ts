/** Schedules of few switches: a process goes on until it waits, ends, or has to give way. */
import type { Choice, Schedule } from './processes.ts';

export interface Turn {
  /** When to switch. */
  readonly step: number;
  /** To which of those that can go on. */
  readonly turn: number;
  /** Whether time passes first, although somebody could go on. */
  readonly pause?: boolean;
}

export function turnsOf(turns: readonly Turn[]): Schedule {
  const pauses = new Set(turns.filter(({ pause }) => pause).map(({ step }) => step));
  let chosen: string | undefined;
  return ({ runnable, step }: Choice) => {
    if (pauses.delete(step)) return undefined;
    const due = turns.find((turn) => turn.step === step);
    if (due) chosen = runnable[due.turn % runnable.length];
    if (chosen === undefined || !runnable.includes(chosen)) chosen = runnable[0];
    return chosen;
  };
}
