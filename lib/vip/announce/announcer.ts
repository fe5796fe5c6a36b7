/** Announces an address in one process: its first round, or the others. */
import { ADDRESS_LIST_WAIT_MS, ANSWER_WAIT_MS, DAD_WAIT_MS } from '../../../ocf-metadata/times.ts';
import type { AddressWatch, Kernel, PacketReceiver } from '../../linux/kernel.ts';
import { messageOf } from '../../ocf/refusal.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { waitForDad } from '../address/duplicate-address-detection.ts';
import { probe, probeSource } from '../conflict/probe.ts';
import { recordAnnouncement } from '../state/announcement-record.ts';
import { isAddressLockHeld, waitForAddressListLock } from '../state/locks.ts';
import type { AnnouncementPlan } from './announcement-plan.ts';
import { Conversation } from './conversation.ts';
import { Pace, type Reservation } from './pace.ts';
import { Round } from './round.ts';
import { Rounds, type RoundsOutcome, type Schedule } from './rounds.ts';

export class Announcer {
  readonly #kernel: Kernel;
  readonly #plan: AnnouncementPlan;
  readonly #watch: AddressWatch;
  readonly #socket: PacketReceiver;
  /** Encoded before the address is added, so that the first packet can be sent at once. */
  readonly #round: Round;
  readonly #pace: Pace;
  readonly #conversation: Conversation;
  /** The time of the first round; undefined if it is not reserved. */
  #reserved: Reservation | undefined = undefined;
  #startedAt: number;
  /** linkState of the last record. */
  #recorded = '';

  /** @param startedAt clock.now() of the first round, if another process has sent it */
  constructor(
    kernel: Kernel,
    plan: AnnouncementPlan,
    watch: AddressWatch,
    socket: PacketReceiver,
    startedAt = 0,
  ) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#watch = watch;
    this.#socket = socket;
    this.#round = new Round(kernel, plan);
    this.#pace = new Pace(kernel, plan.link.index, plan.rate);
    this.#conversation = new Conversation(kernel, plan, socket, () => this.#record());
    this.#startedAt = startedAt;
  }

  /** clock.now() of the first round; 0 before it. */
  startedAt(): number {
    return this.#startedAt;
  }

  /** Reads the link again before the first round. */
  followLink(): void {
    this.#round.follow();
  }

  /** @param latest clock.now() at which the first round is sent in any case */
  reserve(latest: number): void {
    const { ip, link, asks } = this.#plan;
    const packet = asks && probe(probeSource(this.#kernel, link, ip), ip.bytes);
    const frames = this.#round.packets().length + (packet ? 1 : 0);
    const { time, taken } = this.#pace.reserve(frames, 'first');
    // An address that is announced too fast is better than one that is not announced.
    this.#reserved = { time: Math.min(time, latest), taken };
    // Many starts at the same time: each round asks again.
    if (!packet || !this.isDue()) return;
    try {
      this.#socket.send(packet.etherType, link.index, packet.destination, packet.payload);
    } catch {
      // A link without carrier: each round asks again.
    }
  }

  isDue(): boolean {
    return (this.#reserved?.time ?? 0) <= this.#kernel.clock.now();
  }

  sendFirst(): RoundsOutcome {
    this.#startedAt = this.#kernel.clock.now();
    const outcome = this.#rounds({ count: 1, late: [] }).sendFirst(this.#reserved);
    this.#reserved = undefined;
    return outcome;
  }

  /**
   * Asks the peers, and sends the rounds after the first at their times.
   * @param until clock.now() after which no round begins; undefined in the background, which also sends the late
   *   rounds, and listens longer
   */
  sendOthers(until?: number): RoundsOutcome {
    const { count, late, asks } = this.#plan;
    const isPatient = until === undefined;
    const rounds = this.#rounds({ count, late: isPatient ? late : [], until });
    if (asks && !this.#askFirst(rounds)) return rounds.addressGone();
    const sent = rounds.sendOthers();
    if (sent.kind !== 'complete' || !asks) return sent;
    const { background, foreground } = ANSWER_WAIT_MS;
    const outcome = rounds.listen(isPatient ? background : foreground, isPatient);
    if (outcome.kind !== 'address-gone') this.#conversation.reportDeaf();
    return outcome;
  }

  /** Returns false if the address has been removed. */
  #askFirst(rounds: Rounds): boolean {
    try {
      this.#conversation.begin();
      this.#record();
      return rounds.ask();
    } catch (error) {
      this.#plan.asks?.log.warn(`${this.#plan.ip.text}: nobody was asked: ${messageOf(error)}`);
      return true;
    }
  }

  #rounds(part: Pick<Schedule, 'count' | 'late' | 'until'>): Rounds {
    const { ip, link, interval } = this.#plan;
    const kernel = this.#kernel;
    const schedule = { ...part, startedAt: this.#startedAt, interval };
    return new Rounds(this.#round, schedule, {
      socket: this.#socket,
      watch: this.#watch,
      clock: kernel.clock,
      pace: this.#pace,
      conversation: this.#conversation,
      isInUse: () => isInUse(kernel, ip, link.index),
      waitForRestore: () => waitForRestore(kernel, ip, link.index, this.#watch),
      onAnnounced: () => {
        if (this.#round.linkState() !== this.#recorded) this.#record();
      },
    });
  }

  /** Records what is announced, for monitor and floatip status. */
  #record(): void {
    const { ip, link } = this.#plan;
    const state = this.#round.linkState();
    try {
      const peers = this.#conversation.peers();
      recordAnnouncement(this.#kernel, ip, link.index, state, peers, this.#startedAt);
      this.#recorded = state;
    } catch {
      // Without a record, monitor does not compare the link, and floatip status shows no peers.
    }
  }
}

/**
 * Whether a removed address was put back. If the address lock is held, a stop is removing the address.
 * Otherwise the stop of another address has also removed it, and puts it back before it releases the list lock.
 * A start cannot add it meanwhile: it would need the announcer lock.
 */
export function waitForRestore(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
  watch: AddressWatch,
): boolean {
  if (isAddressLockHeld(kernel, ip)) return false;
  waitForAddressListLock(kernel, kernel.clock.now() + ADDRESS_LIST_WAIT_MS);
  return watch.isHeld() && isInUse(kernel, ip, index);
}

/** An IPv6 address is tentative again after its link was down. */
function isInUse(kernel: Kernel, ip: IpAddress, index: number): boolean {
  if (ip.family === 'inet') return true;
  return waitForDad(kernel, ip, index, kernel.clock.now() + DAD_WAIT_MS) === 'unique';
}
