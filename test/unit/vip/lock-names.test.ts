import { describe, expect, it } from 'vitest';
import {
  addressListName,
  announcerIndex,
  announcerName,
  firewallName,
  turnName,
} from '../../../lib/vip/lock-names.ts';
import { address } from '../support/fake-host.ts';

const VIP = address('192.0.2.10');

/** Two versions of the agent on one host must not differ in them. */
describe('the name of the lock', () => {
  it.each([
    ['of a turn', turnName(7, VIP), 'floatip-7-192.0.2.10.turn'],
    ['of an announcer', announcerName(7, VIP, 3), 'floatip-7-192.0.2.10-3.announcer'],
    ['of the firewall', firewallName(7), 'floatip-7.firewall'],
    ['of all addresses', addressListName(7), 'floatip-7.addresses'],
  ])('%s', (_, name, expected) => {
    expect(name).toBe(expected);
  });
});

describe('announcerIndex', () => {
  it.each([3, 0, 1234567])('of the lock for interface %d is its index', (index) => {
    expect(announcerIndex(announcerName(7, VIP, index), 7, VIP)).toBe(index);
  });

  it.each([
    ['another namespace', announcerName(8, VIP, 3)],
    ['a namespace that begins the same', announcerName(70, VIP, 3)],
    ['another address', announcerName(7, address('192.0.2.11'), 3)],
    ['an address that begins the same', announcerName(7, address('192.0.2.101'), 3)],
    ['a turn', turnName(7, VIP)],
    ['another kind of lock', 'floatip-7-192.0.2.10-3.turn'],
    ['another kind of lock, of digits alone', 'floatip-7-192.0.2.10-12345678901234'],
    ['no interface', 'floatip-7-192.0.2.10-.announcer'],
    ['something that is no number', 'floatip-7-192.0.2.10-3a.announcer'],
    ['something before the number', 'floatip-7-192.0.2.10-a3.announcer'],
    ['something after it', 'floatip-7-192.0.2.10-3.announcer.1'],
    ['something before it', 'x-floatip-7-192.0.2.10-3.announcer'],
  ])('of a lock for %s is none', (_, name) => {
    expect(announcerIndex(name, 7, VIP)).toBeUndefined();
  });
});
