import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../../../lib/ocf/refusal.ts';
import {
  announcerIndexes,
  withAddressListLock,
  withAddressLock,
  withFirewallLock,
} from '../../../../lib/vip/state/locks.ts';
import { contextOf, MemoryLog, TIMEOUT_MS } from '../../support/actions.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../../support/fake-kernel.ts';
import {
  addressListLockName,
  addressLockName,
  announcerLockName,
  firewallLockName,
} from '../../support/lock-names.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = address('192.0.2.10');
const ADDRESS = addressLockName(NAMESPACE_ID, VIP);
const ADDRESS_LIST = addressListLockName(NAMESPACE_ID);
const FIREWALL = firewallLockName(NAMESPACE_ID);

let host: FakeHost;
let kernel: FakeKernel;
let log: MemoryLog;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  log = new MemoryLog();
});

const context = () => contextOf(kernel, { ip: VIP.text }, { log });
const taken = () => host.calls.filter((call) => call.startsWith('locks.acquire'));
const hold = (name: string) => new FakeKernel(host).locks.acquire(name, 0);

/** Different versions of the agent on one host must use the same names. */
describe('the lock file', () => {
  it.each<[string, string, () => unknown]>([
    ['of an address', ADDRESS, () => withAddressLock(context(), 'required', () => 1)],
    ['of the addresses', ADDRESS_LIST, () => withAddressListLock(context(), 'required', () => 1)],
    ['of the firewall', FIREWALL, () => withFirewallLock(context(), () => 1)],
  ])('%s is %s', (_, name, take) => {
    expect(take()).toBe(1);
    expect(taken()).toEqual([`locks.acquire ${name}`]);
    expect(kernel.locks.isHeld(name)).toBe(false);
  });
});

describe('a required lock that is held', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      ADDRESS,
      () => withAddressLock(context(), 'required', () => 1),
      /^another action on 192\.0\.2\.10 is still running; look for it with ps$/,
    ],
    [
      ADDRESS_LIST,
      () => withAddressListLock(context(), 'required', () => 1),
      /^192\.0\.2\.10: timed out waiting for another floatip action on this host$/,
    ],
  ])('%s refuses the action at its deadline', (name, take, reason) => {
    hold(name);
    expect(take).toThrow(Refusal);
    expect(host.timeline.elapsed).toBeGreaterThanOrEqual(TIMEOUT_MS * 0.9);
    expect(take).toThrow(reason);
    expect(log.lines).toEqual([]);
  });
});

describe('an optional lock', () => {
  it.each<[string, () => unknown]>([
    [ADDRESS, () => withAddressLock(context(), 'optional', (lock) => lock === undefined)],
    [ADDRESS_LIST, () => withAddressListLock(context(), 'optional', () => true)],
    [FIREWALL, () => withFirewallLock(context(), (lock) => lock === undefined)],
  ])('%s that is held is skipped with a warning after half of the time', (name, take) => {
    hold(name);
    expect(take()).toBe(true);
    expect(host.timeline.elapsed).toBeGreaterThanOrEqual(TIMEOUT_MS * 0.45);
    expect(host.timeline.elapsed).toBeLessThan(TIMEOUT_MS * 0.9);
    expect(log.lines).toEqual([expect.stringMatching(/^warn: .*; going on without the lock$/)]);
  });

  it('that is silent is skipped without a log line', () => {
    hold(ADDRESS_LIST);
    expect(withAddressListLock(context(), 'silent', () => true)).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it('that is silent is released without a log line for a second attempt', () => {
    host.refuse('addresses.find', systemError('RTM_GETADDR', 'ENOBUFS'));
    expect(withAddressListLock(context(), 'silent', () => kernel.addresses.find(VIP))).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('is skipped if it cannot be made', () => {
    host.refuse(`locks.acquire ${ADDRESS}`, systemError('open', 'EIO'));
    expect(withAddressLock(context(), 'optional', (lock) => lock)).toBeUndefined();
    expect(log.lines).toEqual(['warn: open: EIO; going on without the lock']);
  });

  it('of the addresses is released for a second attempt if the change fails', () => {
    let attempts = 0;
    const change = () => {
      attempts++;
      if (attempts === 1) throw new Error('ENOBUFS');
      return kernel.locks.isHeld(ADDRESS_LIST);
    };
    expect(withAddressListLock(context(), 'optional', change)).toBe(false);
    expect(attempts).toBe(2);
    expect(log.lines).toEqual(['warn: ENOBUFS; trying again without the lock']);
  });
});

describe('the order of the locks', () => {
  const nested: readonly [string, () => unknown][] = [
    ['address, addresses', () => withAddressLock(context(), 'required', () => list())],
    ['address, firewall', () => withAddressLock(context(), 'required', () => firewall())],
  ];
  const list = () => withAddressListLock(context(), 'required', () => 1);
  const firewall = () => withFirewallLock(context(), () => 1);

  it.each(nested)('%s is allowed', (_, take) => {
    expect(take()).toBe(1);
    expect(host.lockOrderViolations).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    [
      'addresses, address',
      () =>
        withAddressListLock(context(), 'required', () =>
          withAddressLock(context(), 'required', () => 1),
        ),
    ],
    ['addresses, firewall', () => withAddressListLock(context(), 'required', () => firewall())],
    [
      'firewall, address',
      () => withFirewallLock(context(), () => withAddressLock(context(), 'required', () => 1)),
    ],
  ])('%s is a violation', (_, take) => {
    take();
    expect(host.lockOrderViolations).toHaveLength(1);
  });
});

describe('announcerIndexes', () => {
  it('has the interface of each announcer lock of the address', () => {
    for (const index of [3, 0, 1234567]) hold(announcerLockName(NAMESPACE_ID, VIP, index));
    expect(announcerIndexes(kernel, VIP)).toEqual([3, 0, 1234567]);
  });

  it.each([
    ['another namespace', announcerLockName(NAMESPACE_ID + 1, VIP, 3)],
    ['a namespace that begins the same', announcerLockName(NAMESPACE_ID * 10, VIP, 3)],
    ['another address', announcerLockName(NAMESPACE_ID, address('192.0.2.11'), 3)],
    ['an address that begins the same', announcerLockName(NAMESPACE_ID, address('192.0.2.101'), 3)],
    ['the address lock', ADDRESS],
    ['another kind of lock', `floatip-${NAMESPACE_ID}-192.0.2.10-3.address`],
    ['digits alone', `floatip-${NAMESPACE_ID}-192.0.2.10-12345678901234`],
    ['no interface', `floatip-${NAMESPACE_ID}-192.0.2.10-.announcer`],
    ['not a number', `floatip-${NAMESPACE_ID}-192.0.2.10-3a.announcer`],
    ['something before the number', `floatip-${NAMESPACE_ID}-192.0.2.10-a3.announcer`],
    ['something after it', `floatip-${NAMESPACE_ID}-192.0.2.10-3.announcer.1`],
    ['something before it', `x-floatip-${NAMESPACE_ID}-192.0.2.10-3.announcer`],
  ])('leaves out %s', (_, name) => {
    host.locks.leaveBehind(name);
    expect(announcerIndexes(kernel, VIP)).toEqual([]);
  });
});
