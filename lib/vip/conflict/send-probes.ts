import { PROBE_INTERVAL_MS, PROBE_NUM } from '../../../ocf-metadata/times.ts';
import type { Clock, PacketReceiver, ReceivedPacket } from '../../linux/kernel.ts';
import type { Packet } from '../announce/packet.ts';

/**
 * Sends a probe PROBE_NUM times. Returns the first hardware address that `otherHostIn` finds in a received packet;
 * undefined if there is none within CONFLICT_DETECTION_MS.
 */
export function sendProbes(
  socket: PacketReceiver,
  clock: Clock,
  index: number,
  { etherType, destination, payload }: Packet,
  otherHostIn: (received: ReceivedPacket) => Uint8Array | undefined,
): Uint8Array | undefined {
  const startedAt = clock.now();
  for (let sent = 0; sent < PROBE_NUM; sent++) {
    socket.send(etherType, index, destination, payload);
    const until = startedAt + (sent + 1) * PROBE_INTERVAL_MS;
    for (;;) {
      const received = socket.receive(until, clock);
      if (!received) break;
      const other = otherHostIn(received);
      if (other) return other;
      // A flood of other packets must not delay the next probe.
      if (clock.now() >= until) break;
    }
  }
  return undefined;
}
