import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeIpv6,
  encodeIpv6,
  type Ipv6Packet,
  upperLayerChecksum,
} from '../../../lib/wire/ipv6.ts';
import { ipv6Bytes, u8 } from '../support/arbitraries.ts';
import { bytesOf, hex } from '../support/fields.ts';
import {
  expectMalformedWhenCut,
  expectMalformedWith,
  octetsExcept,
  range,
} from '../support/malformed.ts';
import { PACKET } from './golden/ipv6.ts';

const DECODED: Ipv6Packet = {
  nextHeader: 58,
  hopLimit: 255,
  source: hex('20010db8000000000000000000000010'),
  destination: hex('ff020000000000000000000000000001'),
  payload: hex('88005a'),
};

describe('IPv6 header', () => {
  it('encode', () => {
    expect(encodeIpv6(DECODED)).toEqual(bytesOf(PACKET));
  });

  it('decode, with and without padding', () => {
    expect(decodeIpv6(bytesOf(PACKET))).toEqual(DECODED);
    expect(decodeIpv6(bytesOf({ ...PACKET, padding: '00 00 00' }))).toEqual(DECODED);
  });

  it('a length of more than 255 octets', () => {
    const payload = new Uint8Array(1200).fill(7);
    expect(decodeIpv6(encodeIpv6({ ...DECODED, payload })).payload).toEqual(payload);
  });

  it('decodes what it encoded, and ignores what follows', () => {
    const payload = fc.uint8Array({ maxLength: 600 });
    const packets = fc.record({
      nextHeader: u8,
      hopLimit: u8,
      source: ipv6Bytes,
      destination: ipv6Bytes,
      payload,
    });
    fc.assert(
      fc.property(packets, payload, (packet, rest) => {
        expect(decodeIpv6(Uint8Array.of(...encodeIpv6(packet), ...rest))).toEqual(packet);
      }),
    );
  });

  it('decode ignores traffic class and flow label', () => {
    const bytes = bytesOf({ ...PACKET, 'version, traffic class, flow label': '6f ff ff ff' });
    expect(decodeIpv6(bytes)).toEqual(DECODED);
  });

  it('truncated anywhere: malformed', () => {
    expectMalformedWhenCut(bytesOf(PACKET), decodeIpv6);
  });

  it.each([
    ['39 octets', bytesOf(PACKET).subarray(0, 39), 'IPv6 header of 39 octets, 40 needed'],
    ['42 octets of 43', bytesOf(PACKET).subarray(0, 42), 'IPv6 packet of 42 octets, 43 needed'],
    ['version 4', Uint8Array.of(0x45, ...bytesOf(PACKET).subarray(1)), 'IP version 4, not 6'],
  ])('%s: error message', (_, bytes, reason) => {
    expect(() => decodeIpv6(bytes)).toThrow(reason);
  });

  it('another version: malformed', () => {
    expectMalformedWith(bytesOf(PACKET), 0, octetsExcept(...range(0x60, 0x6f)), decodeIpv6);
  });

  it('a payload longer than the packet: malformed', () => {
    expectMalformedWith(bytesOf(PACKET), 4, range(1, 255), decodeIpv6);
    expectMalformedWith(bytesOf(PACKET), 5, range(4, 255), decodeIpv6);
  });
});

describe('the checksum of an upper layer', () => {
  /** An echo request as Linux 6.18 sent it, with its checksum. */
  const ECHO = {
    nextHeader: 58,
    source: hex('20010db8000000000000000000000001'),
    destination: hex('20010db8000000000000000000000002'),
    payload: hex('8000 1b9b 0001 0001'.replaceAll(' ', '')),
  };

  it('is 0 for a packet with its checksum', () => {
    const payload = ECHO.payload.slice();
    payload.set([0, 0], 2);
    const checksum = upperLayerChecksum({ ...ECHO, payload });
    payload.set([checksum >> 8, checksum & 0xff], 2);
    expect(upperLayerChecksum({ ...ECHO, payload })).toBe(0);
  });

  it('folds every carry', () => {
    const ones = new Uint8Array(16).fill(0xff);
    const packet = { nextHeader: 58, source: ones, destination: ones, payload: ones };
    // 24 words of 0xffff are 0 in ones' complement, and 16 + 58 = 0x4a remains.
    expect(upperLayerChecksum(packet)).toBe(0xffff - 0x4a);
  });

  it('folds the carry of 0x10000', () => {
    const none = new Uint8Array(16);
    // 2 + 58 + 0xffc4 = 0x10000
    const packet = { nextHeader: 58, source: none, destination: none, payload: hex('ffc4') };
    expect(upperLayerChecksum(packet)).toBe(0xfffe);
  });

  it('pads an odd last octet with a zero octet', () => {
    const even = upperLayerChecksum({ ...ECHO, payload: hex('ab00') });
    // One octet less is also 1 less in the length.
    expect(upperLayerChecksum({ ...ECHO, payload: hex('ab') })).toBe(even + 1);
  });
});
