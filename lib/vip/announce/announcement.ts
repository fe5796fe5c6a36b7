/** The announcement of an address: the first round at once, the others later, here or in a background process. */
import { ADDRESS_LIST_WAIT_MS, DAD_WAIT_MS } from '../../../ocf-metadata/times.ts';
import type { AddressWatch, Kernel, Lock, PacketSender } from '../../linux/kernel.ts';
import type { ActionContext } from '../../ocf/action-context.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { waitForDad } from '../address/duplicate-address-detection.ts';
import {
  acquireAnnouncerLock,
  isAddressLockHeld,
  takeOverAnnouncerLock,
  waitForAddressListLock,
} from '../state/locks.ts';
import { Round, type RoundPlan } from './round.ts';
import { ADDRESS_GONE, type RoundsOutcome, type Schedule, sendRounds } from './rounds.ts';

export interface AnnouncementPlan extends RoundPlan {
  /** Number of rounds. */
  readonly count: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
}

/** The announcement on a link according to the parameters. */
export function announcementPlan(
  { request, announcedMac }: ActionContext,
  link: Link,
): AnnouncementPlan {
  return {
    ip: request.ip,
    link,
    type: request.arpType(),
    announcedMac,
    count: request.integer('arp_count'),
    interval: request.integer('arp_interval'),
  };
}

export class Announcement {
  readonly #kernel: Kernel;
  readonly #plan: AnnouncementPlan;
  readonly #lock: Lock;
  readonly #watch: AddressWatch;
  readonly #sender: PacketSender;
  /** Encoded before the address is added, so that the first packet can be sent at once. */
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
   * Acquires lock, watch and socket before the address is added, so that nothing can fail afterwards. Undefined if
   * another announcer of the address is still running at `deadline` (clock.now()).
   */
  static prepare(
    kernel: Kernel,
    plan: AnnouncementPlan,
    deadline: number,
  ): Announcement | undefined {
    const lock = acquireAnnouncerLock(kernel, plan.ip, plan.link.index, deadline);
    return lock && Announcement.#over(kernel, plan, lock);
  }

  /** Replaces the background announcer of the address. Undefined if there is none. */
  static replace(kernel: Kernel, plan: AnnouncementPlan): Announcement | undefined {
    const lock = takeOverAnnouncerLock(kernel, plan.ip, plan.link.index);
    return lock && Announcement.#over(kernel, plan, lock);
  }

  static #over(kernel: Kernel, plan: AnnouncementPlan, lock: Lock): Announcement {
    let watch: AddressWatch | undefined;
    let sender: PacketSender | undefined;
    try {
      watch = kernel.watchAddress(plan.ip, plan.link.index);
      // Discard events before the address is added.
      while (watch.nextEvent(kernel.clock.now())) {}
      sender = kernel.openSender();
      const announcement = new Announcement(kernel, plan, lock, watch, sender);
      // The link may have changed after the plan was made.
      announcement.#round.follow();
      return announcement;
    } catch (error) {
      sender?.close();
      watch?.close();
      lock.release();
      throw error;
    }
  }

  /** Whether the kernel holds the address now. */
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

  /** Sends the rounds after the first at their times; starts none after `until` (clock.now()). */
  sendOtherRounds(until: number): RoundsOutcome {
    return this.#send({ ...this.#schedule(), until }, 1);
  }

  /** Whether a background process can inherit the lock: false without a lock file. */
  canBeHandedOver(): boolean {
    return this.#lock.fd >= 0;
  }

  /**
   * Starts a background process that sends the rounds after the first. If fork fails, nothing has changed.
   * @throws SystemError
   */
  handOver(): void {
    const plan = this.#plan;
    const startedAt = this.#startedAt;
    // The child cannot advertise itself while this process is advertised.
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
    // Fast: only closing the last copy of a packet socket takes time, and the child has a copy.
    this.#sender.close();
    this.#lock.handOver();
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // Release the lock first: stop waits for it, and closing a packet socket takes time.
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

/** Runs in the background process, which has inherited socket and lock: sends all rounds but the first. */
function announceInBackground(
  kernel: Kernel,
  plan: AnnouncementPlan,
  startedAt: number,
  sender: PacketSender,
  lock: Lock,
): RoundsOutcome {
  lock.advertise('background');
  try {
    const { ip, type, announcedMac, count, interval } = plan;
    const index = plan.link.index;
    const watch = kernel.watchAddress(ip, index);
    const link = kernel.links.byIndex(index);
    // The watch does not report removals before its creation.
    if (!link || !(watch.isHeld() || waitForRestore(kernel, ip, index, watch))) return ADDRESS_GONE;
    const round = new Round(kernel, { ip, link, type, announcedMac });
    return announceRounds(kernel, ip, round, { startedAt, count, interval }, 1, sender, watch);
  } finally {
    // The exit closes the socket: stop waits for the lock, and closing a packet socket takes time.
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
    waitForRestore: () => waitForRestore(kernel, ip, index, watch),
  });
}

/**
 * Whether a removed address was put back. If the address lock is held, a stop is removing the address.
 * Otherwise the stop of another address has also removed it, and puts it back before it releases the list lock.
 * A start cannot add it meanwhile: it would need the announcer lock.
 */
function waitForRestore(
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
