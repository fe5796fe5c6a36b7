import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeEthernet,
  ETH_P_ARP,
  ETH_P_IPV6,
  type EthernetFrame,
  encodeEthernet,
} from '../../../lib/wire/ethernet.ts';
import { octets, u16 } from '../support/arbitraries.ts';
import { bytesOf, hex, withField } from '../support/fields.ts';
import { expectMalformedWhenCut, range } from '../support/malformed.ts';
import { VALID } from './golden/ethernet.ts';

const DECODED: EthernetFrame = {
  destination: hex('ffffffffffff'),
  source: hex('525400123456'),
  etherType: ETH_P_ARP,
  payload: hex('010203'),
};

const GOLDEN: [string, Uint8Array, EthernetFrame][] = [
  ['a broadcast frame', bytesOf(VALID), DECODED],
  ['no payload', withField(VALID, 'payload', ''), { ...DECODED, payload: hex('') }],
  ['IPv6', withField(VALID, 'EtherType', '86 dd'), { ...DECODED, etherType: ETH_P_IPV6 }],
];

describe('Ethernet header', () => {
  it.each(GOLDEN)('%s: encode', (_, bytes, frame) => {
    expect(encodeEthernet(frame)).toEqual(bytes);
  });

  it.each(GOLDEN)('%s: decode', (_, bytes, frame) => {
    expect(decodeEthernet(bytes)).toEqual(frame);
  });

  it('is found in the middle of a larger buffer', () => {
    const bytes = bytesOf({ before: 'aa bb cc', ...VALID, after: 'dd' });
    expect(decodeEthernet(bytes.subarray(3, -1))).toEqual(DECODED);
  });

  it('error message', () => {
    const decode = () => decodeEthernet(bytesOf(VALID).subarray(0, 13));
    expect(decode).toThrow('Ethernet header of 13 octets, 14 needed');
  });

  it('truncated anywhere before its payload: malformed', () => {
    expectMalformedWhenCut(bytesOf(VALID), decodeEthernet, range(14, 16));
  });

  it('decodes what it encoded', () => {
    const frames = fc.record({
      destination: octets(6),
      source: octets(6),
      etherType: u16,
      payload: fc.uint8Array({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(frames, (frame) => {
        expect(decodeEthernet(encodeEthernet(frame))).toEqual(frame);
      }),
    );
  });
});
