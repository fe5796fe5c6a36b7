import { describe, expect, it } from 'vitest';
import { gratuitousArp } from '../../../lib/vip/gratuitous-arp.ts';
import { hasNeighbours, roundOf } from '../../../lib/vip/neighbours.ts';
import { unsolicitedAdvertisement } from '../../../lib/vip/unsolicited-advertisement.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import type { LinkOptions } from '../support/fake-links.ts';
import { hex } from '../support/fields.ts';

const NOTHING = hex('');
const ETHERNET = hex('020000000001');

describe('hasNeighbours', () => {
  it.each<[string, LinkOptions, boolean]>([
    ['Ethernet', {}, true],
    ['a loopback interface', { loopback: true }, false],
    ['a link without ARP', { noArp: true }, false],
    [
      'a tunnel without addresses',
      { device: { hardwareType: 0xfffe, address: NOTHING, broadcast: NOTHING } },
      false,
    ],
    [
      'a link with an address and without one for everybody',
      { device: { hardwareType: 1, address: ETHERNET, broadcast: NOTHING } },
      false,
    ],
    [
      'a link with an address of one octet',
      { device: { hardwareType: 7, address: hex('01'), broadcast: hex('00') } },
      true,
    ],
  ])('%s: %j', (_, options, expected) => {
    expect(hasNeighbours(new FakeHost().addLink('net0', options))).toBe(expected);
  });
});

describe('roundOf', () => {
  const link = new FakeHost().addLink('eth0');
  const asked: string[] = [];

  class Router extends FakeKernel {
    override forwardsIpv6(linkName: string): boolean {
      asked.push(linkName);
      return true;
    }
  }
  const router = new Router(new FakeHost());
  const holder = hex('03005e000001');

  it('of an IPv4 address is ARP, of the type and the holder that are asked for', () => {
    const ip = address('192.0.2.10');
    expect(roundOf(router, link, ip, 'reply')).toEqual(gratuitousArp(link, ip, 'reply'));
    const shared = roundOf(router, link, ip, 'both', holder);
    expect(shared).toEqual(gratuitousArp(link, ip, 'both', holder));
  });

  it('of an IPv6 address is an advertisement, of a router where the link forwards', () => {
    const ip = address('2001:db8::10');
    const expected = unsolicitedAdvertisement(link, ip, true, holder);
    expect(roundOf(router, link, ip, 'both', holder)).toEqual(expected);
    expect(asked).toEqual(['eth0']);
    const host = new FakeKernel(new FakeHost());
    const ofHost = unsolicitedAdvertisement(link, ip, false);
    expect(roundOf(host, link, ip, 'both')).toEqual(ofHost);
  });
});
