import { describe, expect, it } from 'vitest';
import { hostAddressProblem, isUnicast } from '../../../../lib/ocf/parameter-syntax.ts';
import { address } from '../../support/fake-host.ts';

describe('isUnicast', () => {
  it.each([
    ...['1.0.0.0', '10.0.0.10', '127.0.0.1', '223.255.255.255', '240.0.0.0', '255.255.255.254'],
    ...['2001:db8::10', '::2', 'fe80::1', 'fd00::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('%s is', (ip) => {
    expect(isUnicast(address(ip))).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '0.255.255.255', '224.0.0.0', '239.255.255.255', '255.255.255.255'],
    ...['::', '::1', 'ff00::', 'ff02::1'],
  ])('%s is not', (ip) => {
    expect(isUnicast(address(ip))).toBe(false);
  });
});

describe('hostAddressProblem', () => {
  it.each([
    [
      '192.0.2.0',
      24,
      'is the network address of 192.0.2.0/24; neighbours do not send ARP for it; choose the address of a host',
    ],
    [
      '192.0.2.255',
      24,
      'is the broadcast address of 192.0.2.0/24; neighbours do not send ARP for it; choose the address of a host',
    ],
    [
      '192.0.2.11',
      30,
      'is the broadcast address of 192.0.2.8/30; neighbours do not send ARP for it; choose the address of a host',
    ],
    [
      '2001:db8::',
      64,
      'is the subnet-router anycast address of 2001:db8::/64; routers have it too; choose the address of a host',
    ],
    [
      '2001:db8::10',
      126,
      'is the subnet-router anycast address of 2001:db8::10/126; routers have it too; choose the address of a host',
    ],
  ])('%s/%i %s', (ip, prefixLength, problem) => {
    expect(hostAddressProblem(address(ip), prefixLength)).toBe(problem);
  });

  it.each<[string, number]>([
    ['192.0.2.10', 24],
    ['192.0.2.255', 23],
    ['192.0.3.0', 23],
    ['192.0.2.10', 31],
    ['192.0.2.11', 31],
    ['192.0.2.0', 32],
    ['2001:db8::10', 64],
    ['2001:db8::ffff:ffff:ffff:ffff', 64],
    ['2001:db8::10', 127],
    ['2001:db8::10', 128],
  ])('%s/%i is the address of a host', (ip, prefixLength) => {
    expect(hostAddressProblem(address(ip), prefixLength)).toBeUndefined();
  });
});
