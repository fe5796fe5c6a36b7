import { beforeEach, describe, expect, it } from 'vitest';
import { awaitDetection, detectionOf } from '../../../lib/vip/duplicate-address-detection.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

const VIP = address('2001:db8::10');

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
});

/** An address that the kernel asks the network for. */
const addVip = () => host.addAddress('eth0', '2001:db8::10/64', { flags: 0 });
const wait = (milliseconds: number) =>
  awaitDetection(kernel, VIP, host.link('eth0').index, kernel.clock.now() + milliseconds);

describe('detectionOf', () => {
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
    expect(entry && detectionOf({ ...entry, flags })).toBe(expected);
  });
});

describe('awaitDetection', () => {
  it('waits for the verdict, and no longer', () => {
    addVip();
    expect(wait(5000)).toBe('unique');
    expect(host.timeline.elapsed).toBe(1000);
  });

  it('says that another node has the address', () => {
    host.addresses.isTaken = true;
    addVip();
    expect(wait(5000)).toBe('duplicate');
  });

  it('gives up at its deadline', () => {
    addVip();
    expect(wait(300)).toBe('tentative');
    expect(host.timeline.elapsed).toBe(300);
  });

  it('does not wait for an address that is in use', () => {
    host.addAddress('eth0', '2001:db8::10/64');
    expect(wait(5000)).toBe('unique');
    expect(host.timeline.elapsed).toBe(0);
  });

  it('says that the address is gone, also when it goes meanwhile', () => {
    expect(wait(5000)).toBe('gone');
    addVip();
    host.timeline.at(200, () => host.removeAddress('eth0', '2001:db8::10/64'));
    expect(wait(5000)).toBe('gone');
    expect(host.timeline.elapsed).toBe(200);
  });

  it('watches before it looks, and closes its watch', () => {
    addVip();
    wait(5000);
    expect(host.calls.slice(0, 2)).toEqual(['watchAddress', 'addresses.find']);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
  });
});
