/**
 * Address Conflict Detection before use: ARP Probes (RFC 5227 section 2.1.1), in milliseconds where
 * the RFC has seconds, because a fail-over cannot wait that long.
 */

import type { Kernel } from '../linux/kernel.ts';
import { ARP_REQUEST, type ArpPacket, decodeArp, encodeArp } from '../wire/arp.ts';
import { ETH_P_ARP } from '../wire/ethernet.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { type IpAddress, sameBytes } from '../wire/ip-address.ts';
import { allOctets, MalformedMessage } from '../wire/octets.ts';

/** Number of probes. */
export const PROBE_NUM = 3;
/** Milliseconds from one probe to the next, and from the last one to the verdict. */
export const PROBE_INTERVAL = 100;

export type Collision =
  | { readonly kind: 'free' }
  | { readonly kind: 'taken'; readonly by: Uint8Array };

/** @param shared a hardware address that is no rival, because this host will answer to it as well */
export function probe(
  kernel: Kernel,
  link: Link,
  ip: IpAddress,
  shared: Uint8Array = link.address,
): Collision {
  const { clock } = kernel;
  const socket = kernel.openReceiver(ETH_P_ARP, link.index);
  try {
    const packet = encodeProbe(link, ip);
    const startedAt = clock.now();
    for (let sent = 0; sent < PROBE_NUM; sent++) {
      socket.send(ETH_P_ARP, link.index, link.broadcast, packet);
      const until = startedAt + (sent + 1) * PROBE_INTERVAL;
      for (;;) {
        const received = socket.receive(until, clock);
        if (!received) break;
        const rival = rivalIn(received.payload, link, ip);
        if (rival && !sameBytes(rival, shared)) return { kind: 'taken', by: rival };
        // A flood of other packets must not hold up the next probe.
        if (clock.now() >= until) break;
      }
    }
    return { kind: 'free' };
  } finally {
    socket.close();
  }
}

/** A request whose sender protocol address is all zero, so that nobody's cache learns from it. */
function encodeProbe(link: Link, ip: IpAddress): Uint8Array {
  return encodeArp({
    hardwareType: link.hardwareType,
    operation: ARP_REQUEST,
    senderHardwareAddress: link.address,
    senderProtocolAddress: new Uint8Array(ip.bytes.length),
    targetHardwareAddress: new Uint8Array(link.address.length),
    targetProtocolAddress: ip.bytes,
  });
}

/** The hardware address of a host that uses the address, or that is probing for it as well. */
function rivalIn(bytes: Uint8Array, link: Link, ip: IpAddress): Uint8Array | undefined {
  let packet: ArpPacket;
  try {
    packet = decodeArp(bytes);
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
  const { senderHardwareAddress: sender, senderProtocolAddress: source } = packet;
  if (sameBytes(sender, link.address)) return undefined;
  const uses = sameBytes(source, ip.bytes);
  const probes =
    packet.operation === ARP_REQUEST &&
    allOctets(source, 0) &&
    sameBytes(packet.targetProtocolAddress, ip.bytes);
  return uses || probes ? sender.slice() : undefined;
}
