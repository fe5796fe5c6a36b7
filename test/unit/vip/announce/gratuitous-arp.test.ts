import { describe, expect, it } from 'vitest';
import type { ArpType } from '../../../../build/names.ts';
import { ARP_TYPE_OPTIONS } from '../../../../build/parameters.ts';
import { gratuitousArp } from '../../../../lib/vip/announce/gratuitous-arp.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { bytesOf, hex } from '../../support/fields.ts';

const link = new FakeHost().addLink('eth0');
const VIP = address('192.0.2.10');

/** RFC 5227 section 2.3, for a link with the address 02:00:00:00:00:01. */
const REQUEST = {
  ar$hrd: '00 01', // Ethernet
  ar$pro: '08 00', // IPv4
  ar$hln: '06',
  ar$pln: '04',
  ar$op: '00 01',
  ar$sha: '02 00 00 00 00 01',
  ar$spa: 'c0 00 02 0a',
  ar$tha: '00 00 00 00 00 00',
  ar$tpa: 'c0 00 02 0a',
};
/** RFC 5944 section 4.6: the target of a gratuitous reply is its sender. */
const REPLY = { ...REQUEST, ar$op: '00 02', ar$tha: '02 00 00 00 00 01' };

describe('gratuitousArp', () => {
  it.each<[ArpType, (typeof REQUEST)[]]>([
    ['both', [REQUEST, REPLY]],
    ['request', [REQUEST]],
    ['reply', [REPLY]],
  ])('makes the packets of arp_type=%s', (type, fields) => {
    const packets = gratuitousArp(link, VIP, type);
    expect(packets.map(({ payload }) => payload)).toEqual(fields.map(bytesOf));
  });

  it.each(ARP_TYPE_OPTIONS)('broadcasts ARP for arp_type=%s', (type) => {
    for (const { etherType, destination } of gratuitousArp(link, VIP, type)) {
      expect(etherType).toBe(0x0806);
      expect(destination).toEqual(hex('ffffffffffff'));
    }
  });

  it('uses announcedMac for the hardware addresses of the ARP packet', () => {
    const announcedMac = hex('03005e000001');
    const [request, reply] = gratuitousArp(link, VIP, 'both', announcedMac);
    const shared = '03 00 5e 00 00 01';
    expect(request?.payload).toEqual(bytesOf({ ...REQUEST, ar$sha: shared }));
    expect(reply?.payload).toEqual(bytesOf({ ...REPLY, ar$sha: shared, ar$tha: shared }));
  });
});
