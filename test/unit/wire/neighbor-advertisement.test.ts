import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARPHRD_ETHER, ARPHRD_INFINIBAND } from '../../../lib/wire/arp.ts';
import { upperLayerChecksum } from '../../../lib/wire/ipv6.ts';
import { ALL_NODES } from '../../../lib/wire/multicast-address.ts';
import {
  decodeNeighborAdvertisement,
  encodeNeighborAdvertisement,
  type NeighborAdvertisement,
} from '../../../lib/wire/neighbor-advertisement.ts';
import { ipv6Bytes, octets } from '../support/arbitraries.ts';
import { bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import { expectMalformedWhenCut, expectMalformedWith, octetsExcept } from '../support/malformed.ts';
import { ETHERNET, INFINIBAND } from './golden/neighbor-advertisement.ts';

const TARGET = hex('20010db8000000000000000000000010');
const ADDRESSES = { source: TARGET, destination: ALL_NODES };

const UNSOLICITED: NeighborAdvertisement = {
  router: false,
  solicited: false,
  override: true,
  target: TARGET,
  targetLinkLayerAddress: hex('125135fb6873'),
};

const GOLDEN: [string, Fields, NeighborAdvertisement, number][] = [
  ['on Ethernet', ETHERNET, UNSOLICITED, ARPHRD_ETHER],
  [
    'of a router, without an option',
    {
      ...ETHERNET,
      checksum: '',
      flags: 'e0 00 00 00',
      'option type': '',
      'option length': '',
      'link-layer address': '',
    },
    {
      router: true,
      solicited: true,
      override: true,
      target: TARGET,
      targetLinkLayerAddress: undefined,
    },
    ARPHRD_ETHER,
  ],
  [
    'in answer to a solicitation, without Override',
    { ...ETHERNET, checksum: '2a 4e', flags: '40 00 00 00' },
    { ...UNSOLICITED, solicited: true, override: false },
    ARPHRD_ETHER,
  ],
  [
    'on InfiniBand',
    INFINIBAND,
    { ...UNSOLICITED, targetLinkLayerAddress: hex('80000048fe800000000000000002c903000abc01') },
    ARPHRD_INFINIBAND,
  ],
];

/** The message, with its checksum computed if the table has none. */
function goldenBytes(fields: Fields): Uint8Array {
  if (fields.checksum) return bytesOf(fields);
  const bytes = bytesOf({ ...fields, checksum: '00 00' });
  const checksum = upperLayerChecksum({ ...ADDRESSES, nextHeader: 58, payload: bytes });
  bytes.set([checksum >> 8, checksum & 0xff], 2);
  return bytes;
}

describe('Neighbor Advertisement', () => {
  it.each(GOLDEN)('%s: encode', (_, fields, advertisement, hardwareType) => {
    const addressing = { ...ADDRESSES, hardwareType };
    const bytes = encodeNeighborAdvertisement(advertisement, addressing);
    expect(bytes).toEqual(goldenBytes(fields));
    expect(bytes.length % 8).toBe(0);
    expect(upperLayerChecksum({ ...ADDRESSES, nextHeader: 58, payload: bytes })).toBe(0);
  });

  it.each(GOLDEN)('%s: decode', (_, fields, advertisement, hardwareType) => {
    expect(decodeNeighborAdvertisement(goldenBytes(fields), hardwareType)).toEqual(advertisement);
  });

  it('skips unknown options', () => {
    const { 'option type': type, 'option length': length, ...head } = ETHERNET;
    const bytes = bytesOf({
      ...head,
      'link-layer address': '',
      'another option': '0e 01 01 02 03 04 05 06',
      'option type': type,
      'option length': length,
      address: ETHERNET['link-layer address'],
    });
    expect(decodeNeighborAdvertisement(bytes, ARPHRD_ETHER)).toEqual(UNSOLICITED);
  });

  it.each([
    ['Ethernet', ARPHRD_ETHER, 6],
    ['InfiniBand', ARPHRD_INFINIBAND, 20],
  ])(
    'on %s: decodes what it encoded, and ignores what follows',
    (_, hardwareType, addressLength) => {
      const advertisements = fc.record({
        router: fc.boolean(),
        solicited: fc.boolean(),
        override: fc.boolean(),
        target: ipv6Bytes,
        targetLinkLayerAddress: octets(addressLength),
      });
      fc.assert(
        fc.property(advertisements, fc.uint8Array(), (advertisement, rest) => {
          const addressing = { ...ADDRESSES, hardwareType };
          const bytes = encodeNeighborAdvertisement(advertisement, addressing);
          const followed = Uint8Array.of(...bytes, ...rest);
          expect(decodeNeighborAdvertisement(followed, hardwareType)).toEqual(advertisement);
        }),
      );
    },
  );

  const onEthernet = (bytes: Uint8Array) => decodeNeighborAdvertisement(bytes, ARPHRD_ETHER);

  it('truncated anywhere but before its options: malformed', () => {
    expectMalformedWhenCut(bytesOf(ETHERNET), onEthernet, [24]);
    expectMalformedWhenCut(
      goldenBytes(INFINIBAND),
      (bytes) => decodeNeighborAdvertisement(bytes, ARPHRD_INFINIBAND),
      [24],
    );
  });

  it('another type or code: malformed', () => {
    expectMalformedWith(bytesOf(ETHERNET), 0, octetsExcept(136), onEthernet);
    expectMalformedWith(bytesOf(ETHERNET), 1, octetsExcept(0), onEthernet);
  });

  it.each([
    ['23 octets', bytesOf(ETHERNET).subarray(0, 23), 'of 23 octets, 24 needed'],
    ['type 135', withField(ETHERNET, 'type', '87'), 'ICMPv6 type 135 code 0, not type 136 code 0'],
    ['code 1', withField(ETHERNET, 'code', '01'), 'ICMPv6 type 136 code 1, not type 136 code 0'],
    [
      'an option cut off',
      bytesOf(ETHERNET).subarray(0, 31),
      'option of 8 octets, but 7 octets left',
    ],
  ])('%s: error message', (_, bytes, reason) => {
    expect(() => onEthernet(bytes)).toThrow(reason);
  });

  it('an option of length 0, or longer than the message: malformed', () => {
    expectMalformedWith(bytesOf(ETHERNET), 25, octetsExcept(1), onEthernet);
  });
});
