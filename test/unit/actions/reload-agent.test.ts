import { beforeEach, describe, expect, it } from 'vitest';
import { reloadAgent } from '../../../lib/actions/reload-agent.ts';
import { type Parameters, run } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { addressLockName } from '../support/lock-names.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
});

const reload = (parameters: Parameters = {}) => run(host, reloadAgent, { ip: VIP, ...parameters });

describe('reload-agent', () => {
  it('changes nothing for a parameter that later actions read', () => {
    const before = host.state();
    expect(reload({ arp_count: 9, arp_count_refresh: 3 })).toMatchObject({
      status: 0,
      leftOpen: [],
    });
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
  });

  it('fails if another action keeps the address lock', () => {
    new FakeKernel(host).locks.acquire(addressLockName(NAMESPACE_ID, address(VIP)), 0);
    const { status, reason, leftOpen } = reload();
    expect(status).toBe(1);
    expect(reason).toContain('still running');
    expect(leftOpen).toEqual([]);
  });

  it('sets a finite preferred lifetime again, and leaves an infinite one as it is', () => {
    host.addAddress('eth0', '2001:db8::10/64', { preferredLifetime: 0xffffffff });
    expect(reload({ ip: '2001:db8::10', lvs_ipv6_addrlabel: false })).toMatchObject({ status: 0 });
    expect(host.calls).not.toContain('addresses.change');
    reload({ ip: '2001:db8::10', preferred_lft: 600 });
    reload({ ip: '2001:db8::10', preferred_lft: 600 });
    expect(host.addresses.find(address('2001:db8::10'))[0]?.preferredLifetime).toBe(600);
  });

  it('returns 7 if the address is removed before its lifetime is set', () => {
    const ip = '2001:db8::10';
    host.addAddress('eth0', `${ip}/64`, { validLifetime: 900 });
    host.after('addresses.change', () => host.removeAddress('eth0', `${ip}/64`));
    expect(reload({ ip })).toMatchObject({
      status: 7,
      reason: `${ip} was removed by another process`,
      leftOpen: [],
    });
  });

  it.each([
    [7, 'the address is not there', () => host.removeAddress('eth0', `${VIP}/24`)],
    [1, 'its link has no carrier', () => host.links.setCarrier('eth0', false)],
  ])('returns %i if %s', (expected, _, happen) => {
    happen();
    expect(reload()).toMatchObject({ status: expected, leftOpen: [] });
  });
});
