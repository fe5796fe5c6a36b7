/**
 * The record of a case with IPaddr2: readable lines. They have the changes of the kernel's state since the
 * previous step, so that they do not depend on other state of the kernel.
 */
import { askedOf } from './asked.ts';
import type { Case } from './case.ts';
import type { Outcome, StepOutcome } from './outcome.ts';

export interface CaseRecord {
  /** Shows whether the case has changed since it was recorded. */
  readonly asked: readonly string[];
  readonly outcome: readonly string[];
}

export function recordOf(oneCase: Case, outcome: Outcome): CaseRecord {
  const { before, steps, settings, frames } = outcome;
  const states = [before, ...steps.map(({ state }) => state)];
  return {
    asked: askedOf(oneCase),
    outcome: [
      ...steps.flatMap((step, index) => linesOfStep(step, states[index] ?? [])),
      ...settings.map((line) => `end: ${line}`),
      ...frames.map((line) => `frames: ${line}`),
    ],
  };
}

function linesOfStep({ step, status, said, state }: StepOutcome, before: readonly string[]) {
  return [
    `${step}: ${status}`,
    ...(said === '' ? [] : [`${step}: says ${said}`]),
    ...before.filter((line) => !state.includes(line)).map((line) => `${step}: - ${line}`),
    ...state.filter((line) => !before.includes(line)).map((line) => `${step}: + ${line}`),
  ];
}

/** @param before state of the kernel before the first step, which a record does not have */
export function outcomeFrom({ outcome }: CaseRecord, before: readonly string[]): Outcome {
  const { end = [], frames = [], ...actions } = byPlace(outcome);
  let state = before;
  const steps = Object.entries(actions).map(([step, lines]) => {
    const gone = marked('- ', lines);
    state = [...state.filter((line) => !gone.includes(line)), ...marked('+ ', lines)];
    return { step, status: Number(lines[0]), said: marked('says ', lines).join(), state };
  });
  return { before, steps, settings: end, frames };
}

/** Groups lines by the step at their beginning, in the order of the steps. */
function byPlace(lines: readonly string[]): Record<string, string[]> {
  const places: Record<string, string[]> = {};
  for (const line of lines) {
    const [place = ''] = line.split(': ', 1);
    places[place] ??= [];
    places[place].push(line.slice(place.length + ': '.length));
  }
  return places;
}

/** Returns the rest of the lines that begin with a mark. */
function marked(mark: string, lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
}
