import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import {
  decodeRoute,
  type Route,
  RT_TABLE_MAIN,
  RTN_UNICAST,
  RTNH_F_DEAD,
  RTPROT_KERNEL,
} from '../../../lib/wire/rtmsg.ts';
import { AF_INET, AF_INET6 } from '../../../lib/wire/socket.ts';
import {
  expectAttributeLengthsHold,
  expectEndsWithAnAttribute,
  expectIgnoresWhatFollows,
} from '../support/attributes.ts';
import { bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import { DEFAULT, IPV6, MULTIPATH, ON_LINK, VIA_IPV6 } from './golden/rtmsg.ts';

const RTNH_F_LINKDOWN = 16;
const RTN_LOCAL = 2;
const RTN_UNREACHABLE = 7;
const RTPROT_BOOT = 3;

const DECODED_ON_LINK: Route = {
  family: AF_INET,
  destination: hex('c0000200'),
  prefixLength: 24,
  tos: 0,
  table: RT_TABLE_MAIN,
  protocol: RTPROT_KERNEL,
  type: RTN_UNICAST,
  metric: 0,
  preferredSource: hex('c000020a'),
  nextHops: [{ index: 2, flags: 0, viaGateway: false }],
};

const REPORTED: [string, Fields, Route][] = [
  ['on-link', ON_LINK, DECODED_ON_LINK],
  [
    'default, by a gateway',
    DEFAULT,
    {
      ...DECODED_ON_LINK,
      protocol: RTPROT_BOOT,
      destination: hex('00000000'),
      prefixLength: 0,
      preferredSource: undefined,
      nextHops: [{ index: 2, flags: 0, viaGateway: true, gateway: hex('c0000201') }],
    },
  ],
  [
    'IPv4 by an IPv6 gateway',
    VIA_IPV6,
    {
      ...DECODED_ON_LINK,
      protocol: RTPROT_BOOT,
      destination: hex('0a090000'),
      prefixLength: 16,
      preferredSource: undefined,
      nextHops: [{ index: 2, flags: 0, viaGateway: true }],
    },
  ],
  [
    'multipath: each hop has its own interface, flags and gateway',
    MULTIPATH,
    {
      ...DECODED_ON_LINK,
      protocol: RTPROT_BOOT,
      destination: hex('cb007100'),
      preferredSource: undefined,
      metric: 100,
      nextHops: [
        { index: 2, flags: 0, viaGateway: false },
        {
          index: 3,
          flags: RTNH_F_DEAD | RTNH_F_LINKDOWN,
          viaGateway: true,
          gateway: hex('c6336402'),
        },
      ],
    },
  ],
  [
    'IPv6',
    IPV6,
    {
      ...DECODED_ON_LINK,
      protocol: RTPROT_BOOT,
      family: AF_INET6,
      destination: hex('20010db8000900000000000000000000'),
      prefixLength: 48,
      preferredSource: undefined,
      metric: 50,
    },
  ],
  [
    'IPv6 default',
    { ...IPV6, header: '0a 00 00 00 fe 03 00 01', RTA_DST: '' },
    {
      ...DECODED_ON_LINK,
      protocol: RTPROT_BOOT,
      family: AF_INET6,
      destination: new Uint8Array(16),
      prefixLength: 0,
      preferredSource: undefined,
      metric: 50,
    },
  ],
  [
    'of a table above 255, which rtm_table has no room for',
    { ...ON_LINK, rtm_table: 'fc', RTA_TABLE: '08 00 0f 00 e8 03 00 00' }, // RT_TABLE_COMPAT
    { ...DECODED_ON_LINK, table: 1000 },
  ],
  [
    'of a table that only rtm_table says',
    { ...ON_LINK, rtm_table: 'ff', RTA_TABLE: '' },
    { ...DECODED_ON_LINK, table: 255 },
  ],
  [
    'local, with a TOS',
    { ...ON_LINK, rtm_tos: '10', rtm_type: '02' },
    { ...DECODED_ON_LINK, tos: 16, type: RTN_LOCAL },
  ],
  [
    'on a link without a carrier',
    { ...ON_LINK, rtm_flags: '10 00 00 00' },
    { ...DECODED_ON_LINK, nextHops: [{ index: 2, flags: RTNH_F_LINKDOWN, viaGateway: false }] },
  ],
  [
    'of a dead next hop, with flags of the route itself',
    { ...ON_LINK, rtm_flags: '01 30 00 00' },
    { ...DECODED_ON_LINK, nextHops: [{ index: 2, flags: RTNH_F_DEAD, viaGateway: false }] },
  ],
  [
    'multipath, the last hop on-link as well',
    {
      ...MULTIPATH,
      RTA_MULTIPATH: '14 00 09 00', // 20
      'second rtnh_len': '08 00',
      'second RTA_GATEWAY': '',
    },
    {
      ...DECODED_ON_LINK,
      protocol: RTPROT_BOOT,
      destination: hex('cb007100'),
      preferredSource: undefined,
      metric: 100,
      nextHops: [
        { index: 2, flags: 0, viaGateway: false },
        { index: 3, flags: RTNH_F_DEAD | RTNH_F_LINKDOWN, viaGateway: false },
      ],
    },
  ],
  [
    'unreachable: no next hop',
    { ...ON_LINK, rtm_type: '07', RTA_PREFSRC: '', RTA_OIF: '' },
    { ...DECODED_ON_LINK, type: RTN_UNREACHABLE, preferredSource: undefined, nextHops: [] },
  ],
];

describe('rtmsg', () => {
  it('every part of a route stays valid when its buffer is reused', () => {
    const bytes = bytesOf({ ...MULTIPATH, RTA_PREFSRC: '08 00 07 00 c0 00 02 0a' });
    const route = decodeRoute(bytes);
    bytes.fill(0xff);
    expect(route.destination).toEqual(hex('cb007100'));
    expect(route.preferredSource).toEqual(hex('c000020a'));
    expect(route.nextHops[1]?.gateway).toEqual(hex('c6336402'));
  });

  it.each(REPORTED)('%s: decode', (_, fields, route) => {
    expect(decodeRoute(bytesOf(fields))).toEqual(route);
  });

  it('a route stays valid when its buffer is reused', () => {
    const buffer = bytesOf(ON_LINK);
    const route = decodeRoute(buffer);
    buffer.fill(0xaa);
    expect(route).toEqual(DECODED_ON_LINK);
  });

  it.each([
    ['11 octets', bytesOf(ON_LINK).subarray(0, 11), 'rtmsg of 11 octets, 12 needed'],
    [
      'second rtnh_len: 17',
      withField(MULTIPATH, 'second rtnh_len', '11 00'),
      'rtnh_len 17, but 16 octets left',
    ],
  ])('%s: error message', (_, bytes, reason) => {
    expect(() => decodeRoute(bytes)).toThrow(reason);
  });

  it.each([
    ['RTA_OIF: 2 octets', withField(ON_LINK, 'RTA_OIF', '06 00 04 00 02 00')],
    ['RTA_TABLE: 1 octet', withField(ON_LINK, 'RTA_TABLE', '05 00 0f 00 fe 00 00 00')],
    ['RTA_PRIORITY: none', withField(MULTIPATH, 'RTA_PRIORITY', '04 00 06 00')],
    ['rta_len of RTA_MULTIPATH: 29 of 28', withField(MULTIPATH, 'RTA_MULTIPATH', '1d 00 09 00')],
    ['first rtnh_len: 0', withField(MULTIPATH, 'first rtnh_len', '00 00')],
    ['first rtnh_len: 7', withField(MULTIPATH, 'first rtnh_len', '07 00')],
    ['second rtnh_len: 17 of 16', withField(MULTIPATH, 'second rtnh_len', '11 00')],
    [
      'rta_len of the second RTA_GATEWAY: 9 of 8',
      withField(MULTIPATH, 'second RTA_GATEWAY', '09 00 05 00 c6 33 64 02'),
    ],
  ])('%s: malformed', (_, bytes) => {
    expect(() => decodeRoute(bytes)).toThrow(MalformedMessage);
  });

  it.each(REPORTED)('%s: truncated anywhere but after an attribute: malformed', (_, fields) => {
    expectEndsWithAnAttribute(bytesOf(fields), 12, decodeRoute);
  });

  it.each(REPORTED)('%s: ignores what follows', (_, fields) => {
    expectIgnoresWhatFollows(bytesOf(fields), decodeRoute);
  });

  it.each(REPORTED)('%s: an attribute of an invalid length: malformed', (_, fields) => {
    expectAttributeLengthsHold(bytesOf(fields), 12, decodeRoute);
  });
});

describe('rta_cacheinfo', () => {
  /** @param length in octets */
  const withInfo = (rta_expires: string, length: number) => {
    const info = `00 00 00 00 00 00 00 00 ${rta_expires} ${'00'.repeat(20)}`.replaceAll(' ', '');
    const padding = '00'.repeat((4 - (length % 4)) % 4);
    const head = `${(length + 4).toString(16).padStart(2, '0')} 00 0c 00`;
    return bytesOf({ ...IPV6, RTA_CACHEINFO: `${head} ${info.slice(0, length * 2)}${padding}` });
  };

  it.each([
    ['5d 01 00 00', 3.49],
    ['00 00 00 00', undefined],
    ['f0 ff ff ff', -0.16],
  ])('rta_expires %s is %j seconds', (octets, expected) => {
    expect(decodeRoute(withInfo(octets, 32)).expires).toBe(expected);
  });

  it('may end after rta_expires, and not before', () => {
    expect(decodeRoute(withInfo('64 00 00 00', 12)).expires).toBe(1);
    expect(() => decodeRoute(withInfo('64 00 00 00', 11))).toThrow('rta_cacheinfo of 11 octets');
  });
});
