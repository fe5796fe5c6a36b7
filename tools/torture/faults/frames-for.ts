/** Frames of a host that speak for an address, or ask for it. */
import type { CapturedFrame } from '../../../lab/capture.ts';
import { ipAddressFromBytes } from '../../../lib/linux/ip-text.ts';
import { ARPHRD_ETHER, decodeArp } from '../../../lib/wire/arp.ts';
import {
  decodeEthernet,
  ETH_P_ARP,
  ETH_P_IPV6,
  type EthernetFrame,
} from '../../../lib/wire/ethernet.ts';
import { formatHardwareAddress } from '../../../lib/wire/hardware-address.ts';
import { decodeIpv6, IPPROTO_ICMPV6 } from '../../../lib/wire/ipv6.ts';
import {
  decodeNeighborAdvertisement,
  ND_NEIGHBOR_ADVERT,
} from '../../../lib/wire/neighbor-advertisement.ts';
import {
  decodeNeighborSolicitation,
  ND_NEIGHBOR_SOLICIT,
} from '../../../lib/wire/neighbor-solicitation.ts';

const ETH_P_IP = 0x0800;
/** Offset of the source address in an IPv4 header. */
const IPV4_SOURCE = 12;

/** The times of the frames from this hardware address that have the IP address as source, sender or target. */
export function framesFor(
  ip: string,
  hardwareAddress: string,
  frames: readonly CapturedFrame[],
): number[] {
  return frames
    .filter(({ bytes }) => {
      const frame = decodeEthernet(bytes);
      const isOurs = formatHardwareAddress(frame.source) === hardwareAddress;
      return isOurs && addressesOf(frame).includes(ip);
    })
    .map(({ time }) => time);
}

function addressesOf({ etherType, payload }: EthernetFrame): string[] {
  const text = (bytes: Uint8Array) => ipAddressFromBytes(bytes).text;
  if (etherType === ETH_P_ARP) {
    const arp = decodeArp(payload);
    return [text(arp.senderProtocolAddress), text(arp.targetProtocolAddress)];
  }
  if (etherType === ETH_P_IP) return [text(payload.subarray(IPV4_SOURCE, IPV4_SOURCE + 4))];
  if (etherType !== ETH_P_IPV6) return [];
  const packet = decodeIpv6(payload);
  const addresses = [text(packet.source)];
  if (packet.nextHeader !== IPPROTO_ICMPV6) return addresses;
  const kind = packet.payload[0];
  if (kind === ND_NEIGHBOR_ADVERT) {
    addresses.push(text(decodeNeighborAdvertisement(packet.payload, ARPHRD_ETHER).target));
  } else if (kind === ND_NEIGHBOR_SOLICIT) {
    addresses.push(text(decodeNeighborSolicitation(packet.payload, ARPHRD_ETHER).target));
  }
  return addresses;
}
