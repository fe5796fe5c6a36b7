/** The packets that tell a segment who holds an IPv4 address now. */
import { ARP_REPLY, ARP_REQUEST, encodeArp } from '../wire/arp.ts';
import { ETH_P_ARP } from '../wire/ethernet.ts';
import { IFF_LOOPBACK, IFF_NOARP, type Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';

export const ARP_TYPES = ['both', 'request', 'reply'] as const;
export type ArpType = (typeof ARP_TYPES)[number];

export interface Packet {
  readonly etherType: number;
  /** Link-layer destination, as long as the link's own addresses. */
  readonly destination: Uint8Array;
  readonly payload: Uint8Array;
}

/** Whether the link has neighbours that keep an ARP cache. */
export function speaksArp(link: Link): boolean {
  return (
    !(link.flags & (IFF_LOOPBACK | IFF_NOARP)) &&
    link.address.length > 0 &&
    link.broadcast.length === link.address.length
  );
}

/**
 * One round: the ARP Announcement of RFC 5227 section 2.3 (a request for one's own address), and
 * the same as a reply, for neighbours that update their cache from replies only.
 */
export function gratuitousArp(link: Link, ip: IpAddress, type: ArpType): Packet[] {
  const request = arp(link, ip, ARP_REQUEST, new Uint8Array(link.address.length));
  // The target of a gratuitous reply is the sender (RFC 5944 section 4.6).
  const reply = arp(link, ip, ARP_REPLY, link.address);
  if (type === 'request') return [request];
  if (type === 'reply') return [reply];
  return [request, reply];
}

function arp(link: Link, ip: IpAddress, operation: number, target: Uint8Array): Packet {
  const payload = encodeArp({
    hardwareType: link.hardwareType,
    operation,
    senderHardwareAddress: link.address,
    senderProtocolAddress: ip.bytes,
    targetHardwareAddress: target,
    targetProtocolAddress: ip.bytes,
  });
  return { etherType: ETH_P_ARP, destination: link.broadcast, payload };
}
