/** Differences between the outcomes of a case with VirtualIP and IPaddr2, one per line. */
import type { Outcome } from './outcome.ts';

export function differencesOf(ours: Outcome, theirs: Outcome): string[] {
  const differences: string[] = [];
  let known = new Set<string>();
  for (const { step, status, said, state } of ours.steps) {
    const other = theirs.steps.find((one) => one.step === step);
    if (!other) throw new Error(`no step ${step} in the outcome of IPaddr2`);
    if (status !== other.status) {
      differences.push(`${step}: ${status} instead of ${other.status}`);
    } else if (said !== other.said) {
      differences.push(`${step}: "${said}" instead of "${other.said}"`);
    }
    // Differences of the previous step are not repeated.
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
