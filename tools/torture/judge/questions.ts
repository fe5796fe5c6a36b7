/** Requests to one address that wait for an answer. */
import type { Span } from './span.ts';

export interface Question {
  readonly time: number;
  readonly from: string;
}

/** Questions that all stayed unanswered; what is before the first and after the last one is not known. */
export interface Unanswered extends Span {
  /** How many questions, and of whom. */
  readonly questions: string;
}

export class Questions {
  #waiting: Question[] = [];

  ask(question: Question): void {
    this.#waiting.push(question);
  }

  /** The questions since the last answer but for the last one: it is the one that is answered now. */
  answered(): readonly Question[] {
    const unanswered = this.#waiting;
    this.#waiting = [];
    unanswered.pop();
    return unanswered;
  }

  get waiting(): readonly Question[] {
    return this.#waiting;
  }
}

/** The longest time without an answer within one of several times; undefined without two questions. */
export function longestUnanswered(
  questions: readonly Question[],
  spans: readonly Span[],
): Unanswered | undefined {
  let longest: { begin: number; end: number; own: readonly Question[] } | undefined;
  for (const span of spans) {
    const own = questions.filter(({ time }) => time >= span.begin && time <= span.end);
    const [first, last] = [own.at(0), own.at(-1)];
    if (!first || !last || first === last) continue;
    if (longest && last.time - first.time <= longest.end - longest.begin) continue;
    longest = { begin: first.time, end: last.time, own };
  }
  if (!longest) return undefined;
  const { begin, end, own } = longest;
  const names = [...new Set(own.map(({ from }) => from))].toSorted();
  return { begin, end, questions: `${own.length} questions of ${names.join(', ')}` };
}
