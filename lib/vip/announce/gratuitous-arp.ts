/** The packets that announce an IPv4 address to the neighbours. */
import type { ArpType } from '../../../build/names.ts';
import { ARP_REPLY, ARP_REQUEST, encodeArp } from '../../wire/arp.ts';
import { ETH_P_ARP } from '../../wire/ethernet.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { Packet } from './packet.ts';

/**
 * One round: the ARP Announcement of RFC 5227 section 2.3, a request for the sender's own address, and a
 * gratuitous reply for neighbours that update their cache from replies only.
 */
export function gratuitousArp(
  link: Link,
  ip: IpAddress,
  type: ArpType,
  announcedMac = link.address,
): Packet[] {
  const request = arp(link, ip, ARP_REQUEST, announcedMac, new Uint8Array(link.address.length));
  // The target of a gratuitous reply is the sender (RFC 5944 section 4.6).
  const reply = arp(link, ip, ARP_REPLY, announcedMac, announcedMac);
  if (type === 'request') return [request];
  if (type === 'reply') return [reply];
  return [request, reply];
}

function arp(
  link: Link,
  ip: IpAddress,
  operation: number,
  announcedMac: Uint8Array,
  target: Uint8Array,
): Packet {
  const payload = encodeArp({
    hardwareType: link.hardwareType,
    operation,
    senderHardwareAddress: announcedMac,
    senderProtocolAddress: ip.bytes,
    targetHardwareAddress: target,
    targetProtocolAddress: ip.bytes,
  });
  return { etherType: ETH_P_ARP, destination: link.broadcast, payload };
}
