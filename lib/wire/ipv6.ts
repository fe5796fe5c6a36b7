/**
 * IPv6 header (RFC 8200 section 3), 40 octets, big endian:
 *
 *   0  version 4 bits, traffic class 8, flow label 20   4
 *   4  payload length                                   2
 *   6  next header                                      1
 *   7  hop limit                                        1
 *   8  source address                                  16
 *  24  destination address                             16
 *  40  payload
 */
import { getNetworkU16, MalformedMessage, octetAt, putNetworkU16, putOctet } from './octets.ts';

export const IPV6_HEADER_LENGTH = 40;
export const IPPROTO_ICMPV6 = 58;

const VERSION = 6;

/** The input of an upper-layer checksum. */
export interface UpperLayerPacket {
  readonly nextHeader: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly payload: Uint8Array;
}

export interface Ipv6Packet extends UpperLayerPacket {
  readonly hopLimit: number;
}

/** Sets traffic class and flow label to 0. */
export function encodeIpv6(packet: Ipv6Packet): Uint8Array {
  const length = packet.payload.length;
  const bytes = new Uint8Array(IPV6_HEADER_LENGTH + length);
  putOctet(bytes, 0, VERSION << 4);
  putNetworkU16(bytes, 4, length);
  putOctet(bytes, 6, packet.nextHeader);
  putOctet(bytes, 7, packet.hopLimit);
  bytes.set(packet.source, 8);
  bytes.set(packet.destination, 24);
  bytes.set(packet.payload, IPV6_HEADER_LENGTH);
  return bytes;
}

/** Ignores octets after the packet: Ethernet pads a payload to 46 octets. */
export function decodeIpv6(bytes: Uint8Array): Ipv6Packet {
  if (bytes.length < IPV6_HEADER_LENGTH) {
    throw new MalformedMessage(
      `IPv6 header of ${bytes.length} octets, ${IPV6_HEADER_LENGTH} needed`,
    );
  }
  const version = octetAt(bytes, 0) >> 4;
  if (version !== VERSION) throw new MalformedMessage(`IP version ${version}, not ${VERSION}`);
  const length = getNetworkU16(bytes, 4);
  const end = IPV6_HEADER_LENGTH + length;
  if (bytes.length < end) {
    throw new MalformedMessage(`IPv6 packet of ${bytes.length} octets, ${end} needed`);
  }
  return {
    nextHeader: octetAt(bytes, 6),
    hopLimit: octetAt(bytes, 7),
    source: bytes.subarray(8, 24),
    destination: bytes.subarray(24, IPV6_HEADER_LENGTH),
    payload: bytes.subarray(IPV6_HEADER_LENGTH, end),
  };
}

/**
 * The checksum of an upper-layer packet with its pseudo-header (RFC 8200 section 8.1); 0 if the packet
 * already contains its correct checksum.
 */
export function upperLayerChecksum(packet: UpperLayerPacket): number {
  const { source, destination, payload, nextHeader } = packet;
  let sum = payload.length + nextHeader;
  for (const part of [source, destination, payload]) {
    const even = part.length & ~1;
    for (let at = 0; at < even; at += 2) sum += getNetworkU16(part, at);
    // An odd last octet is padded with a zero octet.
    if (even < part.length) sum += octetAt(part, even) << 8;
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
