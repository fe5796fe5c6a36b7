import { describe, expect, it } from 'vitest';
import { type AnnounceTo, peerOutside } from '../../../lib/ocf/announce-to.ts';
import { address } from '../support/fake-host.ts';

const V4 = address('192.0.2.10');
const V6 = address('2001:db8::10');
const peers = (...texts: readonly string[]) => texts.map(address);

describe('peerOutside', () => {
  it.each<[string, number, AnnounceTo]>([
    ['gateway', 24, 'gateway'],
    ['none', 24, 'none'],
    ['no address', 24, []],
    ['addresses of the network', 24, peers('192.0.2.1', '192.0.2.255')],
    ['an address of the same half', 25, peers('192.0.2.127')],
    ['any address, if ip has no network (/32)', 32, peers('198.51.100.1', '192.0.2.1')],
  ])('IPv4, %s: undefined', (_, prefixLength, announceTo) => {
    expect(peerOutside(V4, prefixLength, announceTo)).toBeUndefined();
  });

  it.each<[string, number, AnnounceTo]>([
    ['an address of the network', 64, peers('2001:db8::1')],
    ['a link-local address, which is in every network', 64, peers('fe80::1')],
    ['any address, if ip has no network (/128)', 128, peers('2001:db8:1::1')],
  ])('IPv6, %s: undefined', (_, prefixLength, announceTo) => {
    expect(peerOutside(V6, prefixLength, announceTo)).toBeUndefined();
  });

  it.each<[string, number, AnnounceTo, string]>([
    ['192.0.2.10', 24, peers('192.0.3.1'), '192.0.3.1 is outside of 192.0.2.0/24'],
    ['192.0.2.10', 25, peers('192.0.2.128'), '192.0.2.128 is outside of 192.0.2.0/25'],
    ['192.0.2.10', 31, peers('192.0.2.12'), '192.0.2.12 is outside of 192.0.2.10/31'],
    ['192.0.2.10', 24, peers('192.0.2.1', '10.0.0.1'), '10.0.0.1 is outside of 192.0.2.0/24'],
    ['192.0.2.10', 24, peers('169.254.0.1'), '169.254.0.1 is outside of 192.0.2.0/24'],
    ['2001:db8::10', 64, peers('2001:db8:0:1::1'), '2001:db8:0:1::1 is outside of 2001:db8::/64'],
    ['2001:db8::10', 64, peers('fe80::1', 'ff02::1'), 'ff02::1 is outside of 2001:db8::/64'],
  ])('of %s/%d, %j: %s', (ip, prefixLength, announceTo, problem) => {
    expect(peerOutside(address(ip), prefixLength, announceTo)).toBe(
      `${problem}, the network of ip, and cannot answer it`,
    );
  });
});
