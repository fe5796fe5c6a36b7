import { describe, expect, it } from 'vitest';
import { gratuitousArp } from '../../../../lib/vip/announce/gratuitous-arp.ts';
import { packetsOf } from '../../../../lib/vip/announce/round.ts';
import { unsolicitedAdvertisement } from '../../../../lib/vip/announce/unsolicited-advertisement.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';

describe('packetsOf', () => {
  const link = new FakeHost().addLink('eth0');
  const linkNames: string[] = [];

  class Router extends FakeKernel {
    override forwardsIpv6(linkName: string): boolean {
      linkNames.push(linkName);
      return true;
    }
  }
  const router = new Router(new FakeHost());
  const announcedMac = hex('03005e000001');

  it('makes ARP packets with the type and hardware address of the plan for IPv4', () => {
    const ip = address('192.0.2.10');
    expect(packetsOf(router, { ip, link, type: 'reply' })).toEqual(
      gratuitousArp(link, ip, 'reply'),
    );
    const shared = packetsOf(router, { ip, link, type: 'both', announcedMac });
    expect(shared).toEqual(gratuitousArp(link, ip, 'both', announcedMac));
  });

  it('makes an advertisement for IPv6, with the Router flag if the link forwards', () => {
    const ip = address('2001:db8::10');
    const expected = unsolicitedAdvertisement(link, ip, true, announcedMac);
    expect(packetsOf(router, { ip, link, type: 'both', announcedMac })).toEqual(expected);
    expect(linkNames).toEqual(['eth0']);
    const host = new FakeKernel(new FakeHost());
    const ofHost = unsolicitedAdvertisement(link, ip, false);
    expect(packetsOf(host, { ip, link, type: 'both' })).toEqual(ofHost);
  });
});
