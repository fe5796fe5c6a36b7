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

/**
 * Runs two processes without a switch, and then with switches to one of them and to the other one at any two steps.
 * @param run returns the number of steps
 */
export function switchAtAnyTwoSteps(run: (switches: readonly Switch[]) => number): void {
  const steps = run([]);
  for (let first = 0; first < steps; first++) {
    for (let second = first; second <= steps; second++) {
      for (const to of [0, 1]) {
        run([
          { step: first, to },
          { step: second, to: 1 - to },
        ]);
      }
    }
  }
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
