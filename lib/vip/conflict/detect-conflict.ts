/** Address conflict detection before an IPv4 address is used (RFC 5227 section 2.1.1). */
import type { Kernel, ReceivedPacket } from '../../linux/kernel.ts';
import { ARP_REQUEST, type ArpPacket, decodeArp } from '../../wire/arp.ts';
import { ETH_P_ARP } from '../../wire/ethernet.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { type IpAddress, sameBytes } from '../../wire/ip-address.ts';
import { allOctets, MalformedMessage } from '../../wire/octets.ts';
import { probe } from './probe.ts';
import { sendProbes } from './send-probes.ts';

/**
 * Sends ARP Probes. Returns the hardware address of a host that has the address or probes for it; undefined
 * without a conflict.
 * @param ours the hardware address of a shared address: its packets are not a conflict
 */
export function detectConflict(
  kernel: Kernel,
  link: Link,
  ip: IpAddress,
  ours: Uint8Array = link.address,
): Uint8Array | undefined {
  const socket = kernel.openReceiver(ETH_P_ARP, link.index);
  try {
    const packet = probe({ link, linkLocal: undefined }, ip.bytes);
    if (!packet) throw new Error(`no ARP Probe for ${ip.text}`);
    return sendProbes(socket, kernel.clock, link.index, packet, (received: ReceivedPacket) => {
      const other = otherHostIn(received.payload, link, ip);
      return other && !sameBytes(other, ours) ? other : undefined;
    });
  } finally {
    socket.close();
  }
}

/** The sender hardware address of an ARP packet from the address, or of an ARP Probe for it. */
function otherHostIn(bytes: Uint8Array, link: Link, ip: IpAddress): Uint8Array | undefined {
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
