/** The announcement of an address: the first round at once, the others later, here or in a background process. */
import type { AddressWatch, Kernel, Lock, PacketReceiver } from '../../linux/kernel.ts';
import { acquireAnnouncerLock, takeOverAnnouncerLock } from '../state/locks.ts';
import type { AnnouncementPlan } from './announcement-plan.ts';
import { Announcer, waitForRestore } from './announcer.ts';
import { openListener } from './listener.ts';
import { ADDRESS_GONE, type RoundsOutcome } from './rounds.ts';

export class Announcement {
  readonly #kernel: Kernel;
  readonly #plan: AnnouncementPlan;
  readonly #lock: Lock;
  readonly #watch: AddressWatch;
  readonly #socket: PacketReceiver;
  readonly #announcer: Announcer;
  #isClosed = false;

  private constructor(
    kernel: Kernel,
    plan: AnnouncementPlan,
    lock: Lock,
    watch: AddressWatch,
    socket: PacketReceiver,
  ) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#lock = lock;
    this.#watch = watch;
    this.#socket = socket;
    this.#announcer = new Announcer(kernel, plan, watch, socket);
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
    let socket: PacketReceiver | undefined;
    try {
      watch = kernel.watchAddress(plan.ip, plan.link.index);
      // Discard events before the address is added.
      while (watch.nextEvent(kernel.clock.now())) {}
      socket = openListener(kernel, plan.ip, plan.link);
      const announcement = new Announcement(kernel, plan, lock, watch, socket);
      // The link may have changed after the plan was made.
      announcement.#announcer.followLink();
      return announcement;
    } catch (error) {
      socket?.close();
      watch?.close();
      lock.release();
      throw error;
    }
  }

  /** Whether the kernel holds the address now. */
  isHeld(): boolean {
    return this.#watch.isHeld();
  }

  /**
   * Reserves the time of the first round (announce_rate), at most half of the time until `deadline` (clock.now()).
   * Asks whether another host has the address, and does not wait for an answer: the announcer receives it.
   */
  reserve(deadline: number): void {
    const now = this.#kernel.clock.now();
    this.#announcer.reserve(now + (deadline - now) / 2);
  }

  /** Whether the first round can be sent without waiting. */
  isDue(): boolean {
    return this.#announcer.isDue();
  }

  sendFirstRound(): RoundsOutcome {
    return this.#announcer.sendFirst();
  }

  /** Whether there is something to do after the first round. */
  hasMoreRounds(): boolean {
    const { count, late, asks } = this.#plan;
    return count > 1 || late.length > 0 || (asks !== undefined && asks.announceTo !== 'none');
  }

  /** Sends the rounds after the first at their times; starts none after `until` (clock.now()). */
  sendOtherRounds(until: number): RoundsOutcome {
    return this.#announcer.sendOthers(until);
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
    const startedAt = this.#announcer.startedAt();
    // The child cannot advertise itself while this process is advertised.
    this.#lock.withdraw();
    try {
      this.#kernel.startInBackground(this.#socket, this.#lock, (kernel, socket, lock) =>
        announceInBackground(kernel, plan, startedAt, socket, lock),
      );
    } catch (error) {
      this.#lock.advertise('foreground');
      throw error;
    }
    this.#watch.close();
    // Fast: only closing the last copy of a packet socket takes time, and the child has a copy.
    this.#socket.close();
    this.#lock.handOver();
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // Release the lock first: stop waits for it, and closing a packet socket takes time.
    this.#lock.release();
    this.#watch.close();
    this.#socket.close();
  }
}

/** Runs in the background process, which has inherited socket and lock: sends all rounds but the first. */
function announceInBackground(
  kernel: Kernel,
  plan: AnnouncementPlan,
  startedAt: number,
  socket: PacketReceiver,
  lock: Lock,
): RoundsOutcome {
  lock.advertise('background');
  try {
    const index = plan.link.index;
    const watch = kernel.watchAddress(plan.ip, index);
    const link = kernel.links.byIndex(index);
    // The watch does not report removals before its creation.
    if (!link || !(watch.isHeld() || waitForRestore(kernel, plan.ip, index, watch))) {
      return ADDRESS_GONE;
    }
    const announcer = new Announcer(kernel, { ...plan, link }, watch, socket, startedAt);
    return announcer.sendOthers();
  } finally {
    // The exit closes the socket: stop waits for the lock, and closing a packet socket takes time.
    lock.release();
  }
}
