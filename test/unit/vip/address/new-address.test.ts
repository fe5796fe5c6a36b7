import { beforeEach, describe, expect, it } from 'vitest';
import { newAddress } from '../../../../lib/vip/address/new-address.ts';
import type { Candidate, Placed } from '../../../../lib/vip/address/placement.ts';
import {
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  type InterfaceAddress,
} from '../../../../lib/wire/ifaddrmsg.ts';
import { contextOf, type Parameters } from '../../support/actions.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';

const IPV4 = '192.0.2.10';
const IPV6 = '2001:db8::10';
const BROADCAST = hex('c00002ff');

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
});

function addressFor(
  parameters: Parameters,
  placed: Partial<Placed> = {},
  {
    label,
    announcedMac,
    isUnique = false,
  }: { label?: string; announcedMac?: Uint8Array; isUnique?: boolean } = {},
): InterfaceAddress {
  const context = { ...contextOf(new FakeKernel(host), parameters), announcedMac };
  const link = host.link('eth0');
  const placement = { link, prefixLength: 24, broadcast: undefined, route: undefined, ...placed };
  return newAddress(context, { kind: 'placed', ...placement }, label, isUnique);
}

const route = (change: Partial<Candidate>): Candidate => ({
  link: host.link('eth0'),
  prefixLength: 64,
  metric: 100,
  preferredSource: undefined,
  ofAddress: true,
  text: '',
  ...change,
});

describe('newAddress of IPv4', () => {
  it('has the label of the interface by default', () => {
    expect(addressFor({ ip: IPV4 }, { broadcast: BROADCAST })).toEqual({
      family: 2, // AF_INET
      prefixLength: 24,
      flags: 0,
      scope: 0, // RT_SCOPE_UNIVERSE
      index: host.link('eth0').index,
      local: hex('c000020a'),
      address: hex('c000020a'),
      broadcast: BROADCAST,
      label: 'eth0',
    });
  });

  it('has the given label, and no attributes of IPv6', () => {
    const parameters = { ip: IPV4, nodad: true, noprefixroute: true };
    const added = addressFor(parameters, { route: route({}) }, { label: 'eth0:vip' });
    expect(added).toMatchObject({ label: 'eth0:vip', flags: IFA_F_NOPREFIXROUTE });
    expect(added.routeMetric).toBeUndefined();
    expect(added).not.toHaveProperty('preferredLifetime');
  });
});

describe('metric', () => {
  it.each([IPV4, IPV6])('%s has the metric, not that of the route', (ip) => {
    const added = addressFor({ ip, metric: 4294967295 }, { route: route({}) });
    expect(added.routeMetric).toBe(4294967295);
  });

  it('adds a route beside a route of another source with another metric', () => {
    host.addRoute('2001:db8::/64', { dev: 'eth0', metric: 1024 });
    const flags = (metric: number) =>
      addressFor({ ip: IPV6, metric }, { prefixLength: 64, route: route({}) }).flags;
    expect(flags(100)).toBe(0);
    expect(flags(1024)).toBe(IFA_F_NOPREFIXROUTE);
  });

  it("adds a route beside the route of the interface's own address", () => {
    host.addAddress('eth0', '2001:db8::1/64');
    expect(addressFor({ ip: IPV6, metric: 100 }, { prefixLength: 64 })).toMatchObject({
      flags: 0,
      routeMetric: 100,
    });
  });
});

describe('newAddress of IPv6', () => {
  it('has neither a label nor a broadcast address', () => {
    expect(addressFor({ ip: IPV6 }, { prefixLength: 64 }, { label: 'eth0:vip' })).toEqual({
      family: 10, // AF_INET6
      prefixLength: 64,
      flags: 0,
      scope: 0,
      index: host.link('eth0').index,
      local: address(IPV6).bytes,
      address: address(IPV6).bytes,
      routeMetric: undefined,
      preferredLifetime: undefined,
    });
  });

  it.each([
    ['nodad', { nodad: true }, undefined],
    ['dad=none', { dad: 'none' }, undefined],
    ['a shared hardware address', {}, hex('03005e000001')],
  ])('skips duplicate address detection with %s', (_, parameters, announcedMac) => {
    const placed = { prefixLength: 64 };
    const options = announcedMac ? { announcedMac } : {};
    expect(addressFor({ ip: IPV6, ...parameters }, placed, options).flags).toBe(IFA_F_NODAD);
  });

  it.each([
    [true, IFA_F_NODAD],
    [false, 0],
  ])('with dad=fast, skips it only if start has asked: %s', (isUnique, flags) => {
    const added = addressFor({ ip: IPV6, dad: 'fast' }, { prefixLength: 64 }, { isUnique });
    expect(added.flags).toBe(flags);
  });

  it('has preferred_lft', () => {
    const added = addressFor({ ip: IPV6, preferred_lft: 600 }, { prefixLength: 64 });
    expect(added.preferredLifetime).toBe(600);
  });

  it.each([
    ['of an address', { metric: 100 }, 100],
    ['of an address without a metric', { metric: 0 }, undefined],
    ['that was added by hand', { metric: 100, ofAddress: false }, undefined],
  ])('has the metric of a route %s', (_, change, expected) => {
    const added = addressFor({ ip: IPV6 }, { prefixLength: 64, route: route(change) });
    expect(added.routeMetric).toBe(expected);
  });

  it('has no prefix route if the interface has one from another source', () => {
    host.addRoute('2001:db8::/64', { dev: 'eth0', metric: 1024 });
    expect(addressFor({ ip: IPV6, nodad: true }, { prefixLength: 64 }).flags).toBe(
      IFA_F_NODAD | IFA_F_NOPREFIXROUTE,
    );
    expect(addressFor({ ip: IPV6 }, { prefixLength: 56 }).flags).toBe(0);
  });
});

describe('the scope of newAddress', () => {
  it.each([
    ['192.0.2.10', 0],
    ['127.0.0.5', 254], // RT_SCOPE_HOST
    ['169.254.0.10', 0],
    ['2001:db8::10', 0],
    ['fe80::10', 253], // RT_SCOPE_LINK
  ])('%s has scope %i', (ip, scope) => {
    expect(addressFor({ ip, ...(ip.startsWith('fe80') && { nic: 'eth0' }) }).scope).toBe(scope);
  });
});
