/** When a host must not send for an address, and when it may have it. */
import type { Action, Down } from './records.ts';
import type { Span } from './span.ts';

/** From then on the host must not send for the address, until start begins again. */
export interface Silence extends Span {
  readonly after: 'stop had returned' | 'its power was cut';
}

export interface Presence {
  readonly silences: readonly Silence[];
  /** From a start, or a change by somebody else, until the next silence: what happens meanwhile may have failed. */
  readonly stays: readonly Span[];
}

interface Event {
  readonly at: number;
  readonly action?: Action;
  readonly what?: 'down' | 'off' | 'hand';
}

/**
 * The silences of one host: a stop that has succeeded begins one, unless another instance is up there, or a start of
 * the same instance runs at the same time.
 */
export function presenceOf(
  actions: readonly Action[],
  downs: readonly Down[],
  hands: readonly number[],
): Presence {
  const starts = actions.filter(isStart);
  const events: Event[] = [
    ...starts.map((action): Event => ({ at: action.begin, action })),
    ...actions.filter(isDoneStop).map((action): Event => ({ at: action.end, action })),
    ...downs.map(({ at }): Event => ({ at, what: 'down' })),
    ...downs.map(({ off }): Event => ({ at: off, what: 'off' })),
    ...hands.map((at): Event => ({ at, what: 'hand' })),
  ];
  events.sort((a, b) => a.at - b.at);
  const log = new Log();
  const up = new Set<string>();
  let isDown = false;
  for (const { at, action, what } of events) {
    if (what === 'hand' || (action && isStart(action))) {
      isDown = false;
      log.stay(at);
    }
    if (what === 'down') {
      isDown = true;
      up.clear();
      log.leave(at);
    }
    if (what === 'off' && isDown) log.silence(at, 'its power was cut');
    if (!action) continue;
    if (isStart(action)) up.add(action.resource);
    else if (!starts.some((start) => overlaps(start, action))) {
      up.delete(action.resource);
      if (up.size === 0) log.silence(at, 'stop had returned');
    }
  }
  return log.end();
}

/** Of the two, at most one goes on at a time. */
class Log {
  readonly #silences: Silence[] = [];
  readonly #stays: Span[] = [];
  #silence: Omit<Silence, 'end'> | undefined;
  #stay: number | undefined;

  stay(at: number): void {
    if (this.#silence) this.#silences.push({ ...this.#silence, end: at });
    this.#silence = undefined;
    this.#stay ??= at;
  }

  leave(at: number): void {
    if (this.#stay !== undefined) this.#stays.push({ begin: this.#stay, end: at });
    this.#stay = undefined;
  }

  silence(at: number, after: Silence['after']): void {
    this.leave(at);
    this.#silence ??= { begin: at, after };
  }

  end(): Presence {
    const end = Number.POSITIVE_INFINITY;
    this.leave(end);
    if (this.#silence) this.#silences.push({ ...this.#silence, end });
    return { silences: this.#silences, stays: this.#stays };
  }
}

/** A start that was killed does not count: it began before the stop, and cannot have gone on. */
function overlaps(start: Action, stop: Action): boolean {
  if (start.resource !== stop.resource) return false;
  const isWithin = start.begin > stop.begin && start.begin <= stop.end;
  const isAround =
    start.begin <= stop.begin && start.status !== undefined && start.end > stop.begin;
  return isWithin || (isAround && start.end > stop.end);
}

function isStart({ action }: Action): boolean {
  return action === 'start';
}

function isDoneStop({ action, status }: Action): boolean {
  return action === 'stop' && status === 0;
}
