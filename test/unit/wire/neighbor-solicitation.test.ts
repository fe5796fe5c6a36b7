import { describe, expect, it } from 'vitest';
import { ARPHRD_ETHER, ARPHRD_INFINIBAND } from '../../../lib/wire/arp.ts';
import { upperLayerChecksum } from '../../../lib/wire/ipv6.ts';
import {
  encodeNeighborSolicitation,
  ND_NEIGHBOR_SOLICIT,
} from '../../../lib/wire/neighbor-solicitation.ts';
import { bytesOf, type Fields, hex } from '../support/fields.ts';
import { headerConstants } from '../support/header-constants.ts';
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
