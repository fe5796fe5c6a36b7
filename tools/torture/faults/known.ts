/** What cannot be healed, or is not promised, with the reason: docs/reliability.md lists it. */
import type { FaultPoint } from './fault-point.ts';

interface Known {
  readonly reason: string;
  /** Whether the reason explains one problem at this point. */
  readonly explains: (point: FaultPoint, problem: string) => boolean;
}

export const KNOWN: readonly Known[] = [
  {
    reason:
      'No memory for the process itself: the C library or the run time of the compiler ends it by SIGABRT or SIGSEGV, ' +
      'before the agent can say why. The next action heals what it left.',
    explains: ({ call }, problem) =>
      ['brk', 'mmap', 'mremap'].includes(call) &&
      /^(?:process \d+ ended by signal (?:6|11)$|on stderr: )/.test(problem),
  },
];

/** The reason that explains all problems; undefined if there is none. */
export function knownReason(point: FaultPoint, problems: readonly string[]): string | undefined {
  const found = KNOWN.find(({ explains }) => problems.every((problem) => explains(point, problem)));
  return found?.reason;
}
