/** Sends rounds of packets at their times, for as long as the address stays. */
import type { AddressWatch, Clock, PacketSender } from './kernel.ts';
import type { Packet } from './packet.ts';

export interface Schedule {
  /** clock.now() of round 0. */
  readonly startedAt: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
  /** Number of rounds. */
  readonly count: number;
}

export interface RoundsOutcome {
  readonly kind: 'complete' | 'address-gone';
  /** Number of packets. */
  readonly sent: number;
  readonly unsent: readonly Error[];
}

export const NONE_SENT: RoundsOutcome = { kind: 'address-gone', sent: 0, unsent: [] };

export interface Means {
  readonly sender: PacketSender;
  readonly watch: AddressWatch;
  readonly clock: Clock;
  /** Whether the kernel answers for the address, asked before each round but the very first. */
  isInUse(): boolean;
  /** Whether an address that was removed is there again, and is still ours to announce. */
  comesBack(): boolean;
}

/** @param first index of the first round to send; those before it were sent by somebody else */
export function sendRounds(
  packets: readonly Packet[],
  index: number,
  schedule: Schedule,
  first: number,
  means: Means,
): RoundsOutcome {
  const { sender, watch, clock } = means;
  let sent = 0;
  const unsent: Error[] = [];
  const stays = (until: number) => watch.staysUntil(until) || means.comesBack();
  for (let round = first; round < schedule.count; round++) {
    const due = schedule.startedAt + round * schedule.interval;
    while (clock.now() < due) if (!stays(due)) return { kind: 'address-gone', sent, unsent };
    if (round > 0 && !means.isInUse()) return { kind: 'address-gone', sent, unsent };
    for (const { etherType, destination, payload } of packets) {
      if (!stays(clock.now())) return { kind: 'address-gone', sent, unsent };
      try {
        sender.send(etherType, index, destination, payload);
        sent++;
      } catch (error) {
        // ENOBUFS, ENETDOWN: it never left the host. The next round may.
        unsent.push(error as Error);
      }
    }
  }
  return { kind: 'complete', sent, unsent };
}
