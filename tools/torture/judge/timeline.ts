/** What the actions say about a moment: who may send for an address, who has it, and which rules apply. */
import { greatest, least } from './extremes.ts';
import type { Action, Disturbance, Records, Rule } from './records.ts';

/** From `begin` up to `end`. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** A time in which a host has an address: from the end of start until stop begins, or until it is lost. */
export interface Tenure extends Span {
  readonly host: string;
}

/** A time in which a host must not send for an address: after stop had returned, until start begins again. */
export interface Silence extends Span {
  readonly host: string;
}

/** The part of a span that is in another one; empty if there is none. */
export function within(span: Span, other: Span): Span {
  const begin = Math.max(span.begin, other.begin);
  return { begin, end: Math.max(begin, Math.min(span.end, other.end)) };
}

const SUCCESS = 0;
/** OCF_DEGRADED: monitor has found the address. */
const DEGRADED = 190;

export class Timeline {
  readonly #disturbances: readonly Disturbance[];
  readonly #silences = new Map<string, Silence[]>();
  readonly #tenures = new Map<string, Tenure[]>();
  /** By address: from the first start that has succeeded until its last stop began. */
  readonly #wanted = new Map<string, Span>();
  readonly #starts = new Map<string, number[]>();
  readonly addresses: readonly string[];

  constructor(records: Records) {
    this.#disturbances = records.disturbances;
    const groups = Map.groupBy(records.actions, ({ address }) => address);
    this.addresses = [...groups.keys()];
    for (const [address, actions] of groups) {
      const byHost = Map.groupBy(actions, ({ host }) => host);
      const silences: Silence[] = [];
      const tenures: Tenure[] = [];
      for (const [host, own] of byHost) {
        const downs = records.downs.filter((down) => down.host === host).map(({ at }) => at);
        const hands = records.hands
          .filter((hand) => hand.host === host && hand.address === address)
          .map(({ at }) => at);
        for (const span of silencesOf(own, downs, hands)) silences.push({ ...span, host });
        for (const span of tenuresOf(own, [...downs, ...hands])) tenures.push({ ...span, host });
        const starts = own.filter(({ action }) => action === 'start').map(({ begin }) => begin);
        this.#starts.set(`${host} ${address}`, [...starts, ...hands]);
      }
      this.#silences.set(address, silences);
      this.#tenures.set(address, tenures);
      const wanted = wantedSpan(actions);
      if (wanted) this.#wanted.set(address, wanted);
    }
  }

  silences(address: string): readonly Silence[] {
    return this.#silences.get(address) ?? [];
  }

  tenures(address: string): readonly Tenure[] {
    return this.#tenures.get(address) ?? [];
  }

  /** The time in which clients may expect an answer from somebody. */
  wanted(address: string): Span | undefined {
    return this.#wanted.get(address);
  }

  /** Whether the host has begun to start the address, or somebody has added it there, within a time. */
  hasBegunToStart(host: string, address: string, { begin, end }: Span): boolean {
    const starts = this.#starts.get(`${host} ${address}`) ?? [];
    return starts.some((at) => at >= begin && at <= end);
  }

  /** Whether a rule is suspended for some of the time. */
  isDisturbed(rule: Rule, address: string, { begin, end }: Span): boolean {
    return this.#suspending(rule, address).some((span) => span.begin <= end && span.end >= begin);
  }

  /** The last moment up to `at` at which the rule was suspended; minus infinity if it never was. */
  disturbedUntil(rule: Rule, address: string, at: number): number {
    return greatest(
      this.#suspending(rule, address)
        .filter(({ begin }) => begin <= at)
        .map(({ end }) => Math.min(end, at)),
    );
  }

  /** The longest part of a time in which the rule applies. */
  undisturbed(rule: Rule, address: string, span: Span): Span {
    let longest: Span = { begin: span.begin, end: span.begin };
    let begin = span.begin;
    const consider = (end: number) => {
      if (end - begin > longest.end - longest.begin) longest = { begin, end };
    };
    for (const one of this.#suspending(rule, address).toSorted((a, b) => a.begin - b.begin)) {
      if (one.end < begin || one.begin > span.end) continue;
      consider(one.begin);
      begin = Math.max(begin, one.end);
    }
    if (begin < span.end) consider(span.end);
    return longest;
  }

