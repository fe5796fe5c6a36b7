/**
 * Sends announcement rounds at their times until the address is removed, with the link's current hardware
 * address. Listens meanwhile.
 */
import type { AddressWatch, Clock, PacketReceiver } from '../../linux/kernel.ts';
import type { Conversation } from './conversation.ts';
import type { Pace, Reservation, Urgency } from './pace.ts';
import type { Packet } from './packet.ts';

export interface Schedule {
  /** clock.now() of round 0. */
  readonly startedAt: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
  /** Number of rounds. */
  readonly count: number;
  /** More rounds: milliseconds after startedAt, ascending. */
  readonly late: readonly number[];
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
  /** Reads the link again. Returns whether it must be announced on it again. */
  abstract follow(): boolean;
}

/** The functions of the host that sending needs. */
export interface RoundsDeps {
  readonly socket: PacketReceiver;
  readonly watch: AddressWatch;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly conversation: Conversation;
  /** Whether the kernel uses the address; called before each round except the first. */
  isInUse(): boolean;
  /** Whether a removed address was put back: the announcement goes on. */
  waitForRestore(): boolean;
  /** Called after the first round, and after the first one on a changed link. */
  onAnnounced(): void;
}

/** What ended a wait. */
type Waited = 'due' | 'link-changed' | 'address-gone';

export class Rounds {
  readonly #source: PacketSource;
  readonly #schedule: Schedule;
  readonly #deps: RoundsDeps;
  #startedAt: number;
  /** The indexes of the next round and of the next late one; those before them are sent. */
  #round = 1;
  #late = 0;
  #sent = 0;
  readonly #unsent: Error[] = [];

  constructor(source: PacketSource, schedule: Schedule, deps: RoundsDeps) {
    this.#source = source;
    this.#schedule = schedule;
    this.#startedAt = schedule.startedAt;
    this.#deps = deps;
  }

  /** Sends the first round alone. @param reserved its time; undefined if it is not reserved */
  sendFirst(reserved?: Reservation): RoundsOutcome {
    const isSent = this.#sendRound('first', reserved);
    return this.#outcome(isSent ? 'complete' : 'address-gone');
  }

  /** Sends the rounds after the first. */
  sendOthers(): RoundsOutcome {
    const { isInUse } = this.#deps;
    const { until = Number.POSITIVE_INFINITY } = this.#schedule;
    for (let due = this.#nextTime(); due !== Number.POSITIVE_INFINITY; due = this.#nextTime()) {
      if (due > until) return this.#outcome('cut-short');
      const waited = this.#wait(due);
      if (waited === 'address-gone') return this.#outcome('address-gone');
      if (waited === 'due') this.#advance(due);
      // The neighbours may have lost what they were told: the rounds begin again.
      else this.#restart();
      if (!isInUse() || !this.#sendRound('later')) return this.#outcome('address-gone');
    }
    return this.#outcome('complete');
  }

  /** Asks the peers, and whether another host has the address. Returns false if the address has been removed. */
  ask(): boolean {
    const { pace, conversation } = this.#deps;
    const reserved = pace.reserve(conversation.questions().length, 'later');
    switch (this.#waitForTurn('later', reserved)) {
      case 'address-gone':
        return false;
      case 'link-changed':
        this.#restart();
        return this.#sendRound('later');
      case 'due':
        this.#sendQuestions();
        return true;
    }
  }

  addressGone(): RoundsOutcome {
    return this.#outcome('address-gone');
  }

  /**
   * Listens for some milliseconds. Goes on sending if the link changes.
   * @param isPatient false: only until all have answered
   */
  listen(milliseconds: number, isPatient: boolean): RoundsOutcome {
    const { clock, conversation } = this.#deps;
    let until = clock.now() + milliseconds;
    while (clock.now() < until && (isPatient || conversation.isExpectingAnswers())) {
      const waited = this.#waitForAnswer(until);
      if (waited === 'address-gone') return this.#outcome('address-gone');
      if (waited === 'due') continue;
      this.#restart();
      const isSent = this.#sendRound('later');
      const outcome = isSent ? this.sendOthers() : this.#outcome('address-gone');
      if (outcome.kind !== 'complete') return outcome;
      until = clock.now() + milliseconds;
    }
    return this.#outcome('complete');
  }

  /** clock.now() of the next round; infinity after the last one. */
  #nextTime(): number {
    const { interval, count, late } = this.#schedule;
    const never = Number.POSITIVE_INFINITY;
    const round = this.#round < count ? this.#round * interval : never;
    return this.#startedAt + Math.min(round, late[this.#late] ?? never);
  }

