import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createdAt,
  decodeInterfaceAddress,
  encodeAddressFilter,
  encodeInterfaceAddress,
  IFA_F_DADFAILED,
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  IFA_F_PERMANENT,
  IFA_F_SECONDARY,
  IFA_F_TENTATIVE,
  INFINITY_LIFE_TIME,
  type InterfaceAddress,
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_SCOPE_UNIVERSE,
} from '../../../lib/wire/ifaddrmsg.ts';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import { AF_INET, AF_INET6 } from '../../../lib/wire/socket.ts';
import { interfaceAddress } from '../support/arbitraries.ts';
import {
  expectAttributeLengthsHold,
  expectEndsWithAnAttribute,
  expectIgnoresWhatFollows,
} from '../support/attributes.ts';
import { bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import { IPV6_LOOPBACK, POINT_TO_POINT, REQUEST, SECONDARY } from './golden/ifaddrmsg.ts';

const REQUESTED: InterfaceAddress = {
  family: AF_INET,
  prefixLength: 24,
  flags: IFA_F_NOPREFIXROUTE,
  scope: RT_SCOPE_UNIVERSE,
  index: 2,
  local: hex('c000021e'),
  address: hex('c000021e'),
  broadcast: hex('c00002ff'),
  label: 'eth0:vip2',
};

/** Encoded and decoded. */
const GOLDEN: [string, Fields, InterfaceAddress][] = [
  ['all attributes', REQUEST, REQUESTED],
  [
    'only the address',
    {
      ...REQUEST,
      IFA_BROADCAST: '',
      IFA_LABEL: '',
      'padding of IFA_LABEL': '',
      IFA_FLAGS: '',
    },
    {
      ...REQUESTED,
      flags: 0,
      broadcast: undefined,
      label: undefined,
    },
  ],
  [
    'flags of more than 8 bits, scope link',
    {
      ...REQUEST,
      ifa_flags: '81', // IFA_F_PERMANENT, IFA_F_SECONDARY
      ifa_scope: 'fd', // RT_SCOPE_LINK
      IFA_FLAGS: '08 00 08 00 81 02 00 00',
    },
    {
      ...REQUESTED,
      flags: IFA_F_PERMANENT | IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE,
      scope: RT_SCOPE_LINK,
    },
  ],
  [
    'IPv6, with a flag of the low 8 bits',
    {
      ifa_family: '0a',
      ifa_prefixlen: '40', // 64
      ifa_flags: '02', // IFA_F_NODAD
      ifa_scope: '00',
      ifa_index: '03 01 00 00', // 259
      IFA_LOCAL: '14 00 02 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
      IFA_ADDRESS: '14 00 01 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
      IFA_FLAGS: '08 00 08 00 02 00 00 00',
      IFA_RT_PRIORITY: '08 00 09 00 00 01 00 00', // 256
      IFA_CACHEINFO: '14 00 06 00 58 02 00 00 ff ff ff ff 00 00 00 00 00 00 00 00', // 600, for ever
    },
    {
      family: AF_INET6,
      prefixLength: 64,
      flags: IFA_F_NODAD,
      scope: RT_SCOPE_UNIVERSE,
      index: 259,
      local: hex('20010db8000000000000000000000010'),
      address: hex('20010db8000000000000000000000010'),
      routeMetric: 256,
      preferredLifetime: 600,
      validLifetime: INFINITY_LIFE_TIME,
    },
  ],
];

const REPORTED: [string, Fields, InterfaceAddress][] = [
  [
    'a secondary address',
    SECONDARY,
    {
      family: AF_INET,
      prefixLength: 24,
      flags: IFA_F_PERMANENT | IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE,
      scope: RT_SCOPE_UNIVERSE,
      index: 2,
      local: hex('c0000242'),
      address: hex('c0000242'),
      label: 'eth0',
      preferredLifetime: INFINITY_LIFE_TIME,
      validLifetime: INFINITY_LIFE_TIME,
    },
  ],
  [
    'an address with a peer',
    POINT_TO_POINT,
    {
      family: AF_INET,
      prefixLength: 32,
      flags: IFA_F_PERMANENT,
      scope: RT_SCOPE_UNIVERSE,
      index: 3,
      local: hex('c6336401'),
      address: hex('c6336402'),
      label: 'eth1',
      preferredLifetime: INFINITY_LIFE_TIME,
      validLifetime: INFINITY_LIFE_TIME,
    },
  ],
  [
    'IPv6 without a peer: no IFA_LOCAL',
    IPV6_LOOPBACK,
    {
      family: AF_INET6,
      prefixLength: 128,
      flags: IFA_F_PERMANENT,
      scope: RT_SCOPE_HOST,
      index: 1,
      local: hex('00000000000000000000000000000001'),
      address: hex('00000000000000000000000000000001'),
      preferredLifetime: INFINITY_LIFE_TIME,
      validLifetime: INFINITY_LIFE_TIME,
    },
  ],
  [
    'IFA_LOCAL alone',
    { ...POINT_TO_POINT, IFA_ADDRESS: '' },
    {
      family: AF_INET,
      prefixLength: 32,
      flags: IFA_F_PERMANENT,
      scope: RT_SCOPE_UNIVERSE,
      index: 3,
      local: hex('c6336401'),
      address: hex('c6336401'),
      label: 'eth1',
      preferredLifetime: INFINITY_LIFE_TIME,
      validLifetime: INFINITY_LIFE_TIME,
    },
  ],
  [
    'an old kernel: flags without IFA_FLAGS',
    { ...SECONDARY, IFA_FLAGS: '', IFA_PROTO: '' },
    {
      family: AF_INET,
      prefixLength: 24,
      flags: IFA_F_PERMANENT | IFA_F_SECONDARY,
      scope: RT_SCOPE_UNIVERSE,
      index: 2,
      local: hex('c0000242'),
      address: hex('c0000242'),
      label: 'eth0',
      preferredLifetime: INFINITY_LIFE_TIME,
      validLifetime: INFINITY_LIFE_TIME,
    },
  ],
];

/** Without the message, which differs when it is truncated. */
function decodeWithoutReport(bytes: Uint8Array) {
  const { message: _, ...entry } = decodeInterfaceAddress(bytes) ?? { message: undefined };
  return entry;
}

describe('ifaddrmsg', () => {
  it.each(GOLDEN)('%s: encode', (_, fields, entry) => {
    expect(encodeInterfaceAddress(entry)).toEqual(bytesOf(fields));
  });

  it.each([...GOLDEN, ...REPORTED])('%s: decode', (_, fields, entry) => {
    const message = bytesOf(fields);
    expect(decodeInterfaceAddress(message)).toEqual({ ...entry, message });
  });

  it.each([
    ['IFA_F_SECONDARY', IFA_F_SECONDARY, '01 00 00 00'],
    ['IFA_F_NODAD', IFA_F_NODAD, '02 00 00 00'],
    ['IFA_F_DADFAILED', IFA_F_DADFAILED, '08 00 00 00'],
    ['IFA_F_TENTATIVE', IFA_F_TENTATIVE, '40 00 00 00'],
    ['IFA_F_NOPREFIXROUTE', IFA_F_NOPREFIXROUTE, '00 02 00 00'],
  ])('%s has its value of linux/if_addr.h', (_, flag, bits) => {
    const bytes = withField(SECONDARY, 'IFA_FLAGS', `08 00 08 00 ${bits}`);
    expect(decodeInterfaceAddress(bytes)?.flags).toBe(flag);
  });

  it('error message', () => {
    const decode = () => decodeInterfaceAddress(bytesOf(SECONDARY).subarray(0, 7));
    expect(decode).toThrow('ifaddrmsg of 7 octets, 8 needed');
  });

  it('createdAt', () => {
    const message = bytesOf(SECONDARY);
    const entry = decodeInterfaceAddress(message);
    expect(entry && createdAt(entry)).toBe(0x000570bf);
    const request = decodeInterfaceAddress(bytesOf(REQUEST));
    expect(request && createdAt(request)).toBeUndefined();
  });

  it('undefined if the message carries no address', () => {
    const bytes = withField({ ...SECONDARY, IFA_ADDRESS: '' }, 'IFA_LOCAL', '');
    expect(decodeInterfaceAddress(bytes)).toBeUndefined();
  });

  it.each([
    ['IFA_FLAGS: 3 octets', withField(SECONDARY, 'IFA_FLAGS', '07 00 08 00 81 02 00 00')],
    ['IFA_FLAGS: none', withField(SECONDARY, 'IFA_FLAGS', '04 00 08 00')],
    ['IFA_CACHEINFO: cut off', withField(SECONDARY, 'IFA_CACHEINFO', '14 00 06 00 ff ff ff ff')],
  ])('%s: malformed', (_, bytes) => {
    expect(() => decodeInterfaceAddress(bytes)).toThrow(MalformedMessage);
  });

  it('decodes what it encoded', () => {
    fc.assert(
      fc.property(interfaceAddress, (entry) => {
        const message = encodeInterfaceAddress(entry);
        expect(decodeInterfaceAddress(message)).toEqual({ ...entry, message });
      }),
    );
  });

  it.each(REPORTED)('%s: truncated anywhere but after an attribute: malformed', (_, fields) => {
    expectEndsWithAnAttribute(bytesOf(fields), 8, decodeWithoutReport);
  });

  it.each(REPORTED)('%s: ignores what follows', (_, fields) => {
    expectIgnoresWhatFollows(bytesOf(fields), decodeWithoutReport);
  });

  it.each(REPORTED)('%s: an attribute of an invalid length: malformed', (_, fields) => {
    expectAttributeLengthsHold(bytesOf(fields), 8, decodeWithoutReport);
  });
});

describe('filter of an address dump', () => {
  const ALL_IPV4 = {
    ifa_family: '02',
    ifa_prefixlen: '00',
    ifa_flags: '00',
    ifa_scope: '00',
    ifa_index: '00 00 00 00',
  };
  it.each([
    ['IPv4 of all interfaces', ALL_IPV4, AF_INET, 0],
    ['IPv6 of all interfaces', { ...ALL_IPV4, ifa_family: '0a' }, AF_INET6, 0],
    ['IPv4 of one', { ...ALL_IPV4, ifa_index: 'e7 03 00 00' }, AF_INET, 999],
  ])('%s', (_, fields, family, index) => {
    expect(encodeAddressFilter(family, index)).toEqual(bytesOf(fields));
  });
});

describe('the lifetimes of an address', () => {
  const ENTRY = {
    family: AF_INET,
    prefixLength: 24,
    flags: 0,
    scope: RT_SCOPE_UNIVERSE,
    index: 2,
    local: hex('c0000241'),
    address: hex('c0000241'),
  };

  it.each([
    [{}, undefined],
    [{ preferredLifetime: 1800 }, [1800, INFINITY_LIFE_TIME]],
    [{ validLifetime: 3600 }, [INFINITY_LIFE_TIME, 3600]],
    [{ preferredLifetime: 1800, validLifetime: 3600 }, [1800, 3600]],
  ])('%j is sent as %j (ifa_prefered, ifa_valid)', (lifetimes, expected) => {
    const bytes = encodeInterfaceAddress({ ...ENTRY, ...lifetimes });
    const { preferredLifetime, validLifetime } = decodeInterfaceAddress(bytes) ?? {};
    const seen = preferredLifetime === undefined ? undefined : [preferredLifetime, validLifetime];
    expect(seen).toEqual(expected);
  });

  it('IFA_F_PERMANENT is 0x80 (linux/if_addr.h)', () => {
    expect(IFA_F_PERMANENT).toBe(0x80);
  });
});
