/** The fields of a packet, with the names of RFC 826 and RFC 4861. */
import type { PacketOnWire } from '../actions/explain.ts';
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import { ARPHRD_ETHER, decodeArp } from '../wire/arp.ts';
import { decodeEthernet } from '../wire/ethernet.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import { toHex } from '../wire/hex.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { decodeIpv6 } from '../wire/ipv6.ts';
import { decodeNeighborAdvertisement } from '../wire/neighbor-advertisement.ts';

/** A packet as `explain --json` prints it, in this order. */
export interface PacketReport {
  readonly operation: string;
  /** Link-layer destination address. */
  readonly destination: string;
  readonly fields: PacketFields;
  /** Octets in hexadecimal digits. */
  readonly frame: string;
}

export interface PacketFields {
  /** Absent on links other than Ethernet: the kernel writes their link-layer header. */
  readonly ethernet?: EthernetFields | undefined;
  readonly arp?: ArpFields | undefined;
  readonly ipv6?: Ipv6Fields | undefined;
  readonly neighborAdvertisement?: NeighborAdvertisementFields | undefined;
}

export interface EthernetFields {
  readonly destination: string;
  readonly source: string;
}

export interface ArpFields {
  readonly operation: number;
  readonly senderHardwareAddress: string;
  readonly senderProtocolAddress: string;
  readonly targetHardwareAddress: string;
  readonly targetProtocolAddress: string;
}

export interface Ipv6Fields {
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  readonly hopLimit: number;
}

export interface NeighborAdvertisementFields {
  readonly router: boolean;
  readonly solicited: boolean;
  readonly override: boolean;
  readonly targetAddress: string;
  readonly targetLinkLayerAddress?: string | undefined;
}

export function packetReport(packet: PacketOnWire, { hardwareType }: Link): PacketReport {
  return {
    operation: packet.operation,
    destination: formatHardwareAddress(packet.destination),
    fields: packetFields(packet, hardwareType),
    frame: toHex(packet.frame),
  };
}

function packetFields({ operation, frame }: PacketOnWire, hardwareType: number): PacketFields {
  const header = hardwareType === ARPHRD_ETHER ? decodeEthernet(frame) : undefined;
  const payload = header ? header.payload : frame;
  const ethernet = header && {
    destination: formatHardwareAddress(header.destination),
    source: formatHardwareAddress(header.source),
  };
  if (operation !== 'Neighbor Advertisement') return { ethernet, arp: arpFields(payload) };
  const ipv6 = decodeIpv6(payload);
  return {
    ethernet,
    ipv6: {
      sourceAddress: formatIp(ipv6.source),
      destinationAddress: formatIp(ipv6.destination),
      hopLimit: ipv6.hopLimit,
    },
    neighborAdvertisement: advertisementFields(ipv6.payload, hardwareType),
  };
}

function arpFields(payload: Uint8Array): ArpFields {
  const arp = decodeArp(payload);
  return {
    operation: arp.operation,
    senderHardwareAddress: formatHardwareAddress(arp.senderHardwareAddress),
    senderProtocolAddress: formatIp(arp.senderProtocolAddress),
    targetHardwareAddress: formatHardwareAddress(arp.targetHardwareAddress),
    targetProtocolAddress: formatIp(arp.targetProtocolAddress),
  };
}

function advertisementFields(
  payload: Uint8Array,
  hardwareType: number,
): NeighborAdvertisementFields {
  const advertisement = decodeNeighborAdvertisement(payload, hardwareType);
  const { router, solicited, override, target, targetLinkLayerAddress } = advertisement;
  return {
    router,
    solicited,
    override,
    targetAddress: formatIp(target),
    targetLinkLayerAddress: targetLinkLayerAddress && formatHardwareAddress(targetLinkLayerAddress),
  };
}

function formatIp(bytes: Uint8Array): string {
  return ipAddressFromBytes(bytes).text;
}
