/**
 * Tells the neighbours who holds the address: the first round at once, the others from this process
 * or from one in the background that takes over its socket and its lock.
 */

import type { AddressWatch, Kernel, Lock, PacketSender } from '../linux/kernel.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { awaitAddressList } from './address-list.ts';
import { acquireAnnouncerLock, takeOverAnnouncerLock } from './announcer-lock.ts';
import { awaitDetection } from './duplicate-address-detection.ts';
import { turnName } from './lock-names.ts';
import { Round, type RoundPlan } from './round.ts';
import { NONE_SENT, type RoundsOutcome, type Schedule, sendRounds } from './rounds.ts';

export interface AnnouncementPlan extends RoundPlan {
  /** Number of rounds. */
  readonly count: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
}

/**
 * Milliseconds that an announcer waits for another's change of the addresses. The background has no time
 * limit of its own; a change takes one or two.
 */
const CHANGE_PATIENCE = 10_000;

/** Milliseconds; with the usual settings detection takes two seconds at most. */
const DETECTION_PATIENCE = 10_000;

export class Announcement {
  readonly #kernel: Kernel;
  readonly #plan: AnnouncementPlan;
  readonly #lock: Lock;
  readonly #watch: AddressWatch;
  readonly #sender: PacketSender;
  /** Made before the address is there: what the neighbours wait for is the first of its packets. */
  readonly #round: Round;
  #startedAt = 0;
  #isClosed = false;

  private constructor(
    kernel: Kernel,
    plan: AnnouncementPlan,
    lock: Lock,
    watch: AddressWatch,
    sender: PacketSender,
  ) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#lock = lock;
    this.#watch = watch;
    this.#sender = sender;
    this.#round = new Round(kernel, plan);
  }

  /**
   * Gets hold of all that sending needs, so that nothing can fail once the address is on.
   * Undefined when another announcer of this address is still at work at `deadline`.
   */
  static prepare(
    kernel: Kernel,
    plan: AnnouncementPlan,
    deadline: number,
  ): Announcement | undefined {
    const lock = acquireAnnouncerLock(kernel, plan.ip, plan.link.index, deadline);
    return lock && Announcement.#over(kernel, plan, lock);
  }

  /** The same in place of a background announcer that is at work; undefined where there is none. */
  static replace(kernel: Kernel, plan: AnnouncementPlan): Announcement | undefined {
    const lock = takeOverAnnouncerLock(kernel, plan.ip, plan.link.index);
    return lock && Announcement.#over(kernel, plan, lock);
  }

  static #over(kernel: Kernel, plan: AnnouncementPlan, lock: Lock): Announcement {
    let watch: AddressWatch | undefined;
    try {
      watch = kernel.watchAddress(plan.ip, plan.link.index);
      // What happened before the address is added does not count.
      while (watch.nextEvent(kernel.clock.now())) {}
      const announcement = new Announcement(kernel, plan, lock, watch, kernel.openSender());
      // What the link was when the plan was made may be out of date.
      announcement.#round.follow();
      return announcement;
    } catch (error) {
      watch?.close();
      lock.release();
      throw error;
    }
  }

  /** Whether the kernel holds the address, asked anew. */
  isHeld(): boolean {
    return this.#watch.isHeld();
  }

  sendFirstRound(): RoundsOutcome {
    this.#startedAt = this.#kernel.clock.now();
    return this.#send({ ...this.#schedule(), count: 1 }, 0);
  }

  hasMoreRounds(): boolean {
    return this.#plan.count > 1;
  }

  /** Sends the rounds after the first, and waits for their times; none that begins after `until` (clock.now()). */
  sendOtherRounds(until: number): RoundsOutcome {
    return this.#send({ ...this.#schedule(), until }, 1);
  }

  /** Whether another process can take the lock over: not where there can be none. */
  canBeHandedOver(): boolean {
    return this.#lock.fd >= 0;
  }

  /** Leaves the rounds after the first to a process of its own. Where it cannot be made, nothing has changed. @throws */
  handOver(): void {
    const plan = this.#plan;
    const startedAt = this.#startedAt;
    // The child advertises itself, which it cannot while we do.
    this.#lock.withdraw();
    try {
      this.#kernel.startInBackground(this.#sender, this.#lock, (kernel, sender, lock) =>
        announceInBackground(kernel, plan, startedAt, sender, lock),
      );
    } catch (error) {
      this.#lock.advertise('foreground');
      throw error;
    }
    this.#watch.close();
    // The child has them now. Its copy of the socket is the one whose closing takes time.
    this.#sender.close();
    this.#lock.handOver();
  }

  /** Once more is no fault. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // First the lock: closing a packet socket waits for the kernel, and stop waits for the lock.
    this.#lock.release();
    this.#watch.close();
    this.#sender.close();
  }

  #schedule(): Schedule {
    const { count, interval } = this.#plan;
    return { startedAt: this.#startedAt, count, interval };
  }

  #send(schedule: Schedule, first: number): RoundsOutcome {
    const ip = this.#plan.ip;
    return announceRounds(
      this.#kernel,
      ip,
      this.#round,
      schedule,
      first,
      this.#sender,
      this.#watch,
    );
  }
}

/** The background process's part: the rounds after the first, over what `handOver` left it. */
function announceInBackground(
  kernel: Kernel,
  plan: AnnouncementPlan,
  startedAt: number,
  sender: PacketSender,
  lock: Lock,
): RoundsOutcome {
  lock.advertise('background');
  try {
    const { ip, type, holder, count, interval } = plan;
    const index = plan.link.index;
    const watch = kernel.watchAddress(ip, index);
    const link = kernel.links.byIndex(index);
    // What was removed before the watch began is found only by asking.
    if (!link || !(watch.isHeld() || comesBack(kernel, ip, index, watch))) return NONE_SENT;
    const round = new Round(kernel, { ip, link, type, holder });
    return announceRounds(kernel, ip, round, { startedAt, count, interval }, 1, sender, watch);
  } finally {
    // The socket goes with the process: closing it takes the kernel a while, and stop may be waiting.
    lock.release();
  }
}

function announceRounds(
  kernel: Kernel,
  ip: IpAddress,
  round: Round,
  schedule: Schedule,
  first: number,
  sender: PacketSender,
  watch: AddressWatch,
): RoundsOutcome {
  const index = round.index();
  return sendRounds(round, schedule, first, {
    sender,
    watch,
    clock: kernel.clock,
    isInUse: () => isInUse(kernel, ip, index),
    comesBack: () => comesBack(kernel, ip, index, watch),
  });
}

/**
 * Who removes the address for good has its turn meanwhile; without one, the removal of another
 * address took it along, and puts it back before the list is free again. No start can be the one who
 * puts it back: it would need the lock that we have.
 */
function comesBack(kernel: Kernel, ip: IpAddress, index: number, watch: AddressWatch): boolean {
  if (kernel.locks.isHeld(turnName(kernel.namespaceId(), ip))) return false;
  awaitAddressList(kernel, kernel.clock.now() + CHANGE_PATIENCE);
  return watch.isHeld() && isInUse(kernel, ip, index);
}

/** An IPv6 address that outlasts its link has to be found unique once more when that is back. */
function isInUse(kernel: Kernel, ip: IpAddress, index: number): boolean {
  if (ip.family === 'inet') return true;
  return awaitDetection(kernel, ip, index, kernel.clock.now() + DETECTION_PATIENCE) === 'unique';
}
