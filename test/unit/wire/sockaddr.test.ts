import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeSockaddrLl,
  decodeSockaddrNl,
  encodeSockaddrLl,
  encodeSockaddrNl,
  encodeSockaddrUn,
  type LinkLayerAddress,
  type NetlinkAddress,
} from '../../../lib/wire/sockaddr.ts';
import { octets, u16, u32 } from '../support/arbitraries.ts';
import { ascii, bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import { expectMalformedWhenCut, expectMalformedWith, range } from '../support/malformed.ts';
import { BOUND, DESTINATION, RECEIVED } from './golden/sockaddr.ts';

describe('sockaddr_nl', () => {
  const GOLDEN: [string, Fields, NetlinkAddress][] = [
    ['a bound socket', BOUND, { portId: 17065, groups: 0 }],
    [
      'RTMGRP_LINK and RTMGRP_IPV4_IFADDR',
      { ...BOUND, nl_pid: '00 00 00 00', nl_groups: '11 00 00 00' },
      { portId: 0, groups: 0x11 },
    ],
    [
      'a port id with its highest bit set, as the kernel picks for a second socket',
      { ...BOUND, nl_pid: '00 80 81 db' },
      { portId: 3682697216, groups: 0 },
    ],
  ];

  it.each(GOLDEN)('%s: encode', (_, fields, address) => {
    expect(encodeSockaddrNl(address)).toEqual(bytesOf(fields));
  });

  it.each(GOLDEN)('%s: decode', (_, fields, address) => {
    expect(decodeSockaddrNl(bytesOf(fields))).toEqual(address);
  });

  it('truncated anywhere: malformed', () => {
    expectMalformedWhenCut(bytesOf(BOUND), decodeSockaddrNl);
  });

  it('decodes what it encoded, and ignores what follows', () => {
    const addresses = fc.record({ portId: u32, groups: u32 });
    fc.assert(
      fc.property(addresses, fc.uint8Array(), (address, rest) => {
        const bytes = Uint8Array.of(...encodeSockaddrNl(address), ...rest);
        expect(decodeSockaddrNl(bytes)).toEqual(address);
      }),
    );
  });
});

describe('sockaddr_un', () => {
  it.each([
    ['/dev/log', { sun_family: '01 00', sun_path: ascii('/dev/log\0') }],
    ['/tmp/é', { sun_family: '01 00', sun_path: ascii('/tmp/é\0') }],
    ['', { sun_family: '01 00', sun_path: '00' }],
  ])('%j: encode', (path, fields) => {
    expect(encodeSockaddrUn(path)).toEqual(bytesOf(fields));
  });
});

describe('sockaddr_ll', () => {
  const GOLDEN: [string, Fields, LinkLayerAddress][] = [
    [
      'the broadcast address of Ethernet',
      DESTINATION,
      { protocol: 0x0806, index: 2, address: hex('ffffffffffff') },
    ],
    [
      'the broadcast address of InfiniBand, longer than sll_addr',
      {
        ...DESTINATION,
        sll_ifindex: '05 01 00 00',
        sll_halen: '14', // 20
        sll_addr: '00 ff ff ff ff 12 40 1b ff ff 00 00 00 00 00 00 ff ff ff ff',
      },
      { protocol: 0x0806, index: 261, address: hex('00ffffffff12401bffff000000000000ffffffff') },
    ],
    [
      'no address and no protocol: binds a socket that receives nothing',
      {
        ...DESTINATION,
        sll_protocol: '00 00',
        sll_halen: '00',
        sll_addr: '00 00 00 00 00 00 00 00',
      },
      { protocol: 0, index: 2, address: hex('') },
    ],
  ];

  it.each(GOLDEN)('%s: encode', (_, fields, address) => {
    expect(encodeSockaddrLl(address)).toEqual(bytesOf(fields));
  });

  it.each(GOLDEN)('%s: decode', (_, fields, address) => {
    expect(decodeSockaddrLl(bytesOf(fields))).toEqual(address);
  });

  it('the sender of a received frame: decode', () => {
    const sender = { protocol: 0x0806, index: 2, address: hex('1678874291b5') };
    expect(decodeSockaddrLl(bytesOf(RECEIVED))).toEqual(sender);
  });

  it("decodes getsockname's answer, which ends with the address", () => {
    const bytes = withField(RECEIVED, 'sll_addr', '52 54 00 12 34 56');
    expect(decodeSockaddrLl(bytes).address).toEqual(hex('525400123456'));
  });

  it('truncated anywhere before the end of its address: malformed', () => {
    expectMalformedWhenCut(bytesOf(RECEIVED), decodeSockaddrLl, [18, 19]);
  });

  it('an address longer than the structure: malformed', () => {
    expectMalformedWith(bytesOf(RECEIVED), 11, range(9, 255), decodeSockaddrLl);
  });

  it('decodes what it encoded, and ignores what follows', () => {
    const addresses = fc.record({
      protocol: u16,
      index: fc.nat(),
      address: fc.nat(32).chain(octets),
    });
    fc.assert(
      fc.property(addresses, fc.uint8Array(), (address, rest) => {
        const bytes = Uint8Array.of(...encodeSockaddrLl(address), ...rest);
        expect(decodeSockaddrLl(bytes)).toEqual(address);
      }),
    );
  });
});
