import { describe, expect, it } from 'vitest';
import { ARPHRD_ETHER, ARPHRD_INFINIBAND } from '../../../lib/wire/arp.ts';
import {
  ALL_NODES,
  multicastHardwareAddress,
  solicitedNodeGroup,
} from '../../../lib/wire/multicast-address.ts';
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

describe('solicitedNodeGroup', () => {
  it.each([
    // RFC 4291 section 2.7.1
    ['403700000000000000010800200e8c6c', 'ff0200000000000000000001ff0e8c6c'],
    ['20010db8000000000000000000000010', 'ff0200000000000000000001ff000010'],
    ['fe80000000000000ffffffffffffffff', 'ff0200000000000000000001ffffffff'],
  ])('of %s is %s', (address, group) => {
    expect(solicitedNodeGroup(hex(address))).toEqual(hex(group));
  });

  it('on Ethernet is 33:33:ff and the last three octets', () => {
    const group = solicitedNodeGroup(hex('403700000000000000010800200e8c6c'));
    expect(multicastHardwareAddress(group, ARPHRD_ETHER, hex(''))).toEqual(hex('3333ff0e8c6c'));
  });
});