  #suspending(rule: Rule, address: string): Disturbance[] {
    return this.#disturbances.filter(
      ({ rules, addresses }) =>
        rules.includes(rule) && (addresses === undefined || addresses.includes(address)),
    );
  }
}

/**
 * The silences of one host: a stop that has succeeded begins one, unless another instance is up there, or a start of
 * the same instance runs at the same time.
 */
function silencesOf(
  actions: readonly Action[],
  downs: readonly number[],
  hands: readonly number[],
): Span[] {
  const events: Event[] = [
    ...actions.filter(isStart).map((action): Event => ({ at: action.begin, action })),
    ...actions.filter(isDoneStop).map((action): Event => ({ at: action.end, action })),
    ...downs.map((at): Event => ({ at, what: 'down' })),
    ...hands.map((at): Event => ({ at, what: 'hand' })),
  ];
  events.sort((a, b) => a.at - b.at);
  const spans: Span[] = [];
  const up = new Set<string>();
  let silentSince: number | undefined;
  const endSilence = (at: number) => {
    if (silentSince !== undefined) spans.push({ begin: silentSince, end: at });
    silentSince = undefined;
  };
  for (const { at, action, what } of events) {
    // A host without power cannot send; it is silent only after its next stop.
    if (what !== undefined) endSilence(at);
    if (what === 'down') up.clear();
    if (!action) continue;
    if (isStart(action)) {
      endSilence(at);
      up.add(action.resource);
    } else if (!actions.some((start) => isStart(start) && overlaps(start, action))) {
      up.delete(action.resource);
      if (up.size === 0) silentSince ??= at;
    }
  }
  endSilence(Number.POSITIVE_INFINITY);
  return spans;
}

interface Event {
  readonly at: number;
  readonly action?: Action;
  readonly what?: 'down' | 'hand';
}

/** A start that was killed does not count: it began before the stop, and cannot have gone on. */
function overlaps(start: Action, stop: Action): boolean {
  if (start.resource !== stop.resource) return false;
  const isWithin = start.begin > stop.begin && start.begin <= stop.end;
  const isAround =
    start.begin <= stop.begin && start.status !== undefined && start.end > stop.begin;
  return isWithin || (isAround && start.end > stop.end);
}

function tenuresOf(actions: readonly Action[], losses: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (const [resource, own] of Map.groupBy(actions, (action) => action.resource)) {
    const begins = own.filter((action) => isStart(action) && action.status === SUCCESS);
    for (const { end: begin } of begins) {
      const ends = own
        .filter(({ action, begin: at }) => action === 'stop' && at >= begin)
        .map((stop) => stop.begin);
      const lost = own
        .filter(({ action, status }) => action === 'monitor' && !isUp(status))
        .filter((monitor) => monitor.end >= begin)
        .map((monitor) => monitor.begin);
      const end = Math.min(
        least(ends),
        Math.max(least(lost), begin),
        least(losses.filter((at) => at >= begin)),
      );
      // A start of an address that is up begins no new time.
      const isNew = !spans.some((span) => span.end > begin && resource === own[0]?.resource);
      if (isNew) spans.push({ begin, end });
    }
  }
  return spans;
}

function wantedSpan(actions: readonly Action[]): Span | undefined {
  const starts = actions.filter((action) => isStart(action) && action.status === SUCCESS);
  const [first] = starts.toSorted((a, b) => a.end - b.end);
  if (!first) return undefined;
  const lastStart = greatest(actions.filter(isStart).map(({ begin }) => begin));
  const stops = actions.filter(({ action, begin }) => action === 'stop' && begin > lastStart);
  return { begin: first.end, end: least(stops.map(({ begin }) => begin)) };
}

function isStart({ action }: Action): boolean {
  return action === 'start';
}

function isDoneStop({ action, status }: Action): boolean {
  return action === 'stop' && status === SUCCESS;
}

function isUp(status: number | undefined): boolean {
  return status === undefined || status === SUCCESS || status === DEGRADED;
}
