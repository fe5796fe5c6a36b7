/** Frames that a host could send for an address too late: each kind that the judge must know. */

import type { CapturedFrame } from '../judge/capture.ts';
import type { SeededRandom } from '../random.ts';

const ALL = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const PEER = [0x02, 0, 0, 0, 0, 0x77];
const ALL_NODES = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const ICMPV6 = 58;

/** A frame of a random kind. @param mac six octets @param ip 4 or 16 octets */
export function lateFrame(random: SeededRandom, mac: readonly number[], ip: readonly number[]) {
  const frame = ip.length === 4 ? ipv4(random, mac, ip) : ipv6(random, mac, ip);
  // Some segments have VLAN tags.
  return random.below(4) === 0 ? [...frame.slice(0, 12), 0x81, 0, 0, 7, ...frame.slice(12)] : frame;
}

function ipv4(random: SeededRandom, mac: readonly number[], ip: readonly number[]): number[] {
  const arp = (
    to: readonly number[],
    operation: number,
    sender: readonly number[],
    target: readonly number[],
  ) => [...to, ...mac, 8, 6, 0, 1, 8, 0, 6, 4, 0, operation, ...mac, ...sender, ...PEER, ...target];
  const peer = [...ip.slice(0, 3), 77];
  const packet = (protocol: number, payload: readonly number[]) => {
    const header = [0x45, 0, 0, 20 + payload.length, 0, 0, 0, 0, 64, protocol, 0, 0];
    return [...PEER, ...mac, 8, 0, ...header, ...ip, ...peer, ...payload];
  };
  return random.pick([
    arp(ALL, 1, ip, ip),
    arp(ALL, 2, ip, ip),
    arp(PEER, 2, ip, peer),
    arp(ALL, 1, ip, peer),
    arp(ALL, 1, [0, 0, 0, 0], ip),
    packet(1, [0, 0, 0, 0, 0, 0, 0, 0]),
    packet(17, [0, 7, 0, 7, 0, 8, 0, 0]),
    packet(
      6,
      Array.from({ length: 20 }, () => 0),
    ),
  ]);
}

function ipv6(random: SeededRandom, mac: readonly number[], ip: readonly number[]): number[] {
  const unspecified = Array.from({ length: 16 }, () => 0);
  const peer = [...ip.slice(0, 15), 0x77];
  const packet = (
    source: readonly number[],
    destination: readonly number[],
    next: number,
    payload: readonly number[],
  ) => {
    const header = [0x60, 0, 0, 0, 0, payload.length, next, 255, ...source, ...destination];
    return [...PEER, ...mac, 0x86, 0xdd, ...header, ...payload];
  };
  const discovery = (type: number, flags: number, target: readonly number[], option: number) => [
    type,
    0,
    0,
    0,
    flags,
    0,
    0,
    0,
    ...target,
    option,
    1,
    ...mac,
  ];
  return random.pick([
    packet(ip, ALL_NODES, ICMPV6, discovery(136, 0x20, ip, 2)),
    packet(ip, peer, ICMPV6, discovery(136, 0x60, ip, 2)),
    packet(unspecified, ALL_NODES, ICMPV6, discovery(135, 0, ip, 1)),
    packet(ip, peer, ICMPV6, discovery(135, 0, peer, 1)),
    packet(ip, peer, ICMPV6, [129, 0, 0, 0, 0, 0, 0, 0]),
    packet(ip, peer, 17, [0, 7, 0, 7, 0, 8, 0, 0]),
    packet(
      ip,
      peer,
      6,
      Array.from({ length: 20 }, () => 0),
    ),
  ]);
}

/** The frames with one more. */
export function insertFrame(
  frames: readonly CapturedFrame[],
  time: number,
  octets: readonly number[],
): CapturedFrame[] {
  const all = [
    ...frames,
    { number: 0, time, octets: Uint8Array.from(octets), linkType: 'Ethernet' as const },
  ];
  return all.sort((a, b) => a.time - b.time).map((frame, at) => ({ ...frame, number: at + 1 }));
}
