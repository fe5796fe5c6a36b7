/** Neighbor Discovery messages as packets (RFC 4861). */
import { ETH_P_IPV6 } from '../../wire/ethernet.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { encodeIpv6, IPPROTO_ICMPV6 } from '../../wire/ipv6.ts';
import { multicastHardwareAddress, solicitedNodeGroup } from '../../wire/multicast-address.ts';
import { encodeNeighborSolicitation } from '../../wire/neighbor-solicitation.ts';
import type { Packet } from './packet.ts';

/** Receivers drop a packet with a lower hop limit: a router has forwarded it (RFC 4861 section 7.1). */
export const HOP_LIMIT = 255;

/**
 * A Neighbor Solicitation with the link's hardware address (RFC 4861 section 4.3).
 * @param destination the hardware address of the target; by default the target's solicited-node group
 * @param nonce 6 octets
 */
export function solicitation(
  link: Link,
  source: Uint8Array,
  target: Uint8Array,
  destination?: Uint8Array,
  nonce?: Uint8Array,
): Packet {
  const group = destination ? target : solicitedNodeGroup(target);
  const addressing = { hardwareType: link.hardwareType, source, destination: group };
  const message = encodeNeighborSolicitation(target, link.address, addressing, nonce);
  return neighborPacket(
    source,
    group,
    destination ?? multicastHardwareAddress(group, link.hardwareType, link.broadcast),
    message,
  );
}

/** @param hardwareAddress the link-layer destination @param payload ICMPv6 with its checksum */
export function neighborPacket(
  source: Uint8Array,
  destination: Uint8Array,
  hardwareAddress: Uint8Array,
  payload: Uint8Array,
): Packet {
  const packet = {
    nextHeader: IPPROTO_ICMPV6,
    hopLimit: HOP_LIMIT,
    source,
    destination,
    payload,
  };
  return { etherType: ETH_P_IPV6, destination: hardwareAddress, payload: encodeIpv6(packet) };
}
