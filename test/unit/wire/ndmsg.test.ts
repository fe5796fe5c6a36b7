import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeNeighbourRequest, neighbourHardwareAddress } from '../../../lib/wire/ndmsg.ts';
import { AF_INET, AF_INET6 } from '../../../lib/wire/socket.ts';
import { hardwareAddress } from '../support/arbitraries.ts';
import {
  expectAttributeLengthsHold,
  expectEndsWithAnAttribute,
  expectIgnoresWhatFollows,
} from '../support/attributes.ts';
import { bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import { headerConstants } from '../support/header-constants.ts';
import { INCOMPLETE, IPV6, REACHABLE, REQUEST } from './golden/ndmsg.ts';

const MAC = hex('020000000001');

describe('encodeNeighbourRequest', () => {
  it('of an IPv4 address', () => {
    expect(encodeNeighbourRequest(AF_INET, 3, hex('c0000201'))).toEqual(bytesOf(REQUEST));
  });

  it('of an IPv6 address, with an index of four octets', () => {
    const expected = bytesOf({
      ...REQUEST,
      ndm_family: '0a',
      ndm_ifindex: '04 03 02 01',
      NDA_DST: IPV6.NDA_DST,
    });
    const address = hex('fe800000000000000000000000000001');
    expect(encodeNeighbourRequest(AF_INET6, 0x01020304, address)).toEqual(expected);
  });
});

describe('neighbourHardwareAddress', () => {
  it.each<[string, Fields, Uint8Array | undefined]>([
    ['reachable', REACHABLE, MAC],
    ['IPv6, permanent', IPV6, MAC],
    ['that has not answered', INCOMPLETE, undefined],
    ['without attributes', { header: '02 00 00 00 03 00 00 00 02 00 00 01' }, undefined],
    [
      'on InfiniBand',
      { ...REACHABLE, NDA_LLADDR: `18 00 02 00 ${'ab'.repeat(20)}` },
      hex('ab'.repeat(20)),
    ],
  ])('of a neighbour %s', (_, fields, expected) => {
    expect(neighbourHardwareAddress(bytesOf(fields))).toEqual(expected);
  });

  it('stays valid when its buffer is reused', () => {
    const buffer = bytesOf(REACHABLE);
    const address = neighbourHardwareAddress(buffer);
    buffer.fill(0xaa);
    expect(address).toEqual(MAC);
  });

  it('error message', () => {
    const decode = () => neighbourHardwareAddress(bytesOf(REACHABLE).subarray(0, 11));
    expect(decode).toThrow('ndmsg of 11 octets, 12 needed');
  });

  it.each([
    ['IPv4', REACHABLE],
    ['incomplete', INCOMPLETE],
    ['IPv6', IPV6],
  ])(
    '%s: truncated anywhere but after an attribute, or an attribute of an invalid length: malformed',
    (_, fields) => {
      expectEndsWithAnAttribute(bytesOf(fields), 12, neighbourHardwareAddress);
      expectAttributeLengthsHold(bytesOf(fields), 12, neighbourHardwareAddress);
    },
  );

  it('ignores what follows', () => {
    expectIgnoresWhatFollows(bytesOf(REACHABLE), neighbourHardwareAddress);
  });

  it('does not read the header as an attribute', () => {
    // As an attribute, the header would be NDA_LLADDR of 8 octets.
    const bytes = withField(INCOMPLETE, 'ndm_family', '08');
    bytes.set([0, 2], 1);
    expect(neighbourHardwareAddress(bytes)).toBeUndefined();
  });

  it('finds the address behind any other attributes', () => {
    fc.assert(
      fc.property(hardwareAddress, fc.uint8Array({ maxLength: 40 }), (address, other) => {
        const attribute = (type: string, value: Uint8Array) => {
          const length = (value.length + 4).toString(16).padStart(2, '0');
          const padding = '00'.repeat((4 - (value.length % 4)) % 4);
          return `${length} 00 ${type} 00 ${value.toHex()} ${padding}`;
        };
        const message = withField(INCOMPLETE, 'NDA_DST', attribute('0b', other));
        const found = Uint8Array.of(...message, ...hex(attribute('02', address)));
        expect(neighbourHardwareAddress(found)).toEqual(address);
      }),
    );
  });
});

it('offsets and numbers are those of the C headers', () => {
  const member = (name: string) => `offsetof(struct ndmsg, ${name})`;
  const expected = headerConstants(
    ['stddef.h', 'linux/rtnetlink.h', 'linux/neighbour.h'],
    [...['ndm_family', 'ndm_ifindex'].map(member), 'sizeof(struct ndmsg)', 'NDA_DST', 'NDA_LLADDR'],
  );
  expect(Object.values(expected)).toEqual([0, 4, 12, 1, 2]);
});
