/**
 * The question that a peer must answer to the virtual IP. A host that asks is learned from (RFC 826, RFC 4861
 * section 7.2.3), also by a gateway that drops gratuitous ARP or unsolicited advertisements; its answer, sent to
 * our hardware address, proves it.
 */
import { ARP_REQUEST, encodeArp } from '../../wire/arp.ts';
import { ETH_P_ARP } from '../../wire/ethernet.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { solicitation } from './neighbor-packet.ts';
import type { Packet } from './packet.ts';

/**
 * An ARP request or a Neighbor Solicitation with `ip` as its source.
 * @param destination the hardware address of the peer; by default all hosts, or the solicited-node group
 */
export function question(
  link: Link,
  ip: IpAddress,
  peer: IpAddress,
  destination?: Uint8Array,
): Packet {
  if (ip.family === 'inet6') return solicitation(link, ip.bytes, peer.bytes, destination);
  const payload = encodeArp({
    hardwareType: link.hardwareType,
    operation: ARP_REQUEST,
    senderHardwareAddress: link.address,
    senderProtocolAddress: ip.bytes,
    targetHardwareAddress: new Uint8Array(link.address.length),
    targetProtocolAddress: peer.bytes,
  });
  return { etherType: ETH_P_ARP, destination: destination ?? link.broadcast, payload };
}
