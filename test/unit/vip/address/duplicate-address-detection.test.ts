import { beforeEach, describe, expect, it } from 'vitest';
import { dadState, waitForDad } from '../../../../lib/vip/address/duplicate-address-detection.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';

const VIP = address('2001:db8::10');

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
});

/** Adds the address without IFA_F_NODAD. */
const addVip = () => host.addAddress('eth0', '2001:db8::10/64', { flags: 0 });
const wait = (milliseconds: number) =>
  waitForDad(kernel, VIP, host.link('eth0').index, kernel.clock.now() + milliseconds);

describe('dadState', () => {
  /** With the flags of linux/if_addr.h. */
  it.each([
    ['unique', 0x80], // IFA_F_PERMANENT
    ['unique', 0x02], // IFA_F_NODAD
    ['tentative', 0x40], // IFA_F_TENTATIVE
    ['tentative', 0xc0],
    ['duplicate', 0x08], // IFA_F_DADFAILED
    ['duplicate', 0x48],
  ] as const)('%s for flags 0x%s', (expected, flags) => {
    addVip();
    const [entry] = kernel.addresses.find(VIP);
    expect(entry && dadState({ ...entry, flags })).toBe(expected);
  });
});

describe('waitForDad', () => {
  it('returns when the kernel has finished', () => {
    addVip();
    expect(wait(5000)).toBe('unique');
    expect(host.timeline.elapsed).toBe(1000);
  });

  it('returns duplicate if another node has the address', () => {
    host.addresses.isTaken = true;
    addVip();
    expect(wait(5000)).toBe('duplicate');
  });

  it('returns tentative at the deadline', () => {
    addVip();
    expect(wait(300)).toBe('tentative');
    expect(host.timeline.elapsed).toBe(300);
  });

  it('does not wait for an address that is in use', () => {
    host.addAddress('eth0', '2001:db8::10/64');
    expect(wait(5000)).toBe('unique');
    expect(host.timeline.elapsed).toBe(0);
  });

  it('returns gone if the address is removed before or meanwhile', () => {
    expect(wait(5000)).toBe('gone');
    addVip();
    host.timeline.at(200, () => host.removeAddress('eth0', '2001:db8::10/64'));
    expect(wait(5000)).toBe('gone');
    expect(host.timeline.elapsed).toBe(200);
  });

  it('subscribes before it reads the addresses, and closes its watch', () => {
    addVip();
    wait(5000);
    expect(host.calls.slice(0, 2)).toEqual(['watchAddress', 'addresses.find']);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
  });
});
