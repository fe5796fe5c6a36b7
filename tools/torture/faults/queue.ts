/** The points of all subjects in the order of a seed: the subjects take turns, so that few tries reach each. */
import { SeededRandom } from '../random.ts';
import type { ListedCall } from './attempt.ts';
import type { FaultPoint } from './fault-point.ts';

export interface Planned {
  readonly point: FaultPoint;
  /** Whether a background process reaches the fault without stop. */
  readonly isEarly: boolean;
}

/** A point without its subject. */
export interface Where extends Pick<FaultPoint, 'process' | 'call' | 'number' | 'fault'> {
  readonly isEarly: boolean;
}

/** The points of a subject that makes these calls. */
export type PointsOf = (calls: readonly ListedCall[]) => readonly Where[];

export class Queue {
  readonly #seed: number;
  readonly #bySubject = new Map<string, Planned[]>();
  readonly #points = new Map<string, number>();
  #turn: string[];
  #at = 0;

  constructor(seed: number, subjects: readonly string[]) {
    this.#seed = seed;
    this.#turn = new SeededRandom(seed).shuffled(subjects);
  }

  /** The subject whose turn it is; undefined if all points have been taken. */
  nextSubject(): string | undefined {
    return this.#turn.at(this.#at++ % Math.max(1, this.#turn.length));
  }

  /** Whether the calls of the subject are known. */
  has(subject: string): boolean {
    return this.#bySubject.has(subject);
  }

  add(subject: string, calls: readonly ListedCall[], pointsOf: PointsOf): void {
    const [action = '', family = '', variant = ''] = subject.split('/');
    const planned = pointsOf(calls).flatMap(({ isEarly, ...where }) =>
      (['stop', 'start'] as const).map((heal) => ({
        point: { action, family, variant, heal, ...where },
        isEarly,
      })),
    );
    this.#points.set(subject, planned.length);
    // Not from one sequence for all: the subjects are listed in any order.
    const random = new SeededRandom(this.#seed + hashOf(subject));
    this.#bySubject.set(subject, random.shuffled(planned));
  }

  /** Undefined if all points of the subject have been taken. */
  take(subject: string): Planned | undefined {
    const planned = this.#bySubject.get(subject)?.pop();
    if (!planned) this.#turn = this.#turn.filter((name) => name !== subject);
    return planned;
  }

  /** The number of points of a subject whose calls are known. */
  pointsOf(subject: string): number {
    return this.#points.get(subject) ?? 0;
  }
}

/** FNV-1a, of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const octet of new TextEncoder().encode(text)) hash = Math.imul(hash ^ octet, 0x01000193);
  return hash >>> 0;
}
