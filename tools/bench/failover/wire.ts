/** Decodes frames on the client's wire: answers of the service, and announcements of the address. */
import { isIPv6 } from 'node:net';
import type { Capture, CapturedFrame } from '../../../lab/capture.ts';
import { decodeEthernet, ETH_P_IPV6, type EthernetFrame } from '../../../lib/wire/ethernet.ts';
import { formatHardwareAddress } from '../../../lib/wire/hardware-address.ts';
import { decodeIpv6 } from '../../../lib/wire/ipv6.ts';
import { getNetworkU16 } from '../../../lib/wire/octets.ts';

export interface WireAnswer {
  /** Milliseconds of CLOCK_REALTIME, the kernel's own time stamp. */
  readonly time: number;
  readonly number: number;
  /** The node that answered. */
  readonly by: string;
}

const ETH_P_IP = 0x0800;
const IPPROTO_UDP = 17;
const UDP_HEADER_LENGTH = 8;

/** The capture filter of the client's wire. */
export const filter = (address: string) =>
  `${isIPv6(address) ? 'icmp6' : 'arp'} or (udp and src host ${address})`;

export function answers(frames: readonly CapturedFrame[]): WireAnswer[] {
  return frames.flatMap(({ time, bytes }) => {
    const datagram = udpIn(decodeEthernet(bytes));
    if (!datagram) return [];
    const text = new TextDecoder().decode(datagram.subarray(UDP_HEADER_LENGTH));
    const { number, by } = JSON.parse(text);
    return [{ time, number, by }];
  });
}

function udpIn({ etherType, payload }: EthernetFrame): Uint8Array | undefined {
  if (etherType === ETH_P_IPV6) {
    const packet = decodeIpv6(payload);
    return packet.nextHeader === IPPROTO_UDP ? packet.payload : undefined;
  }
  if (etherType !== ETH_P_IP) return undefined;
  return payload.subarray(((payload[0] ?? 0) & 0xf) * 4, getNetworkU16(payload, 2));
}

/** Times of the gratuitous ARP packets or unsolicited advertisements of a host for the address. */
export async function announcements(
  capture: Capture,
  address: string,
  mac: string,
): Promise<number[]> {
  if (isIPv6(address)) {
    const advertisements = await capture.advertisements(address);
    return advertisements
      .filter(({ frame }) => formatHardwareAddress(frame.source) === mac)
      .filter(({ advertisement }) => !advertisement.solicited)
      .map(({ time }) => time);
  }
  const packets = await capture.arp(address);
  return packets
    .filter(({ arp }) => arp.targetProtocolAddress.join('.') === address)
    .filter(({ arp }) => formatHardwareAddress(arp.senderHardwareAddress) === mac)
    .map(({ time }) => time);
}
