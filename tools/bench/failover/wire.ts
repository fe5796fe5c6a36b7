/** Decodes frames on the client's wire: answers of the service, and announcements of the address. */

import type { Capture, CapturedFrame } from '../../../lab/capture.ts';
import { decodeEthernet } from '../../../lib/wire/ethernet.ts';
import { formatHardwareAddress } from '../../../lib/wire/hardware-address.ts';
import { getNetworkU16 } from '../../../lib/wire/octets.ts';

export interface WireAnswer {
  /** Milliseconds of CLOCK_REALTIME, the kernel's own time stamp. */
  readonly time: number;
  readonly number: number;
  /** The node that answered. */
  readonly by: string;
}

const ETH_P_IP = 0x0800;
const UDP_HEADER_LENGTH = 8;

/** The capture filter of the client's wire. */
export const filter = (address: string) => `arp or (udp and src host ${address})`;

export function answers(frames: readonly CapturedFrame[]): WireAnswer[] {
  return frames.flatMap(({ time, bytes }) => {
    const { etherType, payload } = decodeEthernet(bytes);
    if (etherType !== ETH_P_IP) return [];
    const header = ((payload[0] ?? 0) & 0xf) * 4;
    const length = getNetworkU16(payload, 2);
    const text = new TextDecoder().decode(payload.subarray(header + UDP_HEADER_LENGTH, length));
    const { number, by } = JSON.parse(text);
    return [{ time, number, by }];
  });
}

/** Times of the gratuitous ARP packets of a host for the address. */
export async function announcements(
  capture: Capture,
  address: string,
  mac: string,
): Promise<number[]> {
  const packets = await capture.arp(address);
  return packets
    .filter(({ arp }) => arp.targetProtocolAddress.join('.') === address)
    .filter(({ arp }) => formatHardwareAddress(arp.senderHardwareAddress) === mac)
    .map(({ time }) => time);
}
