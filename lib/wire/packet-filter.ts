/**
 * Classic BPF programs for SO_ATTACH_FILTER (linux/filter.h). A program is an array of struct sock_filter, host
 * byte order:
 *
 *   0  code  2   BPF_*
 *   2  jt    1   instructions to skip if the condition is true
 *   3  jf    1   if it is false
 *   4  k     4
 *
 * On a socket of type SOCK_DGRAM, offset 0 is the first octet after the link-layer header.
 */
import { ARP_REPLY } from './arp.ts';
import { IPPROTO_ICMPV6 } from './ipv6.ts';
import { ND_NEIGHBOR_ADVERT } from './neighbor-advertisement.ts';
import { ND_NEIGHBOR_SOLICIT } from './neighbor-solicitation.ts';
import { getNetworkU32, putOctet, putU16, putU32 } from './octets.ts';

const SOCK_FILTER_LENGTH = 8;

/** BPF_LD | BPF_B | BPF_ABS, and the same for 16 and 32 bits: load from the offset k. */
const LOAD_8 = 0x30;
const LOAD_16 = 0x28;
const LOAD_32 = 0x20;
/** BPF_JMP | BPF_JEQ | BPF_K */
const JUMP_IF_EQUAL = 0x15;
/** BPF_RET | BPF_K: the number of octets to keep, 0 to drop the packet. */
const RETURN = 0x06;
const ALL_OCTETS = 0xffff;

/** Offsets in an ARP packet whose hardware addresses have `length` octets (arp.ts). */
const ARP_OPERATION = 6;
const senderProtocolAddressAt = (length: number): number => 8 + length;
const targetProtocolAddressAt = (length: number): number => 12 + 2 * length;

/** Offsets in an IPv6 packet (ipv6.ts). */
const IPV6_NEXT_HEADER = 6;
const ICMPV6_TYPE = 40;
const ND_TARGET = 48;

/**
 * Keeps the ARP packets whose sender protocol address is `ip`, and the replies to requests from `ip` or to ARP
 * Probes.
 * @param hardwareAddressLength of the link, in octets
 */
export function arpFilter(ip: Uint8Array, hardwareAddressLength: number): Uint8Array {
  const address = getNetworkU32(ip, 0);
  return program([
    [LOAD_32, 0, 0, senderProtocolAddressAt(hardwareAddressLength)],
    [JUMP_IF_EQUAL, 5, 0, address],
    [LOAD_16, 0, 0, ARP_OPERATION],
    [JUMP_IF_EQUAL, 0, 4, ARP_REPLY],
    [LOAD_32, 0, 0, targetProtocolAddressAt(hardwareAddressLength)],
    [JUMP_IF_EQUAL, 1, 0, address],
    [JUMP_IF_EQUAL, 0, 1, 0],
    [RETURN, 0, 0, ALL_OCTETS],
    [RETURN, 0, 0, 0],
  ]);
}

/** Keeps the Neighbor Advertisements. */
export function neighborAdvertisementFilter(): Uint8Array {
  return keepIf([
    [LOAD_8, IPV6_NEXT_HEADER, [IPPROTO_ICMPV6]],
    [LOAD_8, ICMPV6_TYPE, [ND_NEIGHBOR_ADVERT]],
  ]);
}

/** Keeps the Neighbor Solicitations and Neighbor Advertisements whose target is `ip`. */
export function neighborFilter(ip: Uint8Array): Uint8Array {
  return keepIf([
    [LOAD_8, IPV6_NEXT_HEADER, [IPPROTO_ICMPV6]],
    [LOAD_8, ICMPV6_TYPE, [ND_NEIGHBOR_ADVERT, ND_NEIGHBOR_SOLICIT]],
    [LOAD_32, ND_TARGET, [getNetworkU32(ip, 0)]],
    [LOAD_32, ND_TARGET + 4, [getNetworkU32(ip, 4)]],
    [LOAD_32, ND_TARGET + 8, [getNetworkU32(ip, 8)]],
    [LOAD_32, ND_TARGET + 12, [getNetworkU32(ip, 12)]],
  ]);
}

/** Offset of the ancillary data (SKF_AD_OFF + SKF_AD_PKTTYPE): to whom the frame is addressed. */
const PACKET_TYPE = 0xfffff004;
/** PACKET_HOST: to this host. */
const TO_THIS_HOST = 0;
/** Version 4 and a header without options. */
const IPV4_WITHOUT_OPTIONS = 0x45;
const IPV4_PROTOCOL = 9;
const IPV4_DESTINATION = 16;
const IPV4_PAYLOAD = 20;
const IPPROTO_ICMP = 1;
const ICMP_ECHOREPLY = 0;
const ICMPV6_ECHO_REPLY = 129;
/** The last 32 bits of the destination. */
const IPV6_DESTINATION_END = 36;

/** Keeps the echo replies to `ip` in frames to this host: a bridge may also deliver those to others. */
export function echoReplyFilter(ip: Uint8Array): Uint8Array {
  if (ip.length === 4) {
    return keepIf([
      [LOAD_8, PACKET_TYPE, [TO_THIS_HOST]],
      [LOAD_8, 0, [IPV4_WITHOUT_OPTIONS]],
      [LOAD_8, IPV4_PROTOCOL, [IPPROTO_ICMP]],
      [LOAD_32, IPV4_DESTINATION, [getNetworkU32(ip, 0)]],
      [LOAD_8, IPV4_PAYLOAD, [ICMP_ECHOREPLY]],
    ]);
  }
  return keepIf([
    [LOAD_8, PACKET_TYPE, [TO_THIS_HOST]],
    [LOAD_8, IPV6_NEXT_HEADER, [IPPROTO_ICMPV6]],
    [LOAD_8, ICMPV6_TYPE, [ICMPV6_ECHO_REPLY]],
    [LOAD_32, IPV6_DESTINATION_END, [getNetworkU32(ip, 12)]],
  ]);
}

/** How to load a field, its offset, and the values that it may have. */
type Condition = readonly [load: number, at: number, values: readonly number[]];

/** Keeps the packets that satisfy all conditions. */
function keepIf(conditions: readonly Condition[]): Uint8Array {
  /** Instructions of the conditions that follow. */
  let left = 0;
  for (const [, , values] of conditions) left += 1 + values.length;
  const instructions: Instruction[] = [];
  for (const [load, at, values] of conditions) {
    instructions.push([load, 0, 0, at]);
    left -= 1 + values.length;
    let others = values.length;
    for (const value of values) {
      others -= 1;
      // To the next condition; if no value is left, behind the RETURN that keeps the packet.
      instructions.push([JUMP_IF_EQUAL, others, others === 0 ? left + 1 : 0, value]);
    }
  }
  return program([...instructions, [RETURN, 0, 0, ALL_OCTETS], [RETURN, 0, 0, 0]]);
}

/** code, jt, jf, k */
type Instruction = readonly [number, number, number, number];

function program(instructions: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(instructions.length * SOCK_FILTER_LENGTH);
  let at = 0;
  for (const [code, jt, jf, k] of instructions) {
    putU16(bytes, at, code);
    putOctet(bytes, at + 2, jt);
    putOctet(bytes, at + 3, jf);
    putU32(bytes, at + 4, k);
    at += SOCK_FILTER_LENGTH;
  }
  return bytes;
}
