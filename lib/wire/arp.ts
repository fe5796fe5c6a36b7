/**
 * ARP packet (RFC 826), big endian; the lengths of the address fields are `hln` and `pln`:
 *
 *   0  ar$hrd  hardware type            2
 *   2  ar$pro  protocol type            2
 *   4  ar$hln  hardware address length  1   6 on Ethernet, 20 on InfiniBand (RFC 4391)
 *   5  ar$pln  protocol address length  1   4 for IPv4
 *   6  ar$op   operation                2
 *   8  ar$sha  sender hardware address  hln
 *      ar$spa  sender protocol address  pln
 *      ar$tha  target hardware address  hln
 *      ar$tpa  target protocol address  pln
 */
import { hex } from './hex.ts';
import { getNetworkU16, MalformedMessage, octetAt, putNetworkU16, putOctet } from './octets.ts';

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

/** linux/if_arp.h */
export const ARPHRD_ETHER = 1;
export const ARPHRD_INFINIBAND = 32;

const PROTOCOL_TYPE_IPV4 = 0x0800;
const FIXED_LENGTH = 8;

export interface ArpPacket {
  readonly hardwareType: number;
  readonly operation: number;
  readonly senderHardwareAddress: Uint8Array;
  readonly senderProtocolAddress: Uint8Array;
  readonly targetHardwareAddress: Uint8Array;
  readonly targetProtocolAddress: Uint8Array;
}

export function encodeArp(packet: ArpPacket): Uint8Array {
  const hln = packet.senderHardwareAddress.length;
  const pln = packet.senderProtocolAddress.length;
  if (packet.targetHardwareAddress.length !== hln || packet.targetProtocolAddress.length !== pln) {
    throw new RangeError(
      'the sender and the target of an ARP packet must have addresses of the same lengths',
    );
  }
  const bytes = new Uint8Array(FIXED_LENGTH + 2 * (hln + pln));
  putNetworkU16(bytes, 0, packet.hardwareType);
  putNetworkU16(bytes, 2, PROTOCOL_TYPE_IPV4);
  putOctet(bytes, 4, hln);
  putOctet(bytes, 5, pln);
  putNetworkU16(bytes, 6, packet.operation);
  bytes.set(packet.senderHardwareAddress, FIXED_LENGTH);
  bytes.set(packet.senderProtocolAddress, FIXED_LENGTH + hln);
  bytes.set(packet.targetHardwareAddress, FIXED_LENGTH + hln + pln);
  bytes.set(packet.targetProtocolAddress, FIXED_LENGTH + 2 * hln + pln);
  return bytes;
}

/** Ignores octets after the packet: Ethernet pads a payload to 46 octets. */
export function decodeArp(bytes: Uint8Array): ArpPacket {
  if (bytes.length < FIXED_LENGTH) {
    throw new MalformedMessage(`ARP packet of ${bytes.length} octets, ${FIXED_LENGTH} needed`);
  }
  const protocolType = getNetworkU16(bytes, 2);
  if (protocolType !== PROTOCOL_TYPE_IPV4) {
    throw new MalformedMessage(`ARP protocol type 0x${hex(protocolType)} is not IPv4`);
  }
  const hln = octetAt(bytes, 4);
  const pln = octetAt(bytes, 5);
  if (pln !== 4) throw new MalformedMessage(`ARP protocol address length ${pln}, not 4`);
  const length = FIXED_LENGTH + 2 * (hln + pln);
  if (bytes.length < length) {
    throw new MalformedMessage(`ARP packet of ${bytes.length} octets, ${length} needed`);
  }
  return {
    hardwareType: getNetworkU16(bytes, 0),
    operation: getNetworkU16(bytes, 6),
    senderHardwareAddress: field(bytes, 0, hln),
    senderProtocolAddress: field(bytes, hln, pln),
    targetHardwareAddress: field(bytes, hln + pln, hln),
    targetProtocolAddress: field(bytes, 2 * hln + pln, pln),
  };
}

function field(bytes: Uint8Array, offset: number, size: number): Uint8Array {
  return bytes.subarray(FIXED_LENGTH + offset, FIXED_LENGTH + offset + size);
}
