import { beforeEach, describe, expect, it } from 'vitest';
import { findOwners } from '../../../../lib/vip/conflict/find-owners.ts';
import { RT_SCOPE_LINK } from '../../../../lib/wire/ifaddrmsg.ts';
import {
  CONFLICT_WAIT_MS,
  CONTROL_WAIT_MS,
  SUSPICION_WAIT_MS,
} from '../../../../ocf-metadata/times.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';
import {
  addNeighbour,
  advertisement,
  arpAnnouncement,
  arpReply,
  askerOf,
  type Neighbour,
  targetOf,
} from '../../support/neighbourhood.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';
const VIP6 = '2001:db8::10';
const OTHER = hex('0200000000aa');
const ROUTER = hex('0200000000bb');

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addLink('eth1');
  host.addAddress('eth0', `${VIP}/24`);
  host.addAddress('eth0', 'fe80::99/64', { scope: RT_SCOPE_LINK });
});

function find(ip = VIP, isSuspected = false): string[] {
  const owners = findOwners(kernel, host.link('eth0'), address(ip), 24, isSuspected);
  expect(host.descriptors.of(kernel.pid)).toEqual([]);
  return owners.map(({ hardwareAddress, count }) => `${hardwareAddress.toHex()} ${count}`);
}
const add = (mac: Uint8Array, answersFor: Neighbour['answersFor'], rest: Partial<Neighbour> = {}) =>
  addNeighbour(host, 'eth0', { mac, answersFor, ...rest });
const isVip = (ip: string) => ip === VIP || ip === VIP6;
const arrives = (payload: Uint8Array, at: number, dev = 'eth0') =>
  host.timeline.at(at, () => host.deliver(dev, payload));

describe('findOwners', () => {
  it.each([
    [false, CONFLICT_WAIT_MS],
    [true, SUSPICION_WAIT_MS],
  ])('finds nobody, suspected %s: after %d ms, and one probe', (isSuspected, wait) => {
    expect(find(VIP, isSuspected)).toEqual([]);
    expect(host.timeline.elapsed).toBe(wait);
    expect(host.questions.map((asked) => [targetOf(asked), askerOf(asked)])).toEqual([
      [VIP, 'probe'],
    ]);
  });

  it.each([VIP, VIP6])('finds another owner of %s, and waits for its control answers', (ip) => {
    add(OTHER, isVip);
    expect(find(ip)).toEqual(['0200000000aa 1']);
    // Its answer took 0.2 ms.
    expect(host.timeline.elapsed).toBeCloseTo(0.2 + CONTROL_WAIT_MS + 0.4);
    expect(host.questions).toHaveLength(3);
  });

  it.each([VIP, VIP6])('finds no owner in a proxy for every address, %s', (ip) => {
    add(ROUTER, () => true);
    expect(find(ip)).toEqual([]);
    expect(host.timeline.elapsed).toBeLessThan(CONTROL_WAIT_MS + 2 * CONFLICT_WAIT_MS);
  });

  it('finds an owner in a host that answers one control address as well', () => {
    let controls = 0;
    add(ROUTER, (ip) => isVip(ip) || ++controls === 1);
    expect(find()).toEqual(['0200000000bb 1']);
  });

  it('finds no owner in a proxy of IPv6, which does not set the Override flag', () => {
    add(ROUTER, isVip, { override: false });
    expect(find(VIP6)).toEqual([]);
    expect(host.questions).toHaveLength(1);
  });

  it('finds an owner that answers late only if it is suspected', () => {
    add(OTHER, isVip, { delay: 50 });
    expect(find()).toEqual([]);
    host.timeline.advance(host.timeline.now() + 100);
    expect(find(VIP, true)).toEqual(['0200000000aa 1']);
  });

  it('finds two owners that answer together', () => {
    add(OTHER, isVip);
    add(ROUTER, isVip);
    expect(find()).toEqual(['0200000000aa 1', '0200000000bb 1']);
  });

  // findOwners returns when the first claim has settled.
  it('finds an owner that answers after a proxy', () => {
    add(ROUTER, () => true, { delay: 0.1 });
    add(OTHER, isVip, { delay: 0.3 });
    expect(find()).toEqual(['0200000000aa 1']);
  });

  // The same.
  it('finds a suspected owner that answers long after a proxy', () => {
    add(ROUTER, () => true, { delay: 0.1 });
    add(OTHER, isVip, { delay: 50 });
    expect(find(VIP, true)).toEqual(['0200000000aa 1']);
  });

  it('finds an owner that announces the address meanwhile', () => {
    arrives(arpAnnouncement(OTHER, VIP), 3);
    expect(find()).toEqual(['0200000000aa 1']);
  });

  it.each<[string, (ip: string) => Uint8Array | undefined]>([
    ['an answer for another address', () => arpReply(OTHER, '10.0.0.11')],
    ['our own frame', () => arpReply(host.link('eth0').address, VIP)],
    ['the frame of another interface of this host', () => arpReply(host.link('eth1').address, VIP)],
    ['a packet that is cut off', () => arpReply(OTHER, VIP).subarray(0, 20)],
    ['a packet of no octets', () => hex('')],
  ])('finds no owner in %s', (_, payload) => {
    arrives(payload(VIP) ?? hex(''), 2);
    expect(find()).toEqual([]);
    expect(host.timeline.elapsed).toBe(CONFLICT_WAIT_MS);
  });

  it('finds no owner on another interface', () => {
    arrives(arpReply(OTHER, VIP), 2, 'eth1');
    expect(find()).toEqual([]);
  });

  it('finds no owner in an advertisement of another address', () => {
    arrives(advertisement(OTHER, '2001:db8::11', 'fe80::99'), 2);
    expect(find(VIP6)).toEqual([]);
  });

  it('asks nobody for an IPv6 address without a link-local one', () => {
    host.removeAddress('eth0', 'fe80::99/64');
    expect(find(VIP6)).toEqual([]);
    expect([host.questions, host.timeline.elapsed]).toEqual([[], 0]);
    expect(host.calls).not.toContain('openReceiver');
  });

  it('ends on time during a flood', () => {
    const flood = (left: number) =>
      host.before('socket.receive', () => {
        if (left === 0) return;
        host.deliver('eth0', arpReply(OTHER, '10.0.0.11'));
        host.timeline.advance(host.timeline.now() + 1);
        flood(left - 1);
      });
    flood(1000);
    expect(find()).toEqual([]);
    expect(host.timeline.elapsed).toBe(CONFLICT_WAIT_MS);
  });

  it('ends on time during a flood of claimants', () => {
    const flood = (left: number) =>
      host.before('socket.receive', () => {
        if (left === 0) return;
        host.deliver('eth0', arpReply(Uint8Array.of(2, 1, 0, 0, left >> 8, left), VIP));
        host.timeline.advance(host.timeline.now() + 0.01);
        flood(left - 1);
      });
    flood(2000);
    expect(find().length).toBeLessThanOrEqual(16);
    expect(host.timeline.elapsed).toBeLessThan(CONTROL_WAIT_MS + 2 * CONFLICT_WAIT_MS);
    expect(host.questions.length).toBeLessThanOrEqual(33);
  });

  it.each(['socket.ask', 'socket.receive', 'openReceiver'])(
    'closes its socket if %s fails',
    (call) => {
      host.refuse(call, systemError(call, 'ENETDOWN'));
      expect(() => find()).toThrow(`${call}: ENETDOWN`);
      expect(host.descriptors.of(kernel.pid)).toEqual([]);
    },
  );
});
