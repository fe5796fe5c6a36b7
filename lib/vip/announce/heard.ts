/** What a packet from the network says about an address: ARP, or a Neighbor Advertisement. */
import type { ReceivedPacket } from '../../linux/kernel.ts';
import { ARP_REPLY, decodeArp } from '../../wire/arp.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { Family } from '../../wire/ip-address.ts';
import { decodeIpv6 } from '../../wire/ipv6.ts';
import { decodeNeighborAdvertisement } from '../../wire/neighbor-advertisement.ts';
import { copyOf, MalformedMessage } from '../../wire/octets.ts';

/** Of a packet that no router has forwarded. */
const HOP_LIMIT = 255;

/** The host `hardwareAddress` says that it has `address`. */
export interface Heard {
  /** Network byte order. */
  readonly address: Uint8Array;
  readonly hardwareAddress: Uint8Array;
  /** False for an advertisement without the Override flag: a proxy, or an anycast address (RFC 4861 section 7.2.8). */
  readonly isOwner: boolean;
  /** The address to which the host answers; network byte order. Undefined if it was not asked. */
  readonly answerTo: Uint8Array | undefined;
}

/** Undefined for a malformed packet. */
export function heardFrom(
  packet: ReceivedPacket,
  family: Family,
  { hardwareType }: Link,
): Heard | undefined {
  try {
    return family === 'inet' ? heardFromArp(packet) : heardFromAdvertisement(packet, hardwareType);
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}

function heardFromArp({ payload }: ReceivedPacket): Heard {
  const arp = decodeArp(payload);
  const isReply = arp.operation === ARP_REPLY;
  return {
    address: copyOf(arp.senderProtocolAddress),
    hardwareAddress: copyOf(arp.senderHardwareAddress),
    isOwner: true,
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
