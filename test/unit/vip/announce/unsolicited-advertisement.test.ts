import { describe, expect, it } from 'vitest';
import { unsolicitedAdvertisement } from '../../../../lib/vip/announce/unsolicited-advertisement.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { bytesOf, hex } from '../../support/fields.ts';

const link = new FakeHost().addLink('eth0');
const VIP = address('2001:db8::10');

/** RFC 4861 sections 4.4 and 7.2.6, for a link with the address 02:00:00:00:00:01. */
const ADVERTISEMENT = {
  'version, traffic class, flow label': '60 00 00 00',
  'payload length': '00 20',
  'next header': '3a', // ICMPv6
  'hop limit': 'ff',
  source: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  destination: 'ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01',
  type: '88',
  code: '00',
  checksum: 'f9 0c',
  flags: '20 00 00 00', // Override
  target: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  'option type': '02', // Target Link-Layer Address
  'option length': '01',
  'link-layer address': '02 00 00 00 00 01',
};

describe('unsolicitedAdvertisement', () => {
  it('makes one packet to all nodes with the Override flag', () => {
    expect(unsolicitedAdvertisement(link, VIP, false)).toEqual([
      {
        etherType: 0x86dd,
        destination: hex('333300000001'),
        payload: bytesOf(ADVERTISEMENT),
      },
    ]);
  });

  it('sets the Router flag for a router', () => {
    const [packet] = unsolicitedAdvertisement(link, VIP, true);
    const fields = { ...ADVERTISEMENT, checksum: '79 0c', flags: 'a0 00 00 00' };
    expect(packet?.payload).toEqual(bytesOf(fields));
  });

  it('uses announcedMac for the link-layer address', () => {
    const [packet] = unsolicitedAdvertisement(link, VIP, false, hex('03005e000001'));
    const fields = {
      ...ADVERTISEMENT,
      checksum: '9a 0c',
      'link-layer address': '03 00 5e 00 00 01',
    };
    expect(packet?.payload).toEqual(bytesOf(fields));
  });
});
