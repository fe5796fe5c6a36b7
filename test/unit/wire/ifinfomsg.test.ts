import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cString } from '../../../lib/wire/c-string.ts';
import {
  decodeLink,
  encodeLinkRequest,
  encodeLinkUp,
  IFF_LOOPBACK,
  IFF_LOWER_UP,
  IFF_NOARP,
  IFF_UP,
  type Link,
  type LinkSelector,
  linkIndexOf,
  OPERATIONAL_STATES,
} from '../../../lib/wire/ifinfomsg.ts';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import { encodeAttributes } from '../../../lib/wire/rtattr.ts';
import { asciiName, hardwareAddress, u16 } from '../support/arbitraries.ts';
import {
  expectAttributeLengthsHold,
  expectEndsWithAnAttribute,
  expectIgnoresWhatFollows,
} from '../support/attributes.ts';
import { ascii, bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import { headerConstants } from '../support/header-constants.ts';
import { expectMalformedWhenCut } from '../support/malformed.ts';
import { BOND, INFINIBAND, PEER_ELSEWHERE, PORT, TUNNEL, VETH, VLAN } from './golden/ifinfomsg.ts';

/** What the messages do not contain. */
const NOT_REPORTED = { carrierUps: 0, lower: 0, activePort: 0, permanentAddress: hex('') };

const DECODED_VETH: Link = {
  index: 2,
  name: 'eth0',
  hardwareType: 1,
  flags: 0x11043,
  operationalState: 'UP',
  address: hex('525400123456'),
  broadcast: hex('ffffffffffff'),
  ...NOT_REPORTED,
};

const REPORTED: [string, Fields, Link][] = [
  ['Ethernet with alternative names', VETH, DECODED_VETH],
  [
    'InfiniBand',
    INFINIBAND,
    {
      index: 263,
      name: 'ib0',
      hardwareType: 32,
      flags: 0x11043,
      operationalState: 'DOWN',
      address: hex('80000048fe8000000000000000 02c903000abc01'),
      broadcast: hex('00ffffffff12401bffff000000000000ffffffff'),
      ...NOT_REPORTED,
    },
  ],
  [
    'a tunnel without hardware addresses',
    TUNNEL,
    {
      index: 3,
      name: 'tun0',
      hardwareType: 0xfffe,
      flags: 0x90,
      operationalState: 'UNKNOWN',
      address: hex(''),
      broadcast: hex(''),
      ...NOT_REPORTED,
    },
  ],
];

describe('ifinfomsg', () => {
  it.each(REPORTED)('%s: decode', (_, fields, link) => {
    expect(decodeLink(bytesOf(fields))).toEqual(link);
  });

  it('a link stays valid when its buffer is reused', () => {
    const buffer = bytesOf(VETH);
    const link = decodeLink(buffer);
    buffer.fill(0xaa);
    expect(link).toEqual(DECODED_VETH);
  });

  it.each([...OPERATIONAL_STATES.entries()])('IFLA_OPERSTATE %d: %s', (value, state) => {
    const operstate = `05 00 10 00 0${value} 00 00 00`;
    expect(decodeLink(withField(VETH, 'IFLA_OPERSTATE', operstate)).operationalState).toBe(state);
  });

  it.each(['07', 'ff'])('IFLA_OPERSTATE %s, which there is not yet: UNKNOWN', (value) => {
    const operstate = `05 00 10 00 ${value} 00 00 00`;
    const link = decodeLink(withField(VETH, 'IFLA_OPERSTATE', operstate));
    expect(link.operationalState).toBe('UNKNOWN');
  });

  it.each([
    ['IFF_UP', IFF_UP, '01 00 00 00'],
    ['IFF_LOOPBACK', IFF_LOOPBACK, '08 00 00 00'],
    ['IFF_NOARP', IFF_NOARP, '80 00 00 00'],
    ['IFF_LOWER_UP', IFF_LOWER_UP, '00 00 01 00'],
  ])('%s has its value of linux/if.h', (_, flag, bytes) => {
    expect(decodeLink(withField(VETH, 'ifi_flags', bytes)).flags).toBe(flag);
  });

  it.each([
    ['rta_len of IFLA_PROP_LIST: 53 of 52', withField(VETH, 'rta_len of IFLA_PROP_LIST', '35 00')],
    ['first name: none', withField(VETH, 'first name', '')],
  ])('%s: malformed', (_, bytes) => {
    expect(() => decodeLink(bytes)).toThrow(MalformedMessage);
  });

  it('error message', () => {
    const decode = () => decodeLink(bytesOf(VETH).subarray(0, 15));
    expect(decode).toThrow('ifinfomsg of 15 octets, 16 needed');
  });

  it('decodes the attributes in any order', () => {
    const attributes = fc.tuple(asciiName, hardwareAddress, hardwareAddress, u16);
    fc.assert(
      fc.property(attributes, fc.boolean(), ([name, address, broadcast, type], reversed) => {
        const list = [
          { type: 1, value: address },
          { type: 2, value: broadcast },
          { type: 3, value: cString(name) },
        ];
        const tail = encodeAttributes(reversed ? list.reverse() : list);
        const header = new Uint8Array(16);
        header.set([type & 0xff, type >> 8], 2);
        const link = decodeLink(Uint8Array.from([...header, ...tail]));
        expect(link).toMatchObject({ name, address, broadcast, hardwareType: type });
      }),
    );
  });

  it.each(REPORTED)('%s: truncated anywhere but after an attribute: malformed', (_, fields) => {
    expectEndsWithAnAttribute(bytesOf(fields), 16, decodeLink);
  });

  it.each(REPORTED)('%s: ignores what follows', (_, fields) => {
    expectIgnoresWhatFollows(bytesOf(fields), decodeLink);
  });

  it.each(REPORTED)('%s: an attribute of an invalid length: malformed', (_, fields) => {
    expectAttributeLengthsHold(bytesOf(fields), 16, decodeLink);
  });
});

describe('a link on other links', () => {
  const decoded = (fields: Fields) => {
    const { carrierUps, lower, activePort, permanentAddress } = decodeLink(bytesOf(fields));
    return { carrierUps, lower, activePort, permanentAddress };
  };

  it.each<[string, Fields, Partial<Link>]>([
    ['a bond has an active port', BOND, { activePort: 263, carrierUps: 3 }],
    [
      'a bond without an active port',
      { ...BOND, IFLA_BOND_ACTIVE_SLAVE: '08 00 0b 00 07 01 00 00' },
      { carrierUps: 3 },
    ],
    ['a port of a bond has its permanent address', PORT, { permanentAddress: hex('525400abcdef') }],
    ['a VLAN has a lower link, and no active port', VLAN, { lower: 3 }],
    ['of a veth whose peer is elsewhere, the index means another link', PEER_ELSEWHERE, {}],
    [
      'the namespace may come before the index',
      { ...PEER_ELSEWHERE, IFLA_LINK: '', after: PEER_ELSEWHERE.IFLA_LINK },
      {},
    ],
    ['of a veth whose peer is here', { ...PEER_ELSEWHERE, IFLA_LINK_NETNSID: '' }, { lower: 2 }],
    [
      'a kind that begins as bond',
      {
        ...BOND,
        IFLA_INFO_KIND: `0a 00 01 00 ${ascii('bond2\0')}`,
        'padding of IFLA_INFO_KIND': '00 00',
      },
      { carrierUps: 3 },
    ],
    [
      'a bond without data',
      {
        ...BOND,
        'rta_len of IFLA_LINKINFO': '10 00',
        'rta_len of IFLA_INFO_DATA': '',
        IFLA_INFO_DATA: '',
        IFLA_BOND_MODE: '',
        IFLA_BOND_ACTIVE_SLAVE: '',
        IFLA_BOND_AD_INFO: '',
      },
      { carrierUps: 3 },
    ],
    [
      'a carrier count of four octets',
      { ...BOND, IFLA_CARRIER_UP_COUNT: '08 00 2f 00 04 03 02 81' },
      { carrierUps: 0x81020304, activePort: 263 },
    ],
  ])('%s', (_, fields, expected) => {
    expect(decoded(fields)).toEqual({ ...NOT_REPORTED, ...expected });
  });

  it('a bond stays valid when its buffer is reused', () => {
    const buffer = bytesOf(PORT);
    const link = decodeLink(buffer);
    buffer.fill(0xaa);
    expect(link).toEqual(decodeLink(bytesOf(PORT)));
  });

  it('the nested attributes may be flagged as nested, and in any order', () => {
    const { IFLA_INFO_KIND, 'padding of IFLA_INFO_KIND': zeros, ...rest } = BOND;
    const flagged = { ...rest, IFLA_LINKINFO: '12 80', IFLA_INFO_DATA: '02 80' };
    expect(decoded({ ...flagged, kind: IFLA_INFO_KIND, zeros })).toMatchObject({
      activePort: 263,
    });
  });

  it.each<[string, Fields]>([
    ['a bond', BOND],
    ['a port', PORT],
    ['a VLAN', VLAN],
    ['a veth', PEER_ELSEWHERE],
  ])('%s: malformed and other attributes, as for every link', (_, fields) => {
    expectEndsWithAnAttribute(bytesOf(fields), 16, decodeLink);
    expectIgnoresWhatFollows(bytesOf(fields), decodeLink);
    expectAttributeLengthsHold(bytesOf(fields), 16, decodeLink);
  });

  it.each<[string, Uint8Array]>([
    [
      'IFLA_CARRIER_UP_COUNT of 2 octets',
      withField(BOND, 'IFLA_CARRIER_UP_COUNT', '06 00 2f 00 03 00 00 00'),
    ],
    ['IFLA_LINK without a value', withField(VLAN, 'IFLA_LINK', '04 00 05 00')],
    [
      'an active port of 2 octets',
      withField(BOND, 'IFLA_BOND_ACTIVE_SLAVE', '06 00 02 00 07 01 00 00'),
    ],
    ['a kind of length 3', withField(BOND, 'IFLA_INFO_KIND', '03 00 01 00 62 6f 6e 64 00')],
    [
      'a kind that is longer than IFLA_LINKINFO',
      withField(BOND, 'IFLA_INFO_KIND', '29 00 01 00 62 6f 6e 64 00'),
    ],
    [
      'data that are longer than IFLA_LINKINFO',
      withField(BOND, 'rta_len of IFLA_INFO_DATA', '19 00'),
    ],
    [
      'a mode that is longer than the data',
      withField(BOND, 'IFLA_BOND_MODE', '15 00 01 00 01 00 00 00'),
    ],
    [
      'an attribute of the data without a length',
      withField(BOND, 'IFLA_BOND_AD_INFO', '00 00 17 00'),
    ],
  ])('%s: malformed', (_, bytes) => {
    expect(() => decodeLink(bytes)).toThrow(MalformedMessage);
  });

  it('malformed data of another kind than a bond are not read', () => {
    expect(
      decodeLink(withField(VLAN, 'IFLA_VLAN_FLAGS', 'ff ff 02 00 01 00 00 00 ff ff ff ff')).lower,
    ).toBe(3);
  });

  it('the numbers of the golden attributes are those of the C headers', () => {
    const names = [
      ['IFLA_LINK', 5],
      ['IFLA_LINKINFO', 18],
      ['IFLA_LINK_NETNSID', 37],
      ['IFLA_CARRIER_UP_COUNT', 47],
      ['IFLA_PERM_ADDRESS', 54],
      ['IFLA_INFO_KIND', 1],
      ['IFLA_INFO_DATA', 2],
      ['IFLA_INFO_SLAVE_KIND', 4],
      ['IFLA_INFO_SLAVE_DATA', 5],
      ['IFLA_BOND_MODE', 1],
      ['IFLA_BOND_ACTIVE_SLAVE', 2],
      ['IFLA_BOND_PRIMARY', 11],
      ['IFLA_BOND_AD_INFO', 23],
      ['IFLA_VLAN_FLAGS', 2],
    ] as const;
    expect(
      headerConstants(
        ['linux/if_link.h'],
        names.map(([name]) => name),
      ),
    ).toEqual(Object.fromEntries(names));
  });
});

describe('RTM_GETLINK', () => {
  /** Accepted by Linux 6.18. */
  const BY_NAME = {
    'ifi_family, ifi_type': '00 00 00 00',
    ifi_index: '00 00 00 00',
    ifi_flags: '00 00 00 00',
    ifi_change: '00 00 00 00',
    IFLA_EXT_MASK: '08 00 1d 00 08 00 00 00', // RTEXT_FILTER_SKIP_STATS
    name: `09 00 03 00 ${ascii('eth0\0')} 00 00 00`, // IFLA_IFNAME
  };
  const GOLDEN: [string, Fields, LinkSelector | undefined][] = [
    ['by name', BY_NAME, { name: 'eth0' }],
    [
      'by an interface name of the maximum length',
      { ...BY_NAME, name: `14 00 03 00 ${ascii('fifteen-letters\0')}` },
      { name: 'fifteen-letters' },
    ],
    [
      'by a name that is too long for an interface name', // IFLA_ALT_IFNAME
      { ...BY_NAME, name: `15 00 35 00 ${ascii('sixteen--letters\0')} 00 00 00` },
      { name: 'sixteen--letters' },
    ],
    [
      'by a name that is longer in octets than in characters',
      { ...BY_NAME, name: `17 00 35 00 ${'c3 a9 '.repeat(9)}00 00` },
      { name: 'é'.repeat(9) },
    ],
    ['by index', { ...BY_NAME, ifi_index: '07 01 00 00', name: '' }, { index: 263 }],
    ['all', { ...BY_NAME, name: '' }, undefined],
  ];
  it.each(GOLDEN)('%s', (_, fields, selector) => {
    expect(encodeLinkRequest(selector)).toEqual(bytesOf(fields));
  });
});

describe('linkIndexOf', () => {
  it('reads the index of a notification', () => {
    expect(linkIndexOf(bytesOf(VETH))).toBe(2);
    expect(linkIndexOf(bytesOf(INFINIBAND).subarray(0, 16))).toBe(263);
  });

  it('truncated anywhere in the fixed part: malformed', () => {
    expectMalformedWhenCut(bytesOf(VETH).subarray(0, 16), linkIndexOf);
  });
});

describe('RTM_NEWLINK', () => {
  /** What `ip link set eth1 down` sends. */
  const DOWN = {
    'ifi_family, ifi_type': '00 00 00 00',
    ifi_index: '03 00 00 00',
    ifi_flags: '00 00 00 00',
    ifi_change: '01 00 00 00', // IFF_UP
  };
  it.each([
    ['down', DOWN, false],
    ['up', { ...DOWN, ifi_flags: '01 00 00 00' }, true],
  ])('%s', (_, fields, up) => {
    expect(encodeLinkUp(3, up)).toEqual(bytesOf(fields));
  });
});
