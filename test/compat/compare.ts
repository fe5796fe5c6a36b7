/** Two outcomes of a case: what VirtualIP does otherwise than IPaddr2, a line each. */
import type { Outcome } from './outcome.ts';

export function differencesOf(ours: Outcome, theirs: Outcome): string[] {
  const differences: string[] = [];
  let known = new Set<string>();
  for (const { step, status, said, state } of ours.steps) {
    const other = theirs.steps.find((one) => one.step === step);
    if (!other) throw new Error(`IPaddr2 did not take step ${step}`);
    if (status !== other.status) {
      differences.push(`${step}: ${status} instead of ${other.status}`);
    } else if (said !== other.said) {
      differences.push(`${step}: "${said}" instead of "${other.said}"`);
    }
    // What differs since an earlier step is no news.
    const now = between(state, other.state);
    differences.push(...now.filter((line) => !known.has(line)).map((line) => `${step}: ${line}`));
    known = new Set(now);
  }
  const settings = between(ours.settings, theirs.settings);
  const frames = between(ours.frames, theirs.frames);
  return [
    ...differences,
    ...settings.map((line) => `end: ${line}`),
    ...frames.map((line) => `frames: ${line}`),
  ];
}

function between(ours: readonly string[], theirs: readonly string[]): string[] {
  return [
    ...ours.filter((line) => !theirs.includes(line)).map((line) => `VirtualIP: ${line}`),
    ...theirs.filter((line) => !ours.includes(line)).map((line) => `IPaddr2: ${line}`),
  ];
}
