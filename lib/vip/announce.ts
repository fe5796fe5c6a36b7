/**
 * Tells the neighbours who holds the address: the first round at once, the others from this process
 * or from one in the background that takes over its socket and its lock.
 */
import { parseIpAddress } from '../kernel/ip-text.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { ARP_TYPES, type ArpType, gratuitousArp } from './gratuitous-arp.ts';
import type { AddressWatch, Kernel, Lock, PacketSender } from './kernel.ts';
import { announcerName } from './lock-names.ts';
import { type RoundsOutcome, type Schedule, sendRounds } from './rounds.ts';
import { GRACE } from './silence.ts';

export interface AnnouncementPlan {
  readonly ip: IpAddress;
  readonly link: Link;
  readonly type: ArpType;
  /** Number of rounds. */
  readonly count: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
}

/** The first word of the background process's command line; no action of OCF. */
export const ANNOUNCER_COMMAND = 'announce';

/** Where the background process finds what it takes over. */
export const SENDER_DESCRIPTOR = 3;
export const LOCK_DESCRIPTOR = 4;

export class Announcement {
  readonly #kernel: Kernel;
  readonly #plan: AnnouncementPlan;
  readonly #lock: Lock;
  readonly #sender: PacketSender;
  readonly #watch: AddressWatch;
  #startedAt = 0;

  private constructor(kernel: Kernel, plan: AnnouncementPlan, lock: Lock) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#lock = lock;
    this.#sender = kernel.openSender();
    this.#watch = kernel.watchAddress(plan.ip, plan.link.index);
  }

  /**
   * Gets hold of all that sending needs, so that nothing can fail once the address is on.
   * Undefined when another announcer of this address is still at work at `deadline`.
   * @param endOthers whether one that hangs is to be killed
   */
  static prepare(
    kernel: Kernel,
    plan: AnnouncementPlan,
    deadline: number,
    endOthers: boolean,
  ): Announcement | undefined {
    const name = announcerName(kernel.namespaceId, plan.ip, plan.link.index);
    const killAfter = endOthers ? kernel.clock.now() + GRACE : undefined;
    const lock = kernel.locks.acquire(name, deadline, killAfter);
    if (!lock) return undefined;
    try {
      return new Announcement(kernel, plan, lock);
    } catch (error) {
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

  get hasMoreRounds(): boolean {
    return this.#plan.count > 1;
  }

  /** Sends the rounds after the first, and waits for their times. */
  sendOtherRounds(): RoundsOutcome {
    this.#lock.advertise();
    return this.#send(this.#schedule(), 1);
  }

  /** Leaves the rounds after the first to a process of its own. */
  handOver(): void {
    const { ip, link, count, interval, type } = this.#plan;
    const args = [ip.text, link.index, count, interval, type, this.#startedAt].map(String);
    const descriptors = [this.#sender.fd, this.#lock.fd];
    this.#kernel.startInBackground([ANNOUNCER_COMMAND, ...args], descriptors);
    this.#watch.close();
    // The child has them now. Its copy of the socket is the one whose closing takes time.
    this.#sender.close();
    this.#lock.handOver();
  }

  close(): void {
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
    const { link, ip, type } = this.#plan;
    return sendRounds(gratuitousArp(link, ip, type), link.index, schedule, first, {
      sender: this.#sender,
      watch: this.#watch,
      clock: this.#kernel.clock,
    });
  }
}

/**
 * The background process's part: the rounds after the first, over what `handOver` left it.
 * Undefined when the arguments are not those of `handOver`.
 */
export function announceInBackground(
  kernel: Kernel,
  args: readonly string[],
  sender: PacketSender,
): RoundsOutcome | undefined {
  const [address = '', ...rest] = args;
  const ip = parseIpAddress(address);
  const type = ARP_TYPES.find((known) => known === rest[3]);
  const [index = 0, count = 0, interval = 0, , startedAt = 0] = rest.map(Number);
  if (!ip || !type || !(index > 0) || !(interval > 0) || !(startedAt > 0)) return undefined;
  const watch = kernel.watchAddress(ip, index);
  const link = kernel.links.byIndex(index);
  // What was removed before the watch began is found only by asking.
  if (!link || !watch.isHeld()) return { kind: 'address-gone', sent: 0, unsent: [] };
  const schedule = { startedAt, count, interval };
  const means = { sender, watch, clock: kernel.clock };
  return sendRounds(gratuitousArp(link, ip, type), index, schedule, 1, means);
}
