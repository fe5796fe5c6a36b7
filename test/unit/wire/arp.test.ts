import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ARP_REPLY,
  ARP_REQUEST,
  ARPHRD_ETHER,
  ARPHRD_INFINIBAND,
  type ArpPacket,
  decodeArp,
  encodeArp,
} from '../../../lib/wire/arp.ts';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import { hardwareAddress, ipv4Bytes, octets, u16 } from '../support/arbitraries.ts';
import { bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import {
  expectMalformedWhenCut,
  expectMalformedWith,
  octetsExcept,
  range,
} from '../support/malformed.ts';
import { ANNOUNCEMENT, INFINIBAND, REPLY } from './golden/arp.ts';

const DECODED_REPLY: ArpPacket = {
  hardwareType: ARPHRD_ETHER,
  operation: ARP_REPLY,
  senderHardwareAddress: hex('1678874291b5'),
  senderProtocolAddress: hex('c0000201'),
  targetHardwareAddress: hex('525400123456'),
  targetProtocolAddress: hex('c000020a'),
};

const GOLDEN: [string, Fields, ArpPacket][] = [
  ['a reply', REPLY, DECODED_REPLY],
  [
    'an announcement',
    ANNOUNCEMENT,
    {
      hardwareType: ARPHRD_ETHER,
      operation: ARP_REQUEST,
      senderHardwareAddress: hex('525400123456'),
      senderProtocolAddress: hex('c000020a'),
      targetHardwareAddress: hex('000000000000'),
      targetProtocolAddress: hex('c000020a'),
    },
  ],
  [
    'a request on InfiniBand',
    INFINIBAND,
    {
      hardwareType: ARPHRD_INFINIBAND,
      operation: ARP_REQUEST,
      senderHardwareAddress: hex('80000048fe80000000000000 0002c903000abc01'),
      senderProtocolAddress: hex('c000020a'),
      targetHardwareAddress: new Uint8Array(20),
      targetProtocolAddress: hex('c000020b'),
    },
  ],
];

describe('ARP packet', () => {
  it.each(GOLDEN)('%s: encode', (_, fields, packet) => {
    expect(encodeArp(packet)).toEqual(bytesOf(fields));
  });

  it.each(GOLDEN)('%s: decode', (_, fields, packet) => {
    expect(decodeArp(bytesOf(fields))).toEqual(packet);
  });

  it.each(GOLDEN)('%s: decode, in a frame padded to the minimum length', (_, fields, packet) => {
    const frame = bytesOf({
      'Ethernet header': '00'.repeat(14),
      ...fields,
      padding: '5a'.repeat(18),
    });
    expect(decodeArp(frame.subarray(14))).toEqual(packet);
  });

  it.each([
    ['ar$pro: IPv6', withField(REPLY, 'ar$pro', '86 dd')],
    ['ar$tpa: none', withField(REPLY, 'ar$tpa', '')],
    ['ar$tha: none', withField(REPLY, 'ar$tha', '')],
  ])('%s: malformed', (_, bytes) => {
    expect(() => decodeArp(bytes)).toThrow(MalformedMessage);
  });

  it.each(GOLDEN)('%s, truncated anywhere: malformed', (_, fields) => {
    expectMalformedWhenCut(bytesOf(fields), decodeArp);
  });

  it.each([
    ['7 octets', bytesOf(REPLY).subarray(0, 7), 'ARP packet of 7 octets, 8 needed'],
    ['8 octets', bytesOf(REPLY).subarray(0, 8), 'ARP packet of 8 octets, 28 needed'],
    ['IPv6', withField(REPLY, 'ar$pro', '86 dd'), 'ARP protocol type 0x86dd is not IPv4'],
    ['ar$pln: 16', withField(REPLY, 'ar$pln', '10'), 'ARP protocol address length 16, not 4'],
  ])('%s: error message', (_, bytes, reason) => {
    expect(() => decodeArp(bytes)).toThrow(reason);
  });

  it('a protocol address of any length but 4: malformed', () => {
    expectMalformedWith(bytesOf(REPLY), 5, octetsExcept(4), decodeArp);
  });

  it('hardware addresses longer than the packet: malformed', () => {
    expectMalformedWith(bytesOf(REPLY), 4, range(7, 255), decodeArp);
    expectMalformedWith(bytesOf(INFINIBAND), 4, range(21, 255), decodeArp);
  });

  it.each([
    ['a longer targetHardwareAddress', { targetHardwareAddress: new Uint8Array(20) }],
    ['a shorter targetHardwareAddress', { targetHardwareAddress: new Uint8Array(4) }],
    ['a longer targetProtocolAddress', { targetProtocolAddress: new Uint8Array(16) }],
    ['a shorter targetProtocolAddress', { targetProtocolAddress: new Uint8Array(2) }],
  ])('refuses to encode %s than the sender has', (_, change) => {
    expect(() => encodeArp({ ...DECODED_REPLY, ...change })).toThrow(
      'addresses of the same lengths',
    );
  });

  it('decodes what it encoded, and ignores what follows', () => {
    const packets = hardwareAddress.chain((sender) =>
      fc.record({
        hardwareType: u16,
        operation: u16,
        senderHardwareAddress: fc.constant(sender),
        senderProtocolAddress: ipv4Bytes,
        targetHardwareAddress: octets(sender.length),
        targetProtocolAddress: ipv4Bytes,
      }),
    );
    fc.assert(
      fc.property(packets, fc.uint8Array({ maxLength: 40 }), (packet, rest) => {
        expect(decodeArp(Uint8Array.of(...encodeArp(packet), ...rest))).toEqual(packet);
      }),
    );
  });
});
