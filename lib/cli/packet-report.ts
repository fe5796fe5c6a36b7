/** A packet field by field, by the names that RFC 826 and RFC 4861 have for them. */
import type { Explanation, PacketOnWire } from '../actions/explain.ts';
import type { Agent } from './agent.ts';

/** As `explain --json` prints it. */
export interface PacketReport {
  readonly operation: string;
  /** Link-layer address. */
  readonly destination: string;
  readonly fields: PacketFields;
  /** Its octets, in hexadecimal digits. */
  readonly frame: string;
}

export interface PacketFields {
  /** Absent where the kernel writes the header of the link: on anything but Ethernet. */
  readonly ethernet?: EthernetFields;
  readonly arp?: ArpFields;
  readonly ipv6?: Ipv6Fields;
  readonly neighborAdvertisement?: NeighborAdvertisementFields;
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
  readonly targetLinkLayerAddress?: string;
}

export function packetReport(
  packet: PacketOnWire,
  { hardwareType }: Explanation['link'],
  agent: Agent,
): PacketReport {
  return {
    operation: packet.operation,
    destination: agent.formatHardwareAddress(packet.destination),
    fields: packetFields(packet, hardwareType, agent),
    frame: packet.frame.toHex(),
  };
}

function packetFields(
  { operation, frame }: PacketOnWire,
  hardwareType: number,
  agent: Agent,
): PacketFields {
  const ethernet = hardwareType === agent.ethernet ? agent.decodeEthernet(frame) : undefined;
  const payload = ethernet ? ethernet.payload : frame;
  return {
    ...(ethernet && {
      ethernet: {
        destination: agent.formatHardwareAddress(ethernet.destination),
        source: agent.formatHardwareAddress(ethernet.source),
      },
    }),
    ...(operation === 'Neighbor Advertisement'
      ? advertisementFields(payload, hardwareType, agent)
      : { arp: arpFields(payload, agent) }),
  };
}

function arpFields(payload: Uint8Array, agent: Agent): ArpFields {
  const arp = agent.decodeArp(payload);
  return {
    operation: arp.operation,
    senderHardwareAddress: agent.formatHardwareAddress(arp.senderHardwareAddress),
    senderProtocolAddress: agent.formatIp(arp.senderProtocolAddress),
    targetHardwareAddress: agent.formatHardwareAddress(arp.targetHardwareAddress),
    targetProtocolAddress: agent.formatIp(arp.targetProtocolAddress),
  };
}

function advertisementFields(payload: Uint8Array, hardwareType: number, agent: Agent) {
  const ipv6 = agent.decodeIpv6(payload);
  const advertisement = agent.decodeNeighborAdvertisement(ipv6.payload, hardwareType);
  const { router, solicited, override, target, targetLinkLayerAddress: address } = advertisement;
  return {
    ipv6: {
      sourceAddress: agent.formatIp(ipv6.source),
      destinationAddress: agent.formatIp(ipv6.destination),
      hopLimit: ipv6.hopLimit,
    },
    neighborAdvertisement: {
      router,
      solicited,
      override,
      targetAddress: agent.formatIp(target),
      ...(address && { targetLinkLayerAddress: agent.formatHardwareAddress(address) }),
    },
  };
}
