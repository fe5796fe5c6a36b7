import { beforeEach, describe, expect, it } from 'vitest';
import { GRACE } from '../../../lib/vip/announcer-lock.ts';
import { announcerName, turnName } from '../../../lib/vip/lock-names.ts';
import { silence } from '../../../lib/vip/silence.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';

const VIP = address('10.0.0.10');
const LATER = 20_000;

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
});

/** Another process that holds an announcer's lock. */
function announcer(index: number, { ip = VIP, namespaceId = NAMESPACE_ID, hidden = false } = {}) {
  const process = new FakeKernel(host);
  const lock = process.locks.acquire(announcerName(namespaceId, ip, index), 0);
  if (!lock) throw new Error('the lock is held');
  if (!hidden) lock.advertise('background');
  return { pid: process.pid, lock };
}

const silenceUntil = (milliseconds: number, index?: number) =>
  silence(
    kernel,
    VIP,
    kernel.clock.now() + milliseconds,
    index === undefined ? undefined : [index],
  );

describe('silence', () => {
  it('takes no time where nobody announces', () => {
    expect(silenceUntil(LATER)).toEqual([]);
    expect(host.timeline.elapsed).toBe(0);
  });

  it('waits for an announcer to end by itself', () => {
    const { lock } = announcer(2);
    host.timeline.at(120, () => lock.release());
    expect(silenceUntil(LATER)).toEqual([]);
    expect(host.timeline.elapsed).toBe(120);
    expect(host.killed).toEqual([]);
  });

  it('kills one that hangs, when its grace is over', () => {
    const { pid } = announcer(2);
    expect(silenceUntil(LATER)).toEqual([]);
    expect(host.killed).toEqual([pid]);
    expect(host.timeline.elapsed).toBe(GRACE);
  });

  it('reports one that cannot be ended by the deadline', () => {
    announcer(2, { hidden: true });
    expect(silenceUntil(LATER)).toEqual([2]);
    expect(host.timeline.elapsed).toBe(LATER);
  });

  it('takes away what a crash left behind', () => {
    host.locks.leaveBehind(announcerName(NAMESPACE_ID, VIP, 2));
    expect(silenceUntil(LATER)).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('ends the announcers on every interface, or on one', () => {
    announcer(2);
    announcer(3);
    silenceUntil(LATER, 3);
    expect(host.locks.names()).toEqual([announcerName(NAMESPACE_ID, VIP, 2)]);
    silenceUntil(LATER);
    expect(host.locks.names()).toEqual([]);
  });

  it.each([
    ['another address', { ip: address('10.0.0.1') }],
    ['an address that begins the same', { ip: address('10.0.0.101') }],
    ['another network namespace', { namespaceId: 7 }],
  ])('leaves the announcer of %s alone', (_what, options) => {
    announcer(2, options);
    expect(silenceUntil(LATER)).toEqual([]);
    expect(host.locks.names()).toHaveLength(1);
    expect(host.killed).toEqual([]);
  });

  it('leaves the turn alone', () => {
    kernel.locks.acquire(turnName(NAMESPACE_ID, VIP), 0);
    host.calls.length = 0;
    expect(silenceUntil(LATER)).toEqual([]);
    expect(host.locks.names()).toHaveLength(1);
    expect(host.calls).toEqual(['locks.names']);
  });
});
