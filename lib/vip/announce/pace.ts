/**
 * The limit of frames that all announcers of an interface send together (announce_rate): switches police ARP and
 * Neighbor Discovery. A generic cell rate algorithm (ITU-T I.371) whose state is a record of the interface.
 *
 * First rounds have their own queue, and go before other frames. Others wait behind both queues.
 */
import type { Kernel } from '../../linux/kernel.ts';
import { rateRecordName } from '../state/announcement-record.ts';

export type Urgency = 'first' | 'later';

/** A reserved time (clock.now()), and the time that first rounds had taken when it was reserved. */
export interface Reservation {
  readonly time: number;
  readonly taken: number;
}

/** The time for which unused frames are saved, in milliseconds: a few addresses do not wait for each other. */
const BURST_MS = 50;
/** With a low rate, the queue may be long. */
const MAX_QUEUE_MS = 600_000;

export class Pace {
  readonly #kernel: Kernel;
  readonly #index: number;
  readonly #rate: number;

  /** @param index of the interface @param rate frames per second */
  constructor(kernel: Kernel, index: number, rate: number) {
    this.#kernel = kernel;
    this.#index = index;
    this.#rate = rate;
  }

  /** Reserves the time for some frames, and returns it (clock.now()). Without a state directory, it is now. */
  reserve(frames: number, urgency: Urgency): Reservation {
    const now = this.#kernel.clock.now();
    const cost = (frames * 1000) / this.#rate;
    const isFirst = urgency === 'first';
    let time = now;
    let taken = 0;
    try {
      this.#kernel.records.update(this.#name(), (text) => {
        const queues = decode(text, now);
        taken = queues.taken;
        time = Math.max(now, (isFirst ? queues.first : queues.all) - BURST_MS);
        return encode({
          first: isFirst ? Math.max(queues.first, now) + cost : queues.first,
          all: Math.max(queues.all, now) + cost,
          taken: isFirst ? taken + cost : taken,
        });
      });
    } catch {
      // An address that is announced too fast is better than one that is not announced.
    }
    return { time, taken };
  }

  /** The reservation of later frames after first rounds that were reserved meanwhile. */
  after({ time, taken }: Reservation): Reservation {
    const text = this.#kernel.records.read(this.#name()) ?? '';
    const now = decode(text, this.#kernel.clock.now()).taken;
    return now > taken ? { time: time + now - taken, taken: now } : { time, taken };
  }

  #name(): string {
    return rateRecordName(this.#kernel, this.#index);
  }
}

/** clock.now() at which the frames of first rounds, and all frames, that are reserved so far are sent. */
interface Queues {
  readonly first: number;
  readonly all: number;
  /** Milliseconds that first rounds have taken so far. */
  readonly taken: number;
}

function decode(text: string, now: number): Queues {
  const [first = '', all = '', taken = ''] = text.trim().split(' ');
  return { first: timeIn(first, now), all: timeIn(all, now), taken: Number(taken) || 0 };
}

/** A time that is far ahead is left from before a boot. */
function timeIn(word: string, now: number): number {
  const time = Number(word) || 0;
  return time > now + MAX_QUEUE_MS ? 0 : time;
}

function encode({ first, all, taken }: Queues): string {
  return `${first} ${all} ${taken}\n`;
}
