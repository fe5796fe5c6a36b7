import { describe, expect, it } from 'vitest';
import { ARPHRD_ETHER, ARPHRD_INFINIBAND } from '../../../lib/wire/arp.ts';
import { upperLayerChecksum } from '../../../lib/wire/ipv6.ts';
import { solicitedNodeGroup } from '../../../lib/wire/multicast-address.ts';
import {
  decodeNeighborSolicitation,
  encodeNeighborSolicitation,
  ND_NEIGHBOR_SOLICIT,
} from '../../../lib/wire/neighbor-solicitation.ts';
import { bytesOf, type Fields, hex } from '../support/fields.ts';
import { headerConstants } from '../support/header-constants.ts';
import { expectMalformedWhenCut } from '../support/malformed.ts';
import { ETHERNET, INFINIBAND } from './golden/neighbor-solicitation.ts';

const TARGET = hex('20010db8000000000000000000000001');
const ADDRESSES = {
  source: hex('20010db8000000000000000000000010'),
  destination: hex('ff0200000000000000000001ff000001'),
};

const GOLDEN: [string, Fields, Uint8Array, number][] = [
  ['Ethernet', ETHERNET, hex('020000000001'), ARPHRD_ETHER],
  ['InfiniBand', INFINIBAND, hex('80000048fe800000000000000002c903000abc01'), ARPHRD_INFINIBAND],
];

describe('encodeNeighborSolicitation', () => {
  it.each(GOLDEN)('on %s', (_, fields, address, hardwareType) => {
    const bytes = encodeNeighborSolicitation(TARGET, address, { hardwareType, ...ADDRESSES });
    expect(bytes).toEqual(bytesOf(fields));
    expect(upperLayerChecksum({ ...ADDRESSES, nextHeader: 58, payload: bytes })).toBe(0);
  });

  it('the checksum includes the addresses of the IPv6 header', () => {
    const toOne = { ...ADDRESSES, destination: TARGET, hardwareType: ARPHRD_ETHER };
    const bytes = encodeNeighborSolicitation(TARGET, hex('020000000001'), toOne);
    expect(bytes).toEqual(bytesOf({ ...ETHERNET, checksum: 'ec 65' }));
  });
});

it('its type is that of the C headers', () => {
  const { ND_NEIGHBOR_SOLICIT: expected } = headerConstants(
    ['netinet/icmp6.h'],
    ['ND_NEIGHBOR_SOLICIT'],
  );
  expect(ND_NEIGHBOR_SOLICIT).toBe(expected);
});

describe('with a nonce', () => {
  const TARGET = hex('20010db8000000000000000000000010');
  const SOURCE = hex('fe800000000000000000000000000001');
  const MAC = hex('020000000002');
  const NONCE = hex('666c6f617470');
  const addressing = (hardwareType: number) => ({
    hardwareType,
    source: SOURCE,
    destination: solicitedNodeGroup(TARGET),
  });

  describe('encodeNeighborSolicitation', () => {
    it('encodes the target, the hardware address of the sender and the nonce', () => {
      const bytes = encodeNeighborSolicitation(TARGET, MAC, addressing(ARPHRD_ETHER), NONCE);
      expect(bytes.toHex().slice(0, 4)).toBe('8700'); // type 135, code 0
      expect(bytes.toHex().slice(8)).toBe(
        '00000000' + // reserved
          TARGET.toHex() +
          `0101${MAC.toHex()}` + // Source Link-Layer Address
          `0e01${NONCE.toHex()}`, // Nonce
      );
      const packet = { nextHeader: 58, ...addressing(ARPHRD_ETHER), payload: bytes };
      expect(upperLayerChecksum(packet)).toBe(0);
    });

    it('has no nonce by default', () => {
      const bytes = encodeNeighborSolicitation(TARGET, MAC, addressing(ARPHRD_ETHER));
      expect(bytes).toHaveLength(32);
    });
  });

  describe('decodeNeighborSolicitation', () => {
    it.each([
      ['on Ethernet', ARPHRD_ETHER, MAC],
      ['on InfiniBand', ARPHRD_INFINIBAND, hex('80000048fe800000000000000002c903000abc01')],
    ])('reads what was encoded %s', (_, hardwareType, address) => {
      for (const nonce of [NONCE, undefined]) {
        const bytes = encodeNeighborSolicitation(TARGET, address, addressing(hardwareType), nonce);
        expect(decodeNeighborSolicitation(bytes, hardwareType)).toEqual({
          target: TARGET,
          sourceLinkLayerAddress: address,
          nonce,
        });
      }
    });

    it("reads the kernel's solicitation of duplicate address detection, which has a nonce only", () => {
      const bytes = hex(`8700000000000000${TARGET.toHex()}0e01010203040506`);
      expect(decodeNeighborSolicitation(bytes, ARPHRD_ETHER)).toEqual({
        target: TARGET,
        sourceLinkLayerAddress: undefined,
        nonce: hex('010203040506'),
      });
    });

    it.each([
      ['an advertisement', `8800000000000000${TARGET.toHex()}`],
      ['another code', `8701000000000000${TARGET.toHex()}`],
      ['an option without a length', `8700000000000000${TARGET.toHex()}0100000000000000`],
      [
        'an option that is longer than the message',
        `8700000000000000${TARGET.toHex()}0102000000000000`,
      ],
    ])('refuses %s', (_, text) => {
      expect(() => decodeNeighborSolicitation(hex(text), ARPHRD_ETHER)).toThrow();
    });

    it('refuses a message that is cut off before its options', () => {
      expectMalformedWhenCut(hex(`8700000000000000${TARGET.toHex()}`), (bytes) =>
        decodeNeighborSolicitation(bytes, ARPHRD_ETHER),
      );
    });
  });
});
