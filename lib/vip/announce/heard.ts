/** What a packet from the network says about an address: ARP, or a Neighbor Advertisement. */
import type { ReceivedPacket } from '../../linux/kernel.ts';
import { ARP_REPLY, ARP_REQUEST, decodeArp } from '../../wire/arp.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { Family } from '../../wire/ip-address.ts';
import { decodeIpv6 } from '../../wire/ipv6.ts';
import { decodeNeighborAdvertisement } from '../../wire/neighbor-advertisement.ts';
import { copyOf, MalformedMessage, octetAt, sameBytes } from '../../wire/octets.ts';
import { HOP_LIMIT } from './neighbor-packet.ts';

/** Octets of an Ethernet address. */
const ETH_ALEN = 6;

/** The host `hardwareAddress` says that it has `address`. */
export interface Heard {
  /** Network byte order. */
  readonly address: Uint8Array;
  readonly hardwareAddress: Uint8Array;
  /**
   * False for an advertisement without the Override flag, which a proxy or an anycast node sends (RFC 4861 section
   * 7.2.8), and for an answer to our gratuitous ARP: an owner does not answer it, a router with proxy_arp does.
   */
  readonly isOwner: boolean;
  /** The address to which the host answers; network byte order. Undefined if it was not asked. */
  readonly answerTo: Uint8Array | undefined;
}

/** Undefined for a malformed packet. */
export function heardFrom(
  packet: ReceivedPacket,
  family: Family,
  { hardwareType, address }: Link,
): Heard | undefined {
  try {
    return family === 'inet'
      ? heardFromArp(packet, address)
      : heardFromAdvertisement(packet, hardwareType);
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}

function heardFromArp({ payload }: ReceivedPacket, own: Uint8Array): Heard | undefined {
  const arp = decodeArp(payload);
  const isReply = arp.operation === ARP_REPLY;
  // RFC 826 has no other operations. A host has no multicast address.
  if (!isReply && arp.operation !== ARP_REQUEST) return undefined;
  if (own.length === ETH_ALEN && (octetAt(arp.senderHardwareAddress, 0) & 1) === 1)
    return undefined;
  const isToItself = sameBytes(arp.senderProtocolAddress, arp.targetProtocolAddress);
  const answersAnnouncement = isReply && isToItself && sameBytes(arp.targetHardwareAddress, own);
  return {
    address: copyOf(arp.senderProtocolAddress),
    hardwareAddress: copyOf(arp.senderHardwareAddress),
    isOwner: !answersAnnouncement,
    answerTo: isReply ? copyOf(arp.targetProtocolAddress) : undefined,
  };
}

function heardFromAdvertisement(
  { payload, source }: ReceivedPacket,
  hardwareType: number,
): Heard | undefined {
  const packet = decodeIpv6(payload);
  // RFC 4861 section 7.1.2: a router has forwarded it.
  if (packet.hopLimit !== HOP_LIMIT) return undefined;
  const said = decodeNeighborAdvertisement(packet.payload, hardwareType);
  return {
    address: copyOf(said.target),
    hardwareAddress: copyOf(said.targetLinkLayerAddress ?? source),
    isOwner: said.override,
    answerTo: said.solicited ? copyOf(packet.destination) : undefined,
  };
}
