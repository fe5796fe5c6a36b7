import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARPHRD_ETHER, ARPHRD_INFINIBAND } from '../../../lib/wire/arp.ts';
import { upperLayerChecksum } from '../../../lib/wire/ipv6.ts';
import {
  type Addressing,
  encodeNeighborMessage,
  ND_FIXED_LENGTH,
  ND_OPTION_UNIT,
  paddingOf,
} from '../../../lib/wire/neighbor-message.ts';
import { ipv6Bytes, octets, u8 } from '../support/arbitraries.ts';
import { bytesOf, type Fields, hex } from '../support/fields.ts';
import { headerConstants } from '../support/header-constants.ts';

const ADDRESSING: Addressing = {
  hardwareType: ARPHRD_ETHER,
  source: hex('fe800000000000000000000000000001'),
  destination: hex('ff020000000000000000000000000001'),
};
const MESSAGE = {
  type: 0x99,
  flags: 0xa0,
  target: hex('20010db8000000000000000000000010'),
  option: 0x77,
};

/** All but the checksum. */
const FIELDS = {
  type: '99',
  code: '00',
  checksum: '00 00',
  flags: 'a0 00 00 00',
  target: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
};

function withoutChecksum(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.fill(0, 2, 4);
  return copy;
}

describe('encodeNeighborMessage', () => {
  it.each<[string, Fields, string | undefined, number]>([
    ['no option', FIELDS, undefined, ARPHRD_ETHER],
    ['no option on InfiniBand', FIELDS, undefined, ARPHRD_INFINIBAND],
    [
      'an address of 6 octets, which fills the option',
      { ...FIELDS, option: '77 01', address: '02 00 00 00 00 01' },
      '020000000001',
      ARPHRD_ETHER,
    ],
    [
      'an address of 7 octets, which needs padding to a multiple of 8',
      { ...FIELDS, option: '77 02', address: '02 00 00 00 00 00 01', padding: '00'.repeat(7) },
      '02000000000001',
      ARPHRD_ETHER,
    ],
    [
      'an address of one octet',
      { ...FIELDS, option: '77 01', address: '05', padding: '00'.repeat(5) },
      '05',
      ARPHRD_ETHER,
    ],
    [
      'an address of 20 octets on InfiniBand, after two octets of padding',
      { ...FIELDS, option: '77 03', padding: '00 00', address: 'ab'.repeat(20) },
      'ab'.repeat(20),
      ARPHRD_INFINIBAND,
    ],
  ])('%s', (_, fields, address, hardwareType) => {
    const bytes = encodeNeighborMessage(MESSAGE, address === undefined ? undefined : hex(address), {
      ...ADDRESSING,
      hardwareType,
    });
    expect(withoutChecksum(bytes)).toEqual(bytesOf(fields));
  });

  it('has a valid checksum and a whole number of options for any content', () => {
    const messages = fc.record({ type: u8, flags: u8, target: ipv6Bytes, option: u8 });
    const addresses = fc.option(fc.oneof(octets(6), octets(8), octets(20)), { nil: undefined });
    const hardwareTypes = fc.constantFrom(ARPHRD_ETHER, ARPHRD_INFINIBAND);
    fc.assert(
      fc.property(
        messages,
        addresses,
        hardwareTypes,
        ipv6Bytes,
        ipv6Bytes,
        (message, address, hardwareType, source, destination) => {
          const addressing = { hardwareType, source, destination };
          const payload = encodeNeighborMessage(message, address, addressing);
          expect(upperLayerChecksum({ source, destination, nextHeader: 58, payload })).toBe(0);
          expect(payload.length % ND_OPTION_UNIT).toBe(0);
          const units = (payload.length - ND_FIXED_LENGTH) / ND_OPTION_UNIT;
          expect(payload.at(ND_FIXED_LENGTH + 1) ?? 0).toBe(units);
        },
      ),
    );
  });
});

it.each([
  ['Ethernet', ARPHRD_ETHER, 0],
  ['InfiniBand', ARPHRD_INFINIBAND, 2],
])('paddingOf %s', (_, hardwareType, padding) => {
  expect(paddingOf(hardwareType)).toBe(padding);
});

it('ND_FIXED_LENGTH is the size of the structures of the C headers', () => {
  const sizes = ['sizeof(struct nd_neighbor_solicit)', 'sizeof(struct nd_neighbor_advert)'];
  for (const size of Object.values(headerConstants(['netinet/icmp6.h'], sizes))) {
    expect(size).toBe(ND_FIXED_LENGTH);
  }
});
