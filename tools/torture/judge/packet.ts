/** What a frame says: ARP (RFC 826), Neighbor Discovery (RFC 4861), or an IP packet. */
import { ipText, macText } from './addresses.ts';
import type { LinkType } from './link-type.ts';

interface Common {
  /** Source and destination of the Ethernet frame; the destination is empty if the capture does not have it. */
  readonly from: string;
  readonly to: string;
}

export interface Arp extends Common {
  readonly kind: 'arp';
  readonly isReply: boolean;
  readonly senderMac: string;
  /** `0.0.0.0` in an ARP Probe (RFC 5227). */
  readonly sender: string;
  readonly target: string;
}

export interface Solicitation extends Common {
  readonly kind: 'solicitation';
  /** The unspecified address in duplicate address detection. */
  readonly source: string;
  readonly target: string;
  /** Source Link-Layer Address option. */
  readonly sourceMac: string | undefined;
}

export interface Advertisement extends Common {
  readonly kind: 'advertisement';
  readonly source: string;
  readonly target: string;
  readonly isSolicited: boolean;
  /** Target Link-Layer Address option. */
  readonly targetMac: string | undefined;
}

export interface IpPacket extends Common {
  readonly kind: 'ip';
  readonly source: string;
  readonly destination: string;
  readonly what: 'echo request' | 'echo reply' | 'ICMP' | 'UDP' | 'TCP SYN' | 'TCP' | 'IP';
}

export type Packet = Arp | Solicitation | Advertisement | IpPacket;

const ETHERNET_HEADER = 14;
/** Packet types (packet(7)): PACKET_BROADCAST, PACKET_MULTICAST. */
const TO_BROADCAST = 1;
const TO_MULTICAST = 2;
const VLAN_TAG = 4;
/** 802.1Q, 802.1ad, and what came before 802.1ad. */
const ETH_VLANS: readonly number[] = [0x8100, 0x88a8, 0x9100];
const ETH_ARP = 0x0806;
const ETH_IPV4 = 0x0800;
const ETH_IPV6 = 0x86dd;

/** Hardware type, protocol type, two lengths, operation, and two pairs of addresses. */
const ARP_LENGTH = 28;
const ARP_REPLY = 2;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
/** Hop-by-Hop Options, Routing, Destination Options. */
const EXTENSIONS: readonly number[] = [0, 43, 60];

const ECHO: Readonly<Record<string, 'echo request' | 'echo reply'>> = {
  [`${ICMP} 8`]: 'echo request',
  [`${ICMP} 0`]: 'echo reply',
  [`${ICMPV6} 128`]: 'echo request',
  [`${ICMPV6} 129`]: 'echo reply',
};
const NEIGHBOR_SOLICITATION = 135;
const NEIGHBOR_ADVERTISEMENT = 136;
const ND_OPTIONS = 24;
const SOURCE_LINK_LAYER_ADDRESS = 1;
const TARGET_LINK_LAYER_ADDRESS = 2;

/** The octet of the TCP header with the flags. */
const TCP_FLAGS = 13;
const SYN = 0x02;
const ACK = 0x10;

/** Undefined for other protocols, and for frames that are cut short. */
export function parsePacket(
  octets: Uint8Array,
  linkType: LinkType = 'Ethernet',
): Packet | undefined {
  if (linkType !== 'Ethernet') return parseCooked(octets, linkType);
  if (octets.length < ETHERNET_HEADER) return undefined;
  const common = { to: macText(octets.subarray(0, 6)), from: macText(octets.subarray(6, 12)) };
  return parseTagged(common, octets, 12);
}

/**
 * sll_header: packet type 2, hardware type 2, length 2, source 8, protocol 2. sll2_header: protocol 2, reserved 2,
 * interface 4, hardware type 2, packet type 1, length 1, source 8.
 */
function parseCooked(octets: Uint8Array, linkType: 'SLL' | 'SLL2'): Packet | undefined {
  const isFirst = linkType === 'SLL';
  const source = isFirst ? 6 : 12;
  const header = isFirst ? 16 : 20;
  if (octets.length < header) return undefined;
  const type = isFirst ? u16(octets, 0) : octets.at(10);
  const isGroup = type === TO_BROADCAST || type === TO_MULTICAST;
  const from = macText(octets.subarray(source, source + 6));
  const common = { from, to: isGroup ? 'ff:ff:ff:ff:ff:ff' : '' };
  if (isFirst) return parseTagged(common, octets, 14);
  return parsePayload(common, u16(octets, 0), octets.subarray(header));
}

