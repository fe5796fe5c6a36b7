import { beforeEach, describe, expect, it } from 'vitest';
import { setLifetime } from '../../../lib/actions/set-lifetime.ts';
import type { InterfaceAddress } from '../../../lib/wire/ifaddrmsg.ts';
import { contextOf, MemoryLog, type Parameters } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { addressListLockName } from '../support/lock-names.ts';

const VIP = '2001:db8::10';
const FOREVER = 0xffffffff;

let host: FakeHost;
let log: MemoryLog;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  log = new MemoryLog();
});

const entry = () => host.addresses.find(address(VIP))[0];

function setLifetimeOf(held: Partial<InterfaceAddress>, parameters: Parameters = {}): boolean {
  host.addAddress('eth0', `${VIP}/64`, held);
  const assigned = entry();
  if (!assigned) throw new Error(`${VIP} is missing`);
  const context = contextOf(new FakeKernel(host), { ip: VIP, ...parameters }, { log });
  return setLifetime(context, { entry: assigned, link: host.link('eth0') });
}

describe('setLifetime', () => {
  it.each([
    [{}, {}],
    [{ validLifetime: FOREVER, preferredLifetime: FOREVER }, {}],
    [{ preferredLifetime: 600 }, { preferred_lft: 600 }],
  ])('changes nothing for %j with %j', (held, parameters) => {
    setLifetimeOf(held, parameters);
    expect(host.calls).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('makes an address permanent, with a warning', () => {
    setLifetimeOf({ validLifetime: 900, preferredLifetime: 600 });
    expect(entry()).toMatchObject({ validLifetime: FOREVER, preferredLifetime: FOREVER });
    expect(log.lines).toEqual([
      `warn: ${VIP}/64 on eth0 would have expired in 900 s; it is permanent now`,
    ]);
  });

  it.each<[number, Parameters, number, string]>([
    [FOREVER, { preferred_lft: 600 }, 600, '600 s'],
    [FOREVER, { preferred_lft: 0 }, 0, '0 s'],
    [600, {}, FOREVER, 'forever'],
  ])(
    'changes the preferred lifetime %i with %j',
    (preferredLifetime, parameters, expected, text) => {
      setLifetimeOf({ preferredLifetime }, parameters);
      expect(entry()).toMatchObject({ preferredLifetime: expected });
      expect(log.lines).toEqual([`info: ${VIP}/64 on eth0: its preferred lifetime is ${text} now`]);
    },
  );

  it('changes the address with the list lock, and releases it', () => {
    setLifetimeOf({ validLifetime: 900 });
    const lock = `locks.acquire ${addressListLockName(NAMESPACE_ID)}`;
    const steps = [lock, 'addresses.change', 'lock.release'];
    expect(host.calls.filter((name) => steps.includes(name))).toEqual(steps);
  });

  it('returns false if the address was removed meanwhile', () => {
    host.after('addresses.change', () => host.removeAddress('eth0', `${VIP}/64`));
    expect(setLifetimeOf({ validLifetime: 900 })).toBe(false);
    expect(log.lines).toEqual([]);
  });
});
