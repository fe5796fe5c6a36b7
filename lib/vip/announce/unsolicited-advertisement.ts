/** The packet that announces an IPv6 address to the neighbours. */
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { ALL_NODES, multicastHardwareAddress } from '../../wire/multicast-address.ts';
import { encodeNeighborAdvertisement } from '../../wire/neighbor-advertisement.ts';
import { neighborPacket } from './neighbor-packet.ts';
import type { Packet } from './packet.ts';

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
  const payload = encodeNeighborAdvertisement(advertisement, addressing);
  const destination = multicastHardwareAddress(ALL_NODES, hardwareType, link.broadcast);
  return [neighborPacket(ip.bytes, ALL_NODES, destination, payload)];
}
