/**
 * Echo requests (RFC 792, RFC 4443 section 4.1), big endian:
 *
 *   0  type             1   8 (ICMP), 128 (ICMPv6)
 *   1  code             1   0
 *   2  checksum         2
 *   4  identifier       2
 *   6  sequence number  2
 *   8  data
 *
 * in a packet of IPv4 without options (RFC 791), or of IPv6:
 *
 *   0  version, header length  1   0x45
 *   1  type of service         1
 *   2  total length            2
 *   4  identification          2
 *   6  flags, fragment offset  2
 *   8  time to live            1
 *   9  protocol                1   1
 *  10  header checksum         2
 *  12  source                  4
 *  16  destination             4
 */
import { encodeIpv6, IPPROTO_ICMPV6, upperLayerChecksum } from './ipv6.ts';
import { getNetworkU16, octetAt, putNetworkU16, putOctet } from './octets.ts';

const ICMP_ECHO = 8;
const ICMPV6_ECHO_REQUEST = 128;
const IPPROTO_ICMP = 1;
const VERSION_AND_LENGTH = 0x45;
const IPV4_HEADER_LENGTH = 20;
const ECHO_LENGTH = 8;
const TIME_TO_LIVE = 64;

/** The packet, from its IP header on. Source and destination have the same family. */
export function encodeEchoRequest(
  source: Uint8Array,
  destination: Uint8Array,
  identifier: number,
): Uint8Array {
  return source.length === 4
    ? echoRequest4(source, destination, identifier)
    : echoRequest6(source, destination, identifier);
}

function echoRequest4(source: Uint8Array, destination: Uint8Array, identifier: number): Uint8Array {
  const bytes = new Uint8Array(IPV4_HEADER_LENGTH + ECHO_LENGTH);
  putOctet(bytes, 0, VERSION_AND_LENGTH);
  putNetworkU16(bytes, 2, bytes.length);
  putOctet(bytes, 8, TIME_TO_LIVE);
  putOctet(bytes, 9, IPPROTO_ICMP);
  bytes.set(source, 12);
  bytes.set(destination, 16);
  putNetworkU16(bytes, 10, checksum(bytes.subarray(0, IPV4_HEADER_LENGTH)));
  const echo = bytes.subarray(IPV4_HEADER_LENGTH);
  putOctet(echo, 0, ICMP_ECHO);
  putNetworkU16(echo, 4, identifier);
  putNetworkU16(echo, 2, checksum(echo));
  return bytes;
}

function echoRequest6(source: Uint8Array, destination: Uint8Array, identifier: number): Uint8Array {
  const payload = new Uint8Array(ECHO_LENGTH);
  putOctet(payload, 0, ICMPV6_ECHO_REQUEST);
  putNetworkU16(payload, 4, identifier);
  const packet = { nextHeader: IPPROTO_ICMPV6, source, destination, payload };
  putNetworkU16(payload, 2, upperLayerChecksum(packet));
  return encodeIpv6({ ...packet, hopLimit: TIME_TO_LIVE });
}

/** The Internet checksum (RFC 1071) of an even number of octets. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) sum += getNetworkU16(bytes, at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** The source of a packet that echoReplyFilter has kept. */
export function sourceOf(packet: Uint8Array): Uint8Array {
  const isIpv6 = octetAt(packet, 0) >> 4 === 6;
  return isIpv6 ? packet.subarray(8, 24) : packet.subarray(12, 16);
}
