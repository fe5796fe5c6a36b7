import { describe, expect, it } from 'vitest';
import { ARPHRD_ETHER, ARPHRD_INFINIBAND } from '../../../lib/wire/arp.ts';
import { ALL_NODES, multicastHardwareAddress } from '../../../lib/wire/multicast-address.ts';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import { hex } from '../support/fields.ts';

it('ALL_NODES is ff02::1', () => {
  expect(ALL_NODES).toEqual(hex('ff020000000000000000000000000001'));
});

describe('the link-layer address of an IPv6 group', () => {
  it('on Ethernet (RFC 2464 section 7)', () => {
    const address = multicastHardwareAddress(ALL_NODES, ARPHRD_ETHER, hex('ffffffffffff'));
    expect(address).toEqual(hex('333300000001'));
  });

  it('on InfiniBand, with scope and partition key of the broadcast address (RFC 4391)', () => {
    const broadcast = hex('00ffffffff12401bffff000000000000ffffffff');
    const address = multicastHardwareAddress(ALL_NODES, ARPHRD_INFINIBAND, broadcast);
    expect(address).toEqual(hex('00ffffffff12601bffff00000000000000000001'));
  });

  it('on InfiniBand, of another scope and partition', () => {
    const broadcast = hex('00ffffffff15401b8001000000000000ffffffff');
    const address = multicastHardwareAddress(ALL_NODES, ARPHRD_INFINIBAND, broadcast);
    expect(address).toEqual(hex('00ffffffff15601b800100000000000000000001'));
  });

  it('of another group: its last 4 octets on Ethernet, its last 10 on InfiniBand', () => {
    const group = hex('ff0500000000010203040506 0708090a'.replaceAll(' ', ''));
    const broadcast = hex('00ffffffff12401bffff000000000000ffffffff');
    expect(multicastHardwareAddress(group, ARPHRD_ETHER, broadcast)).toEqual(hex('33330708090a'));
    expect(multicastHardwareAddress(group, ARPHRD_INFINIBAND, broadcast)).toEqual(
      hex('00ffffffff12601bffff0102030405060708090a'),
    );
  });

  it('on InfiniBand without a broadcast address is malformed', () => {
    const address = () => multicastHardwareAddress(ALL_NODES, ARPHRD_INFINIBAND, hex(''));
    expect(address).toThrow(MalformedMessage);
  });
});
