/**
 * Sends announcement rounds at their times until the address is removed, with the link's current hardware
 * address.
 */
import type { AddressWatch, Clock, PacketSender } from '../../linux/kernel.ts';
import type { Packet } from './packet.ts';

export interface Schedule {
  /** clock.now() of round 0. */
  readonly startedAt: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
  /** Number of rounds. */
  readonly count: number;
  /** clock.now() after which no round begins; undefined for no limit. */
  readonly until?: number | undefined;
}

export interface RoundsOutcome {
  readonly kind: 'complete' | 'cut-short' | 'address-gone';
  /** Number of packets. */
  readonly sent: number;
  readonly unsent: readonly Error[];
}

export const ADDRESS_GONE: RoundsOutcome = { kind: 'address-gone', sent: 0, unsent: [] };

export abstract class PacketSource {
  /** The packets of one round. */
  abstract packets(): readonly Packet[];
  /** Interface index. */
  abstract index(): number;
  /** Reads the link again. Returns whether the packets have changed. */
  abstract follow(): boolean;
}

/** The functions of the host that sending needs. */
export interface RoundsDeps {
  readonly sender: PacketSender;
  readonly watch: AddressWatch;
  readonly clock: Clock;
  /** Whether the kernel uses the address; called before each round except the first. */
  isInUse(): boolean;
  /** Whether a removed address was put back: the announcement goes on. */
  waitForRestore(): boolean;
}

/** @param first index of the first round to send; earlier rounds are already sent */
export function sendRounds(
  source: PacketSource,
  { startedAt, interval, count, until = Number.POSITIVE_INFINITY }: Schedule,
  first: number,
  deps: RoundsDeps,
): RoundsOutcome {
  const rounds = new RoundSender(source, deps);
  for (let round = first; round < count; round++) {
    const due = startedAt + round * interval;
    if (due > until) return rounds.outcome('cut-short');
    const isHeld = rounds.pause(due);
    if (!isHeld || (round > 0 && !deps.isInUse()) || !rounds.send()) {
      return rounds.outcome('address-gone');
    }
  }
  return rounds.outcome('complete');
}

class RoundSender {
  /** Number of packets. */
  #sent = 0;
  readonly #unsent: Error[] = [];
  readonly #source: PacketSource;
  readonly #deps: RoundsDeps;

  constructor(source: PacketSource, deps: RoundsDeps) {
    this.#source = source;
    this.#deps = deps;
  }

  /**
   * Waits until `due` (clock.now()). Sends a round at once if the link's hardware address changes meanwhile.
   * Returns false if the address has been removed.
   */
  pause(due: number): boolean {
    while (this.#deps.clock.now() < due) {
      const change = this.#nextChange(due);
      if (change === 'removed' || (change === 'changed' && !this.send())) return false;
    }
    return true;
  }

  /** Sends one round; starts it again if the packets change. Returns false if the address has been removed. */
  send(): boolean {
    for (let at = 0; ; ) {
      const change = this.#nextChange(this.#deps.clock.now());
      if (change === 'removed') return false;
      if (change === 'changed') at = 0;
      const packet = this.#source.packets().at(at++);
      if (!packet) return true;
      this.#sendOne(packet);
    }
  }

  outcome(kind: RoundsOutcome['kind']): RoundsOutcome {
    return { kind, sent: this.#sent, unsent: this.#unsent };
  }

  /** Waits for one event, at most until `deadline`. Returns undefined if sending goes on unchanged. */
  #nextChange(deadline: number): 'removed' | 'changed' | undefined {
    const event = this.#deps.watch.nextEvent(deadline);
    if (event === 'removed') return this.#deps.waitForRestore() ? undefined : 'removed';
    return event === 'link-changed' && this.#source.follow() ? 'changed' : undefined;
  }

  #sendOne({ etherType, destination, payload }: Packet): void {
    try {
      this.#deps.sender.send(etherType, this.#source.index(), destination, payload);
      this.#sent++;
    } catch (error) {
      // ENOBUFS, ENETDOWN: the packet did not leave the host. The next round may succeed.
      this.#unsent.push(error as Error);
    }
  }
}
