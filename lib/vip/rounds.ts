/** Sends rounds of packets at their times, for as long as the address stays. */

import type { Packet } from './gratuitous-arp.ts';
import type { AddressWatch, Clock, PacketSender } from './kernel.ts';

export interface Schedule {
  /** clock.now() of round 0. */
  readonly startedAt: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
  /** Number of rounds. */
  readonly count: number;
}

export type RoundsOutcome =
  | { readonly kind: 'complete'; readonly sent: number; readonly unsent: readonly Error[] }
  | { readonly kind: 'address-gone'; readonly sent: number; readonly unsent: readonly Error[] };

/** @param first index of the first round to send; those before it were sent by somebody else */
export function sendRounds(
  packets: readonly Packet[],
  index: number,
  schedule: Schedule,
  first: number,
  means: { sender: PacketSender; watch: AddressWatch; clock: Clock },
): RoundsOutcome {
  let sent = 0;
  const unsent: Error[] = [];
  for (let round = first; round < schedule.count; round++) {
    const due = schedule.startedAt + round * schedule.interval;
    if (!means.watch.staysUntil(due)) return { kind: 'address-gone', sent, unsent };
    for (const { etherType, destination, payload } of packets) {
      if (!means.watch.staysUntil(means.clock.now())) return { kind: 'address-gone', sent, unsent };
      try {
        means.sender.send(etherType, index, destination, payload);
        sent++;
      } catch (error) {
        // ENOBUFS, ENETDOWN: it never left the host. The next round may.
        unsent.push(error as Error);
      }
    }
  }
  return { kind: 'complete', sent, unsent };
}
