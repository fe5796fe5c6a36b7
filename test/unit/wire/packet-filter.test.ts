import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ARP_REPLY,
  ARP_REQUEST,
  ARPHRD_ETHER,
  ARPHRD_INFINIBAND,
  encodeArp,
} from '../../../lib/wire/arp.ts';
import { encodeIpv6 } from '../../../lib/wire/ipv6.ts';
import { ALL_NODES } from '../../../lib/wire/multicast-address.ts';
import { encodeNeighborAdvertisement } from '../../../lib/wire/neighbor-advertisement.ts';
import { encodeNeighborSolicitation } from '../../../lib/wire/neighbor-solicitation.ts';
import { arpFilter, neighborAdvertisementFilter } from '../../../lib/wire/packet-filter.ts';
import { ascii, bytesOf, hex } from '../support/fields.ts';
import { headerConstants } from '../support/header-constants.ts';

const LOAD_WORD = 'BPF_LD | BPF_W | BPF_ABS';
const LOAD_HALF_WORD = 'BPF_LD | BPF_H | BPF_ABS';
const LOAD_OCTET = 'BPF_LD | BPF_B | BPF_ABS';
const JUMP_IF_EQUAL = 'BPF_JMP | BPF_JEQ | BPF_K';
const RETURN = 'BPF_RET | BPF_K';
const LENGTH = 'sizeof(struct sock_filter)';
const OFFSETS = ['code', 'jt', 'jf', 'k'].map((name) => `offsetof(struct sock_filter, ${name})`);

const CONSTANTS = headerConstants(
  ['stddef.h', 'linux/filter.h'],
  [LOAD_WORD, LOAD_HALF_WORD, LOAD_OCTET, JUMP_IF_EQUAL, RETURN, LENGTH, ...OFFSETS],
);
const NAMES = new Map(Object.entries(CONSTANTS).map(([name, value]) => [value, name]));

const WIDTHS: Readonly<Record<string, number>> = {
  [LOAD_WORD]: 4,
  [LOAD_HALF_WORD]: 2,
  [LOAD_OCTET]: 1,
};

