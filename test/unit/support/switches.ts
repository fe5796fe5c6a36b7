/** Schedules with few switches: a process runs until it waits or ends, or until a switch to another one. */
import type { Choice, Schedule } from './processes.ts';

export interface Switch {
  /** The step at which to switch. */
  readonly step: number;
  /** Index of the process to switch to, among those that can run. */
  readonly to: number;
  /** Whether time passes first, although a process can run. */
  readonly pause?: boolean;
}

export function switchesAt(switches: readonly Switch[]): Schedule {
  const pauses = new Set(switches.filter(({ pause }) => pause).map(({ step }) => step));
  let chosen: string | undefined;
  return ({ runnable, step }: Choice) => {
    if (pauses.delete(step)) return undefined;
    const due = switches.find((one) => one.step === step);
    if (due) chosen = runnable[due.to % runnable.length];
    if (chosen === undefined || !runnable.includes(chosen)) chosen = runnable[0];
    return chosen;
  };
}
