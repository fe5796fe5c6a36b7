/**
 * One case with IPaddr2 in the form in which it is kept: lines that people can review. Of what the
 * kernel holds, they say how it has changed since the step before, so that whatever else a kernel
 * has does not matter.
 */
import { askedOf } from './asked.ts';
import type { Case } from './case.ts';
import type { Outcome, StepOutcome } from './outcome.ts';

export interface CaseRecord {
  /** By which it is noticed that the case is another one by now. */
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

/** @param before what the kernel held before the first step, which a record does not say */
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

/** The lines by the step that they begin with, in the order of the steps. */
function byPlace(lines: readonly string[]): Record<string, string[]> {
  const places: Record<string, string[]> = {};
  for (const line of lines) {
    const [place = ''] = line.split(': ', 1);
    places[place] ??= [];
    places[place].push(line.slice(place.length + ': '.length));
  }
  return places;
}

/** What follows a mark, of the lines that have it. */
function marked(mark: string, lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
}