interface Instruction {
  readonly name: string;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

function instructionsOf(program: Uint8Array): Instruction[] {
  expect(program.length % 8).toBe(0);
  const view = new DataView(program.buffer, program.byteOffset, program.length);
  return Array.from({ length: program.length / 8 }, (_, number) => {
    const at = number * 8;
    const name = NAMES.get(view.getUint16(at, true)) ?? 'unknown';
    return {
      name,
      jt: view.getUint8(at + 2),
      jf: view.getUint8(at + 3),
      k: view.getUint32(at + 4, true),
    };
  });
}

/** Runs a program of classic BPF as the kernel does. Returns the number of octets to keep. */
function runFilter(program: Uint8Array, packet: Uint8Array): number {
  const instructions = instructionsOf(program);
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  let accumulator = 0;
  for (let at = 0; ; at++) {
    const instruction = instructions[at];
    if (!instruction) throw new Error(`no instruction ${at}`);
    const { name, jt, jf, k } = instruction;
    if (name === RETURN) return k;
    if (name === JUMP_IF_EQUAL) {
      at += accumulator === k ? jt : jf;
      continue;
    }
    const width = WIDTHS[name];
    if (width === undefined) throw new Error(`instruction ${at}: ${name}`);
    // A load past the end drops the packet.
    if (k + width > packet.length) return 0;
    if (width === 4) accumulator = view.getUint32(k);
    else accumulator = width === 2 ? view.getUint16(k) : view.getUint8(k);
  }
}

const VIP = hex('c000020a');
const GATEWAY = hex('c0000201');
const OTHER = hex('c000020b');
const NOBODY = hex('00000000');

interface Device {
  readonly hardwareType: number;
  readonly own: Uint8Array;
  readonly other: Uint8Array;
}
const ETHERNET: Device = {
  hardwareType: ARPHRD_ETHER,
  own: hex('020000000001'),
  other: hex('0200000000aa'),
};
const INFINIBAND: Device = {
  hardwareType: ARPHRD_INFINIBAND,
  own: hex('80000048fe800000000000000002c903000abc01'),
  other: hex('80000049fe800000000000000002c903000abc02'),
};

function arp(
  { hardwareType, own, other }: Device,
  operation: number,
  source: Uint8Array,
  target: Uint8Array,
): Uint8Array {
  return encodeArp({
    hardwareType,
    operation,
    senderHardwareAddress: other,
    senderProtocolAddress: source,
    targetHardwareAddress: own,
    targetProtocolAddress: target,
  });
}

/** What, operation, sender and target protocol address, whether the filter keeps it. */
const ARP_PACKETS: [string, number, Uint8Array, Uint8Array, boolean][] = [
  ["another host's reply for the address", ARP_REPLY, VIP, NOBODY, true],
  ["another host's request from the address", ARP_REQUEST, VIP, GATEWAY, true],
  ["another host's announcement of the address", ARP_REQUEST, VIP, VIP, true],
  ['the answer of a peer to the address', ARP_REPLY, GATEWAY, VIP, true],
  ['an answer to an ARP Probe, also of a control address', ARP_REPLY, OTHER, NOBODY, true],
  ['a request for the address', ARP_REQUEST, GATEWAY, VIP, false],
  ['an ARP Probe for the address', ARP_REQUEST, NOBODY, VIP, false],
  ['an ARP Probe for another address', ARP_REQUEST, NOBODY, OTHER, false],
  ['a request between others', ARP_REQUEST, GATEWAY, OTHER, false],
  ['a request from another to nobody', ARP_REQUEST, OTHER, NOBODY, false],
  ['a reply between others', ARP_REPLY, GATEWAY, OTHER, false],
  ["another host's gratuitous reply for its own address", ARP_REPLY, OTHER, OTHER, false],
  ['an operation of neither', 8, GATEWAY, VIP, false],
];

const DEVICES: [string, Device][] = [
  ['Ethernet', ETHERNET],
  ['InfiniBand', INFINIBAND],
];

const IP6 = hex('20010db8000000000000000000000010');
const PEER6 = hex('fe800000000000000000000000000001');

function ipv6(payload: Uint8Array, nextHeader = 58): Uint8Array {
  return encodeIpv6({ nextHeader, hopLimit: 255, source: PEER6, destination: IP6, payload });
}

function advertisement({ hardwareType, other }: Device, hasAddress = true): Uint8Array {
  const said = {
    router: true,
    solicited: true,
    override: false,
    target: IP6,
    targetLinkLayerAddress: hasAddress ? other : undefined,
  };
  const addressing = { hardwareType, source: PEER6, destination: ALL_NODES };
  return ipv6(encodeNeighborAdvertisement(said, addressing));
}

function solicitation({ hardwareType, other }: Device): Uint8Array {
  const addressing = { hardwareType, source: PEER6, destination: ALL_NODES };
  return ipv6(encodeNeighborSolicitation(IP6, other, addressing));
}

const IPV6_PACKETS: [string, Uint8Array, boolean][] = [
  ['an advertisement', advertisement(ETHERNET), true],
  ['an advertisement on InfiniBand', advertisement(INFINIBAND), true],
  ['an advertisement without its option', advertisement(ETHERNET, false), true],
  ['a solicitation', solicitation(ETHERNET), false],
  ['an echo request', ipv6(hex('8000000000010001')), false],
  ['a Router Advertisement', ipv6(hex('86000000400007080000000000000000')), false],
  ['UDP from port 34816, whose first octet is 136', ipv6(hex('8800003500080000'), 17), false],
  ['an advertisement behind a Hop-by-Hop header', ipv6(hex('3a00050200000100 88000000'), 0), false],
];

describe('struct sock_filter', () => {
  it('is that of the C headers', () => {
    expect([CONSTANTS[LENGTH], ...OFFSETS.map((name) => CONSTANTS[name])]).toEqual([8, 0, 2, 3, 4]);
  });

  it.each([
    ['arpFilter', arpFilter(VIP, 6)],
    ['neighborAdvertisementFilter', neighborAdvertisementFilter()],
  ])('%s ends with a return, and jumps to its own instructions only', (_, program) => {
    const instructions = instructionsOf(program);
    expect(instructions.at(-1)?.name).toBe(RETURN);
    for (const [at, { name, jt, jf }] of instructions.entries()) {
      expect(name).not.toBe('unknown');
      if (name !== JUMP_IF_EQUAL) expect([jt, jf]).toEqual([0, 0]);
      expect(at + 1 + Math.max(jt, jf)).toBeLessThanOrEqual(
        instructions.length - 1 + Number(name === RETURN),
      );
    }
  });

  it('a golden instruction', () => {
    const first = arpFilter(hex('c000020a'), 6).subarray(0, 16);
    expect(first).toEqual(
      bytesOf({
        load: '20 00',
        jt: '00',
        jf: '00',
        offset: '0e 00 00 00',
        jump: '15 00',
        t: '05',
        f: '00',
        address: '0a 02 00 c0',
      }),
    );
  });
});

describe.each(DEVICES)('arpFilter on %s', (_, device) => {
  const filter = (ip = VIP) => arpFilter(ip, device.own.length);

  it.each(ARP_PACKETS)('%s', (_what, operation, source, target, kept) => {
    expect(runFilter(filter(), arp(device, operation, source, target)) > 0).toBe(kept);
  });

  it('keeps a packet whole, with what follows it', () => {
    const packet = arp(device, ARP_REPLY, VIP, NOBODY);
    expect(runFilter(filter(), packet)).toBe(0xffff);
    expect(runFilter(filter(), Uint8Array.of(...packet, ...new Uint8Array(18)))).toBeGreaterThan(0);
  });

  it.each(['00000000', 'ffffffff', '80000000', '7fffffff'])(
    'compares all 32 bits of %s',
    (text) => {
      const ip = hex(text);
      const kept = (source: Uint8Array) =>
        runFilter(filter(ip), arp(device, ARP_REQUEST, source, OTHER)) > 0;
      expect(kept(ip)).toBe(true);
      for (let bit = 0; bit < 32; bit++) {
        const changed = ip.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
        expect(kept(changed), `bit ${bit}`).toBe(false);
      }
    },
  );

  it('a truncated packet is dropped, unless it has all that the filter reads', () => {
    const { length } = device.own;
    const fromVip = arp(device, ARP_REQUEST, VIP, OTHER);
    const answer = arp(device, ARP_REPLY, GATEWAY, VIP);
    for (const at of fromVip.keys()) {
      expect(runFilter(filter(), fromVip.subarray(0, at)) > 0, `${at}`).toBe(at >= 12 + length);
      expect(runFilter(filter(), answer.subarray(0, at)), `${at}`).toBe(0);
    }
  });

  it('does not take the hardware address for a protocol address', () => {
    const looksLikeVip = { ...device, other: device.other.slice(), own: device.own.slice() };
    for (const bytes of [looksLikeVip.other, looksLikeVip.own]) {
      for (let at = 0; at + 4 <= bytes.length; at++) {
        bytes.set(VIP, at);
        expect(runFilter(filter(), arp(looksLikeVip, ARP_REPLY, GATEWAY, OTHER))).toBe(0);
      }
    }
  });
});

describe('neighborAdvertisementFilter', () => {
  it.each(IPV6_PACKETS)('%s', (_, packet, kept) => {
    expect(runFilter(neighborAdvertisementFilter(), packet) > 0).toBe(kept);
  });

  it('keeps every advertisement, whatever its flags, target and destination', () => {
    const packet = advertisement(ETHERNET);
    for (let at = 0; at < packet.length; at++) {
      if (at === 6 || at === 40) continue;
      const changed = packet.slice();
      changed[at] = 0xff - (changed[at] ?? 0);
      expect(runFilter(neighborAdvertisementFilter(), changed), `${at}`).toBeGreaterThan(0);
    }
  });

  it('a packet that ends before the ICMPv6 type is dropped', () => {
    const packet = advertisement(ETHERNET);
    for (const at of packet.keys()) {
      expect(runFilter(neighborAdvertisementFilter(), packet.subarray(0, at)) > 0).toBe(at > 40);
    }
  });
});

describe('the kernel runs the programs with the same results', () => {
  const AF_UNIX = 1;
  const SOCK_DGRAM = 2;
  const MSG_DONTWAIT = 0x40;
  /** An abstract address (unix(7)). */
  const ADDRESS = hex(`0100 00 ${ascii(`floatip-filter-${process.pid}`)}`);
  let receiver: number;
  let sender: number;
  beforeEach(() => {
    receiver = sys_socket(AF_UNIX, SOCK_DGRAM, 0);
    sender = sys_socket(AF_UNIX, SOCK_DGRAM, 0);
    expect(sys_bind(receiver, ADDRESS)).toBe(0);
  });
  afterEach(() => {
    for (const fd of [receiver, sender]) sys_close(fd);
  });

  /** Whether the filter of the socket keeps the packet. */
  function keeps(packet: Uint8Array): boolean {
    expect(sys_sendto(sender, packet, 0, ADDRESS)).toBe(packet.length);
    const received = sys_recvfrom(receiver, new Uint8Array(256), MSG_DONTWAIT, new Uint8Array(32));
    if (received >= 0) expect(received).toBe(packet.length);
    return received >= 0;
  }

  it.each(DEVICES)('arpFilter on %s', (_, device) => {
    const filter = arpFilter(VIP, device.own.length);
    expect(sys_attach_filter(receiver, filter)).toBe(0);
    for (const [what, operation, source, target, kept] of ARP_PACKETS) {
      const packet = arp(device, operation, source, target);
      expect(keeps(packet), what).toBe(kept);
      for (const at of [...packet.keys()].slice(1)) {
        const cut = packet.subarray(0, at);
        expect(keeps(cut), `${what}, ${at} octets`).toBe(runFilter(filter, cut) > 0);
      }
    }
  });

  it('neighborAdvertisementFilter', () => {
    const filter = neighborAdvertisementFilter();
    expect(sys_attach_filter(receiver, filter)).toBe(0);
    for (const [what, packet, kept] of IPV6_PACKETS) {
      expect(keeps(packet), what).toBe(kept);
      expect(keeps(packet.subarray(0, 40))).toBe(false);
    }
  });
});
