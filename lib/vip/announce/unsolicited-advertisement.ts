/** The packet that announces an IPv6 address to the neighbours. */
import { ETH_P_IPV6 } from '../../wire/ethernet.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { encodeIpv6, IPPROTO_ICMPV6 } from '../../wire/ipv6.ts';
import { ALL_NODES, multicastHardwareAddress } from '../../wire/multicast-address.ts';
import { encodeNeighborAdvertisement } from '../../wire/neighbor-advertisement.ts';
import type { Packet } from './packet.ts';

/** Receivers drop a packet with a lower hop limit: a router has forwarded it (RFC 4861 section 7.1.2). */
const HOP_LIMIT = 255;

/**
 * One round: the unsolicited Neighbor Advertisement of RFC 4861 section 7.2.6 to all nodes, with the
 * Override flag, so that neighbours replace their cache entry.
 */
export function unsolicitedAdvertisement(
  link: Link,
  ip: IpAddress,
  isRouter: boolean,
  announcedMac = link.address,
): Packet[] {
  const { hardwareType } = link;
  const advertisement = {
    router: isRouter,
    solicited: false,
    override: true,
    target: ip.bytes,
    targetLinkLayerAddress: announcedMac,
  };
  const addressing = { hardwareType, source: ip.bytes, destination: ALL_NODES };
  const payload = encodeIpv6({
    nextHeader: IPPROTO_ICMPV6,
    hopLimit: HOP_LIMIT,
    source: ip.bytes,
    destination: ALL_NODES,
    payload: encodeNeighborAdvertisement(advertisement, addressing),
  });
  const destination = multicastHardwareAddress(ALL_NODES, hardwareType, link.broadcast);
  return [{ etherType: ETH_P_IPV6, destination, payload }];
}
