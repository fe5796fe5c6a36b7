import { CONFLICT_WAIT_MS, SUSPICION_WAIT_MS } from '../../../ocf-metadata/times.ts';
import type { Kernel } from '../../linux/kernel.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { heardFrom } from '../announce/heard.ts';
import { openListener } from '../announce/listener.ts';
import { Claims, type Conflict } from './claims.ts';
import { probe, probeSource } from './probe.ts';

/**
 * Asks whether another host has an address that this host has. Returns after CONFLICT_WAIT_MS if no host answers. If
 * one does, which may be a proxy, waits for its answers to control questions.
 * @param isSuspected waits SUSPICION_WAIT_MS for an answer
 */
export function findOwners(
  kernel: Kernel,
  link: Link,
  ip: IpAddress,
  prefixLength: number,
  isSuspected: boolean,
): Conflict[] {
  const { clock } = kernel;
  const source = probeSource(kernel, link, ip);
  const packet = probe(source, ip.bytes);
  if (!packet) return [];
  const socket = openListener(kernel, ip, link);
  try {
    const claims = new Claims(kernel, ip, prefixLength, source, socket);
    socket.send(packet.etherType, link.index, packet.destination, packet.payload);
    const askedAt = clock.now();
    const until = askedAt + (isSuspected ? SUSPICION_WAIT_MS : CONFLICT_WAIT_MS);
    for (;;) {
      // A proxy may answer before the owner.
      const owners = claims.settled();
      const settlesAt = claims.settlesAt();
      const end = settlesAt === Number.POSITIVE_INFINITY ? until : settlesAt;
      if (owners.length > 0 || clock.now() >= end) return owners;
      const received = socket.receive(end, clock);
      const heard = received && heardFrom(received, ip.family, link);
      if (heard) claims.hear(heard, clock.now() - askedAt);
    }
  } finally {
    socket.close();
  }
}
