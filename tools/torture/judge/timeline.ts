/** What the actions say about a moment: who may send for an address, who has it, and which rules apply. */
import { greatest } from './extremes.ts';
import type { Action, Disturbance, Records, Rule } from './records.ts';
import { presenceOf, type Silence } from './silences.ts';
import { isIn, type Span } from './span.ts';
import { tenuresOf } from './tenures.ts';
import { wantedSpan } from './wanted-span.ts';

const NOT_RUNNING = 7;

type OfHost<T> = T & { readonly host: string };

/** What is known of one address. */
class AddressTimeline {
  readonly silences: readonly OfHost<Silence>[];
  readonly stays: readonly OfHost<Span>[];
  readonly tenures: readonly OfHost<Span>[];
  readonly wanted: Span | undefined;
  /** By host: when start has begun, or somebody else has changed something. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  /** Hosts that never had a part in it. */
  readonly strangers: ReadonlySet<string>;

  constructor(address: string, actions: readonly Action[], records: Records) {
    const hands = records.hands.filter((hand) => hand.address === address);
    const silences: OfHost<Silence>[] = [];
    const stays: OfHost<Span>[] = [];
    const tenures: OfHost<Span>[] = [];
    const starts = new Map<string, readonly number[]>();
    const byHost = Map.groupBy(actions, ({ host }) => host);
    const hosts = new Set([...byHost.keys(), ...hands.map(({ host }) => host)]);
    for (const host of hosts) {
      const own = byHost.get(host) ?? [];
      const ofHost = <T>(one: T): OfHost<T> => ({ ...one, host });
      const downs = records.downs.filter((down) => down.host === host);
      const changed = hands.filter((hand) => hand.host === host).map(({ at }) => at);
      const presence = presenceOf(own, downs, changed);
      for (const silence of presence.silences) silences.push(ofHost(silence));
      for (const stay of presence.stays) stays.push(ofHost(stay));
      const losses = [...downs.map(({ at }) => at), ...changed];
      for (const tenure of tenuresOf(own, losses)) tenures.push(ofHost(tenure));
      const begins = own.filter(({ action }) => action === 'start').map(({ begin }) => begin);
      starts.set(host, [...begins, ...changed]);
    }
    this.silences = silences;
    this.stays = stays;
    this.tenures = tenures;
    this.starts = starts;
    this.wanted = wantedSpan(actions, records.downs);
    // A stop may be the end of what was before the records.
    const parties = new Set([...actions.filter(hasPart), ...hands].map(({ host }) => host));
    this.strangers = new Set(
      records.hosts.map(({ host }) => host).filter((host) => !parties.has(host)),
    );
  }
}

export class Timeline {
  readonly #disturbances: readonly Disturbance[];
  readonly #byAddress = new Map<string, AddressTimeline>();

  constructor(records: Records) {
    this.#disturbances = records.disturbances;
    for (const [address, actions] of Map.groupBy(records.actions, (action) => action.address)) {
      this.#byAddress.set(address, new AddressTimeline(address, actions, records));
    }
  }

  get addresses(): readonly string[] {
    return [...this.#byAddress.keys()];
  }

  silences(address: string): readonly OfHost<Silence>[] {
    return this.#byAddress.get(address)?.silences ?? [];
  }

  /** The times in which a host surely has the address. */
  tenures(address: string): readonly OfHost<Span>[] {
    return this.#byAddress.get(address)?.tenures ?? [];
  }

  /** The time in which clients may expect an answer from somebody. */
  wanted(address: string): Span | undefined {
    return this.#byAddress.get(address)?.wanted;
  }

  /** Whether a host has the address, is starting it, or has not stopped it for certain. */
  mayHave(host: string, address: string, time: number): boolean {
    const stays = this.#byAddress.get(address)?.stays ?? [];
    return stays.some((stay) => stay.host === host && isIn(time, stay));
  }

  /** Whether a host never had the address, and nobody has told it to. */
  isStranger(host: string, address: string): boolean {
    return this.#byAddress.get(address)?.strangers.has(host) === true;
  }

  /** Whether the host has begun to start the address, or somebody has added it there, within a time. */
  hasBegunToStart(host: string, address: string, { begin, end }: Span): boolean {
    const starts = this.#byAddress.get(address)?.starts.get(host) ?? [];
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

  /** The parts of a time in which the rule applies. */
  undisturbed(rule: Rule, address: string, span: Span): Span[] {
    const parts: Span[] = [];
    let begin = span.begin;
    for (const one of this.#suspending(rule, address).toSorted((a, b) => a.begin - b.begin)) {
      if (one.end < begin || one.begin > span.end) continue;
      if (one.begin > begin) parts.push({ begin, end: one.begin });
      begin = Math.max(begin, one.end);
    }
    if (begin <= span.end) parts.push({ begin, end: span.end });
    return parts;
  }

  #suspending(rule: Rule, address: string): Disturbance[] {
    return this.#disturbances.filter(
      ({ rules, addresses }) =>
        rules.includes(rule) && (addresses === undefined || addresses.includes(address)),
    );
  }
}

/** A monitor that does not find the address, as of a probe, has no part in it. */
function hasPart({ action, status }: Action): boolean {
  return !(action === 'monitor' && status === NOT_RUNNING);
}
