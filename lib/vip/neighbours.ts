/** Whom an announcement is for, and what it says to them. */

import type { Kernel } from '../linux/kernel.ts';
import type { ArpType } from '../ocf/request.ts';
import { IFF_LOOPBACK, IFF_NOARP, type Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { gratuitousArp } from './gratuitous-arp.ts';
import type { Packet } from './packet.ts';
import { unsolicitedAdvertisement } from './unsolicited-advertisement.ts';

/** Whether the link has neighbours that keep a cache of who holds which address. */
export function hasNeighbours(link: Link): boolean {
  return (
    !(link.flags & (IFF_LOOPBACK | IFF_NOARP)) &&
    link.address.length > 0 &&
    link.broadcast.length === link.address.length
  );
}

/**
 * One round of an announcement.
 * @param holder the hardware address that it tells of, where it is not the link's own
 */
export function roundOf(
  kernel: Kernel,
  link: Link,
  ip: IpAddress,
  type: ArpType,
  holder?: Uint8Array,
): Packet[] {
  return ip.family === 'inet'
    ? gratuitousArp(link, ip, type, holder)
    : unsolicitedAdvertisement(link, ip, kernel.forwardsIpv6(link.name), holder);
}