/** @param at of the EtherType, or of VLAN tags before it */
function parseTagged(common: Common, octets: Uint8Array, at: number): Packet | undefined {
  let type = at;
  while (ETH_VLANS.includes(u16(octets, type))) type += VLAN_TAG;
  return parsePayload(common, u16(octets, type), octets.subarray(type + 2));
}

function parsePayload(common: Common, type: number, payload: Uint8Array): Packet | undefined {
  switch (type) {
    case ETH_ARP:
      return parseArp(common, payload);
    case ETH_IPV4:
      return parseIpv4(common, payload);
    case ETH_IPV6:
      return parseIpv6(common, payload);
    default:
      return undefined;
  }
}

function parseArp(common: Common, octets: Uint8Array): Arp | undefined {
  // Ethernet and IPv4.
  if (octets.length < ARP_LENGTH || u16(octets, 4) !== 0x0604) return undefined;
  return {
    ...common,
    kind: 'arp',
    isReply: u16(octets, 6) === ARP_REPLY,
    senderMac: macText(octets.subarray(8, 14)),
    sender: ipText(octets.subarray(14, 18)),
    target: ipText(octets.subarray(24, 28)),
  };
}

function parseIpv4(common: Common, octets: Uint8Array): IpPacket | undefined {
  if (octets.length < IPV4_HEADER) return undefined;
  const source = ipText(octets.subarray(12, 16));
  const destination = ipText(octets.subarray(16, 20));
  const length = (octets.at(0) ?? 0) & 0x0f;
  const isFirst = (u16(octets, 6) & 0x1fff) === 0;
  const protocol = octets.at(9) ?? 0;
  const what = isFirst ? describe(protocol, octets.subarray(4 * length)) : 'IP';
  return { ...common, kind: 'ip', source, destination, what };
}

function parseIpv6(common: Common, octets: Uint8Array): Packet | undefined {
  if (octets.length < IPV6_HEADER) return undefined;
  const source = ipText(octets.subarray(8, 24));
  const destination = ipText(octets.subarray(24, 40));
  let protocol = octets.at(6) ?? 0;
  let payload = octets.subarray(IPV6_HEADER);
  while (EXTENSIONS.includes(protocol) && payload.length >= 8) {
    protocol = payload.at(0) ?? 0;
    payload = payload.subarray(8 * ((payload.at(1) ?? 0) + 1));
  }
  const type = payload.at(0);
  if (protocol === ICMPV6 && payload.length >= ND_OPTIONS) {
    const target = ipText(payload.subarray(8, 24));
    const options = payload.subarray(ND_OPTIONS);
    if (type === NEIGHBOR_SOLICITATION) {
      const sourceMac = linkLayerAddress(options, SOURCE_LINK_LAYER_ADDRESS);
      return { ...common, kind: 'solicitation', source, target, sourceMac };
    }
    if (type === NEIGHBOR_ADVERTISEMENT) {
      const isSolicited = ((payload.at(4) ?? 0) & 0x40) !== 0;
      const targetMac = linkLayerAddress(options, TARGET_LINK_LAYER_ADDRESS);
      return { ...common, kind: 'advertisement', source, target, isSolicited, targetMac };
    }
  }
  return { ...common, kind: 'ip', source, destination, what: describe(protocol, payload) };
}

function linkLayerAddress(options: Uint8Array, type: number): string | undefined {
  for (let at = 0; at + 8 <= options.length; ) {
    const length = 8 * (options.at(at + 1) ?? 0);
    if (options.at(at) === type) {
      return macText(options.subarray(at + 2, at + 8));
    }
    if (length === 0) return undefined;
    at += length;
  }
  return undefined;
}

function describe(protocol: number, payload: Uint8Array): IpPacket['what'] {
  if (protocol === UDP) return 'UDP';
  if (protocol === TCP) {
    return ((payload.at(TCP_FLAGS) ?? 0) & (SYN | ACK)) === SYN ? 'TCP SYN' : 'TCP';
  }
  if (protocol !== ICMP && protocol !== ICMPV6) return 'IP';
  return ECHO[`${protocol} ${payload.at(0)}`] ?? 'ICMP';
}

function u16(octets: Uint8Array, at: number): number {
  return (octets.at(at) ?? 0) * 256 + (octets.at(at + 1) ?? 0);
}
