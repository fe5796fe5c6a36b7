/** Sends rounds of packets at their times, for as long as the address stays, and follows the link. */
import type { AddressWatch, Clock, PacketSender } from '../linux/kernel.ts';
import type { Packet } from './packet.ts';

export interface Schedule {
  /** clock.now() of round 0. */
  readonly startedAt: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
  /** Number of rounds. */
  readonly count: number;
  /** clock.now() after which no round is begun; undefined where there is time for all. */
  readonly until?: number | undefined;
}

export interface RoundsOutcome {
  readonly kind: 'complete' | 'cut-short' | 'address-gone';
  /** Number of packets. */
  readonly sent: number;
  readonly unsent: readonly Error[];
}

export const NONE_SENT: RoundsOutcome = { kind: 'address-gone', sent: 0, unsent: [] };

export abstract class PacketSource {
  /** Those of one round. */
  abstract packets(): readonly Packet[];
  /** Interface index. */
  abstract index(): number;
  /** Takes over what the link is now; whether the packets are others than before. */
  abstract follow(): boolean;
}

export interface Means {
  readonly sender: PacketSender;
  readonly watch: AddressWatch;
  readonly clock: Clock;
  /** Whether the kernel answers for the address, asked before each round but the very first. */
  isInUse(): boolean;
  /** Whether an address that was removed is there again, and is still ours to announce. */
  comesBack(): boolean;
}

/** @param first index of the first round to send; those before it were sent by another process */
export function sendRounds(
  source: PacketSource,
  { startedAt, interval, count, until = Number.POSITIVE_INFINITY }: Schedule,
  first: number,
  means: Means,
): RoundsOutcome {
  const rounds = new Rounds(source, means);
  for (let round = first; round < count; round++) {
    const due = startedAt + round * interval;
    if (due > until) return rounds.outcome('cut-short');
    const isHeld = rounds.pause(due);
    if (!isHeld || (round > 0 && !means.isInUse()) || !rounds.send()) {
      return rounds.outcome('address-gone');
    }
  }
  return rounds.outcome('complete');
}

class Rounds {
  /** Number of packets. */
  #sent = 0;
  readonly #unsent: Error[] = [];
  readonly #source: PacketSource;
  readonly #means: Means;

  constructor(source: PacketSource, means: Means) {
    this.#source = source;
    this.#means = means;
  }

  /**
   * Waits until `due` (clock.now()). When the link gets another hardware address meanwhile, the
   * neighbours are told at once. False when the address goes.
   */
  pause(due: number): boolean {
    while (this.#means.clock.now() < due) {
      const change = this.#nextChange(due);
      if (change === 'gone' || (change === 'others' && !this.send())) return false;
    }
    return true;
  }

  /** One round, from its beginning again where the link changes meanwhile. False when the address goes. */
  send(): boolean {
    for (let at = 0; ; ) {
      const change = this.#nextChange(this.#means.clock.now());
      if (change === 'gone') return false;
      if (change === 'others') at = 0;
      const packet = this.#source.packets().at(at++);
      if (!packet) return true;
      this.#sendOne(packet);
    }
  }

  outcome(kind: RoundsOutcome['kind']): RoundsOutcome {
    return { kind, sent: this.#sent, unsent: this.#unsent };
  }

  /** What happens until `deadline`; `others` where the packets are others now. */
  #nextChange(deadline: number): 'gone' | 'others' | undefined {
    const event = this.#means.watch.nextEvent(deadline);
    if (event === 'removed') return this.#means.comesBack() ? undefined : 'gone';
    return event === 'link-changed' && this.#source.follow() ? 'others' : undefined;
  }

  #sendOne({ etherType, destination, payload }: Packet): void {
    try {
      this.#means.sender.send(etherType, this.#source.index(), destination, payload);
      this.#sent++;
    } catch (error) {
      // ENOBUFS, ENETDOWN: it never left the host. The next round may.
      this.#unsent.push(error as Error);
    }
  }
}
