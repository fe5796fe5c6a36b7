import { describe, expect, it } from 'vitest';
import { heardFrom } from '../../../../lib/vip/announce/heard.ts';
import type { Family } from '../../../../lib/wire/ip-address.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { bytesOf, type Fields, hex, withField } from '../../support/fields.ts';
import { REPLY } from '../../wire/golden/arp.ts';

const link = new FakeHost().addLink('eth0');
const SOURCE = hex('0200000000bb');
const heard = (payload: Uint8Array, family: Family = 'inet') =>
  heardFrom({ source: SOURCE, payload }, family, link);

describe('an ARP packet', () => {
  const OWNER = {
    address: address('192.0.2.1').bytes,
    hardwareAddress: hex('1678874291b5'),
    isOwner: true,
  };

  it('a reply says that its sender has an address, and whom it answers', () => {
    expect(heard(bytesOf(REPLY))).toEqual({ ...OWNER, answerTo: address('192.0.2.10').bytes });
  });

  it('a request says the same, but answers nobody', () => {
    expect(heard(withField(REPLY, 'ar$op', '00 01'))).toEqual({ ...OWNER, answerTo: undefined });
  });

  it('may be padded', () => {
    expect(heard(Uint8Array.of(...bytesOf(REPLY), ...new Uint8Array(18)))).toBeDefined();
  });

  it.each<[string, Uint8Array]>([
    ['of no octets', hex('')],
    ['that is cut off', bytesOf(REPLY).subarray(0, 27)],
    ['of another protocol', withField(REPLY, 'ar$pro', '86 dd')],
    ['with long protocol addresses', withField(REPLY, 'ar$pln', '10')],
  ])('%s says nothing', (_, payload) => {
    expect(heard(payload)).toBeUndefined();
  });

  it('is copied from its buffer', () => {
    const payload = bytesOf(REPLY);
    const said = heard(payload);
    payload.fill(0xaa);
    expect(said).toEqual({ ...OWNER, answerTo: address('192.0.2.10').bytes });
  });
});

/** The answer of fe80::1 to 2001:db8::10. */
const ADVERTISEMENT = {
  'version, traffic class, flow label': '60 00 00 00',
  'payload length': '00 20',
  'next header': '3a',
  'hop limit': 'ff',
  source: 'fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01',
  destination: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  type: '88',
  code: '00',
  checksum: '00 00',
  flags: 'e0 00 00 00', // Router, Solicited, Override
  target: 'fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01',
  'option type': '02',
  'option length': '01',
  'link-layer address': '02 00 00 00 00 aa',
};

describe('a Neighbor Advertisement', () => {
  const OWNER = {
    address: address('fe80::1').bytes,
    hardwareAddress: hex('0200000000aa'),
    isOwner: true,
    answerTo: address('2001:db8::10').bytes,
  };

  it.each<[string, Fields, Partial<typeof OWNER> | { answerTo: undefined }]>([
    ['that is solicited is an answer', ADVERTISEMENT, {}],
    [
      'that is not solicited answers nobody',
      { ...ADVERTISEMENT, flags: '20 00 00 00' },
      { answerTo: undefined },
    ],
    [
      'without the Override flag is not of an owner',
      { ...ADVERTISEMENT, flags: '40 00 00 00' },
      { isOwner: false },
    ],
    [
      'without its option has the hardware address of its frame',
      {
        ...ADVERTISEMENT,
        'payload length': '00 18',
        'option type': '',
        'option length': '',
        'link-layer address': '',
      },
      { hardwareAddress: SOURCE },
    ],
  ])('%s', (_, fields, expected) => {
    expect(heard(bytesOf(fields), 'inet6')).toEqual({ ...OWNER, ...expected });
  });

  it.each<[string, Uint8Array]>([
    ['of no octets', hex('')],
    ['that is cut off in its header', bytesOf(ADVERTISEMENT).subarray(0, 39)],
    ['that is cut off in its target', bytesOf(ADVERTISEMENT).subarray(0, 60)],
    [
      'of IP version 4',
      withField(ADVERTISEMENT, 'version, traffic class, flow label', '45 00 00 00'),
    ],
    ['of another type', withField(ADVERTISEMENT, 'type', '87')],
    ['with an option of length 0', withField(ADVERTISEMENT, 'option length', '00')],
  ])('%s says nothing', (_, payload) => {
    expect(heard(payload, 'inet6')).toBeUndefined();
  });

  // RFC 4861 section 7.1.2: a host outside of the link could otherwise pretend to have the address.
  it('that a router has forwarded says nothing', () => {
    expect(heard(withField(ADVERTISEMENT, 'hop limit', 'fe'), 'inet6')).toBeUndefined();
  });

  it('is copied from its buffer', () => {
    const payload = bytesOf(ADVERTISEMENT);
    const said = heard(payload, 'inet6');
    payload.fill(0xaa);
    expect(said).toEqual(OWNER);
  });
});

it('heardFrom does not catch errors other than of malformed packets', () => {
  const subarray = () => {
    throw new Error('a defect');
  };
  expect(() => heard(Object.assign(bytesOf(REPLY), { subarray }))).toThrow('a defect');
});
