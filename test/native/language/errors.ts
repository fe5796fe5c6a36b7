import type { Row } from './row.ts';

class Refusal extends Error {
  readonly errno: number;

  constructor(errno: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.errno = errno;
  }
}

class Interrupted extends Refusal {
  constructor() {
    super(4, 'interrupted');
  }
}

function refuse(kind: string): number {
  if (kind === 'refusal') throw new Refusal(13, 'refused');
  if (kind === 'interrupted') throw new Interrupted();
  if (kind === 'range') throw new RangeError('out of range');
  return kind.length;
}

const KINDS = ['none', 'refusal', 'interrupted', 'range'];

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('none');
}

function kindOf(error: Error): string {
  if (error instanceof Interrupted) return `interrupted ${error.errno}`;
  if (error instanceof Refusal) return `refusal ${error.errno}`;
  return error.name;
}

export const ERRORS: readonly Row[] = [
  [
    'instanceof, from the narrowest',
    () => {
      const seen: string[] = [];
      for (const kind of KINDS) {
        try {
          seen.push(`${refuse(kind)}`);
        } catch (error) {
          seen.push(kindOf(asError(error)));
        }
      }
      return seen.join();
    },
  ],
  [
    'finally runs on every way out',
    () => {
      const steps: string[] = [];
      const run = (kind: string): string => {
        try {
          refuse(kind);
          return 'returned';
        } catch (error) {
          steps.push('catch');
          if (error instanceof Interrupted) throw error;
          return 'caught';
        } finally {
          steps.push('finally');
        }
      };
      for (const kind of KINDS) {
        try {
          steps.push(run(kind));
        } catch (error) {
          steps.push(kindOf(asError(error)));
        }
      }
      return steps.join();
    },
  ],
  [
    'an error in finally takes the place of the first',
    () => {
      try {
        try {
          refuse('refusal');
        } finally {
          refuse('range');
        }
      } catch (error) {
        return kindOf(asError(error));
      }
      return 'none';
    },
  ],
  [
    'continue and break out of finally',
    () => {
      const steps: string[] = [];
      for (const kind of KINDS) {
        try {
          refuse(kind);
          steps.push('went');
        } catch {
          if (kind === 'interrupted') break;
          continue;
        } finally {
          steps.push(kind);
        }
        steps.push('after');
      }
      return steps.join();
    },
  ],
  [
    'thrown in a callback of map, caught outside of it',
    () => {
      try {
        return KINDS.map((kind) => `${refuse(kind)}`).join();
      } catch (error) {
        return kindOf(asError(error));
      }
    },
  ],
  [
    'message and text',
    () => `${new Refusal(1, 'a').message} ${new Refusal(1, 'a')} ${new Error('b')}`,
  ],
];