  #advance(due: number): void {
    if (due === this.#startedAt + (this.#schedule.late[this.#late] ?? -1)) this.#late++;
    else this.#round++;
  }

  /** The round that is sent now is the first one. */
  #restart(): void {
    this.#startedAt = this.#deps.clock.now();
    this.#round = 1;
    this.#late = 0;
    this.#deps.conversation.restart();
  }

  /** Waits until `time` (clock.now()). Listens meanwhile. */
  #wait(time: number): Waited {
    while (this.#deps.clock.now() < time) {
      const waited = this.#waitForAnswer(time);
      if (waited !== 'due') return waited;
    }
    return 'due';
  }

  /** Waits until `time` (clock.now()) at most, and until one packet is heard. */
  #waitForAnswer(time: number): Waited {
    const { watch, socket, conversation, waitForRestore } = this.#deps;
    const receiver = conversation.hasBegun() ? socket : undefined;
    const event = watch.nextEvent(Math.min(time, conversation.wakesAt()), receiver);
    if (event === 'removed' && !waitForRestore()) return 'address-gone';
    if (event === 'link-changed' && this.#source.follow()) return 'link-changed';
    if (event === 'packet') conversation.hear();
    if (conversation.noteConflicts() && !this.#sendPackets()) return 'address-gone';
    return 'due';
  }

  /** Waits for its time, and sends one round with its questions. Returns false if the address has been removed. */
  #sendRound(urgency: Urgency, reserved?: Reservation): boolean {
    const turn = reserved ?? this.#reserve(urgency);
    for (;;) {
      const waited = this.#waitForTurn(urgency, turn);
      if (waited === 'address-gone') return false;
      if (waited === 'due') break;
      this.#restart();
    }
    if (!this.#sendPackets()) return false;
    this.#deps.onAnnounced();
    this.#sendQuestions();
    return true;
  }

  /** Waits until its time, and until first rounds that were reserved meanwhile are sent. */
  #waitForTurn(urgency: Urgency, reserved: Reservation): Waited {
    const { pace } = this.#deps;
    let turn = reserved;
    for (;;) {
      const waited = this.#wait(turn.time);
      if (waited !== 'due' || urgency === 'first') return waited;
      const later = pace.after(turn);
      if (later.time === turn.time) return 'due';
      turn = later;
    }
  }

  #sendQuestions(): void {
    const { conversation } = this.#deps;
    const questions = conversation.questions();
    if (questions.length > 0) conversation.onAsk();
    for (const packet of questions) this.#sendOne(packet);
  }

  #reserve(urgency: Urgency): Reservation {
    const { pace, conversation } = this.#deps;
    return pace.reserve(this.#source.packets().length + conversation.questions().length, urgency);
  }

  /** Sends the packets of a round; starts it again if they change. Returns false if the address has been removed. */
  #sendPackets(): boolean {
    const { clock, watch, waitForRestore, conversation } = this.#deps;
    for (let at = 0; ; ) {
      const event = watch.nextEvent(clock.now());
      if (event === 'removed' && !waitForRestore()) return false;
      if (event === 'link-changed' && this.#source.follow()) {
        at = 0;
        conversation.restart();
      }
      const packet = this.#source.packets().at(at++);
      if (!packet) return true;
      if (this.#sendOne(packet)) this.#sent++;
    }
  }

  #sendOne({ etherType, destination, payload }: Packet): boolean {
    try {
      this.#deps.socket.send(etherType, this.#source.index(), destination, payload);
      return true;
    } catch (error) {
      // ENOBUFS, ENETDOWN: the packet did not leave the host. The next round may succeed.
      this.#unsent.push(error as Error);
      return false;
    }
  }

  #outcome(kind: RoundsOutcome['kind']): RoundsOutcome {
    return { kind, sent: this.#sent, unsent: this.#unsent };
  }
}
