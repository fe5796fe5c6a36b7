/** The packet that tells a segment who holds an IPv6 address now. */
import { ETH_P_IPV6 } from '../wire/ethernet.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { encodeIpv6, IPPROTO_ICMPV6 } from '../wire/ipv6.ts';
import { ALL_NODES, multicastHardwareAddress } from '../wire/multicast-address.ts';
import { encodeNeighborAdvertisement } from '../wire/neighbor-advertisement.ts';
import type { Packet } from './packet.ts';

/** What every receiver checks: a packet with less has been forwarded (RFC 4861 section 7.1.2). */
const HOP_LIMIT = 255;

/**
 * One round: the unsolicited Neighbor Advertisement of RFC 4861 section 7.2.6 to all nodes, with the
 * Override flag, because what the neighbours have cached is to be replaced.
 */
export function unsolicitedAdvertisement(
  link: Link,
  ip: IpAddress,
  isRouter: boolean,
  holder = link.address,
): Packet[] {
  const { hardwareType } = link;
  const advertisement = {
    router: isRouter,
    solicited: false,
    override: true,
    target: ip.bytes,
    targetLinkLayerAddress: holder,
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
