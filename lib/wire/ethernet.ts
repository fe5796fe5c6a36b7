/**
 * Ethernet II header (IEEE 802.3, RFC 894), 14 octets, big endian:
 *
 *   0  destination address  6
 *   6  source address       6
 *  12  EtherType            2
 *  14  payload
 */
import { getNetworkU16, MalformedMessage, putNetworkU16 } from './octets.ts';

export const ETH_HLEN = 14;
export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;
export const ETH_P_IPV6 = 0x86dd;

export interface EthernetFrame {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly etherType: number;
  readonly payload: Uint8Array;
}

export function encodeEthernet(frame: EthernetFrame): Uint8Array {
  const bytes = new Uint8Array(ETH_HLEN + frame.payload.length);
  bytes.set(frame.destination, 0);
  bytes.set(frame.source, 6);
  putNetworkU16(bytes, 12, frame.etherType);
  bytes.set(frame.payload, ETH_HLEN);
  return bytes;
}

export function decodeEthernet(bytes: Uint8Array): EthernetFrame {
  if (bytes.length < ETH_HLEN) {
    throw new MalformedMessage(`Ethernet header of ${bytes.length} octets, ${ETH_HLEN} needed`);
  }
  return {
    destination: bytes.subarray(0, 6),
    source: bytes.subarray(6, 12),
    etherType: getNetworkU16(bytes, 12),
    payload: bytes.subarray(ETH_HLEN),
  };
}
