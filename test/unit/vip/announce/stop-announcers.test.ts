import { beforeEach, describe, expect, it } from 'vitest';
import { stopAnnouncers } from '../../../../lib/vip/announce/stop-announcers.ts';
import { ANNOUNCER_GRACE_MS } from '../../../../ocf-metadata/times.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../../support/fake-kernel.ts';
import { addressLockName, announcerLockName } from '../../support/lock-names.ts';

const VIP = address('10.0.0.10');
const LATER = 20_000;

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
});

/** Takes an announcer lock in another process. */
function announcer(index: number, { ip = VIP, namespaceId = NAMESPACE_ID, hidden = false } = {}) {
  const process = new FakeKernel(host);
  const lock = process.locks.acquire(announcerLockName(namespaceId, ip, index), 0);
  if (!lock) throw new Error('the lock is held');
  if (!hidden) lock.advertise('background');
  return { pid: process.pid, lock };
}

const stopWithin = (milliseconds: number, index?: number) =>
  stopAnnouncers(
    kernel,
    VIP,
    kernel.clock.now() + milliseconds,
    index === undefined ? undefined : [index],
  );

describe('stopAnnouncers', () => {
  it('takes no time without an announcer', () => {
    expect(stopWithin(LATER)).toEqual([]);
    expect(host.timeline.elapsed).toBe(0);
  });

  it('waits until an announcer ends by itself', () => {
    const { lock } = announcer(2);
    host.timeline.at(120, () => lock.release());
    expect(stopWithin(LATER)).toEqual([]);
    expect(host.timeline.elapsed).toBe(120);
    expect(host.killed).toEqual([]);
  });

  it('kills an announcer that has not ended after ANNOUNCER_GRACE_MS', () => {
    const { pid } = announcer(2);
    expect(stopWithin(LATER)).toEqual([]);
    expect(host.killed).toEqual([pid]);
    expect(host.timeline.elapsed).toBe(ANNOUNCER_GRACE_MS);
  });

  it('returns an interface whose announcer cannot be killed, at the deadline', () => {
    announcer(2, { hidden: true });
    expect(stopWithin(LATER)).toEqual([2]);
    expect(host.timeline.elapsed).toBe(LATER);
  });

  it('removes a lock file that a killed process has left', () => {
    host.locks.leaveBehind(announcerLockName(NAMESPACE_ID, VIP, 2));
    expect(stopWithin(LATER)).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('ends the announcers on one interface, or on all', () => {
    announcer(2);
    announcer(3);
    stopWithin(LATER, 3);
    expect(host.locks.names()).toEqual([announcerLockName(NAMESPACE_ID, VIP, 2)]);
    stopWithin(LATER);
    expect(host.locks.names()).toEqual([]);
  });

  it.each([
    ['another address', { ip: address('10.0.0.1') }],
    ['an address that begins the same', { ip: address('10.0.0.101') }],
    ['another network namespace', { namespaceId: 7 }],
  ])('does not end the announcer of %s', (_what, options) => {
    announcer(2, options);
    expect(stopWithin(LATER)).toEqual([]);
    expect(host.locks.names()).toHaveLength(1);
    expect(host.killed).toEqual([]);
  });

  it('does not need the address lock', () => {
    kernel.locks.acquire(addressLockName(NAMESPACE_ID, VIP), 0);
    host.calls.length = 0;
    expect(stopWithin(LATER)).toEqual([]);
    expect(host.locks.names()).toHaveLength(1);
    expect(host.calls).toEqual(['locks.names']);
  });
});
