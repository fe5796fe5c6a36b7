import { beforeEach, describe, expect, it } from 'vitest';
import type { HeldAddress } from '../../../../lib/linux/kernel.ts';
import {
  hasForeignPrefixRoute,
  keepsRoutes,
  lifetimeOfOthers,
  metricOf,
  prefixRouteOf,
} from '../../../../lib/vip/address/prefix-route.ts';
import {
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  type InterfaceAddress,
} from '../../../../lib/wire/ifaddrmsg.ts';
import { RTPROT_KERNEL } from '../../../../lib/wire/rtmsg.ts';
import { address, FakeHost, type RouteOptions } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { RTN_UNREACHABLE } from '../../support/fake-routes.ts';

const VIP = address('2001:db8::10');
const NETWORK = '2001:db8::/64';
/** linux/rtnetlink.h */
const RTPROT_RA = 9;

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addLink('eth1');
});

/** The virtual IP, which is not assigned yet. */
function entryWith(change: Partial<InterfaceAddress> = {}): HeldAddress {
  return {
    family: 10,
    prefixLength: 64,
    flags: 0,
    scope: 0,
    index: host.link('eth0').index,
    local: VIP.bytes,
    address: VIP.bytes,
    message: new Uint8Array(),
    ...change,
  };
}

const isForeign = (
  change?: Partial<InterfaceAddress>,
  which: 'of-any-metric' | 'of-same-metric' = 'of-any-metric',
) => hasForeignPrefixRoute(kernel, entryWith(change), which);

describe('hasForeignPrefixRoute', () => {
  it('is false without a route to the prefix', () => {
    expect(isForeign()).toBe(false);
  });

  it.each<[string, RouteOptions]>([
    ['from a router advertisement', { protocol: RTPROT_RA, metric: 256, expires: 900 }],
    ['added by hand', { metric: 1024 }],
    ['of the kernel without a limited lifetime', { protocol: RTPROT_KERNEL, metric: 256 }],
  ])('is true for a route %s', (_, options) => {
    host.addRoute(NETWORK, { dev: 'eth0', ...options });
    expect(isForeign()).toBe(true);
  });

  it.each<[string, string, RouteOptions]>([
    ['to another prefix', '2001:db8:1::/64', { dev: 'eth0' }],
    ['with another prefix length', '2001:db8::/56', { dev: 'eth0' }],
    ['via a gateway', NETWORK, { dev: 'eth0', via: 'fe80::1' }],
    ['on another interface', NETWORK, { dev: 'eth1' }],
    ['of another table', NETWORK, { dev: 'eth0', table: 10 }],
    ['of another type', NETWORK, { dev: 'eth0', type: RTN_UNREACHABLE }],
  ])('is false for a route %s', (_, to, options) => {
    host.addRoute(to, options);
    expect(isForeign()).toBe(false);
  });

  it.each([
    [898, false],
    [902, false],
    [897, true],
    [903, true],
  ])('with a lifetime of 900 s, a kernel route that expires in %i s: %s', (expires, expected) => {
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_KERNEL, metric: 256, expires });
    expect(isForeign({ validLifetime: 900 })).toBe(expected);
  });

  it('compares the metric of the address', () => {
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_KERNEL, metric: 100, expires: 900 });
    expect(isForeign({ validLifetime: 900, routeMetric: 100 })).toBe(false);
    expect(isForeign({ validLifetime: 900 })).toBe(true);
  });

  it('of the same metric only, ignores routes with another metric', () => {
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_RA, metric: 100 });
    expect(isForeign({}, 'of-same-metric')).toBe(false);
    expect(isForeign({ routeMetric: 256 }, 'of-same-metric')).toBe(false);
    expect(isForeign({ routeMetric: 100 }, 'of-same-metric')).toBe(true);
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_RA, metric: 256 });
    expect(isForeign({}, 'of-same-metric')).toBe(true);
  });

  it.each<[string, string, Partial<InterfaceAddress>, boolean]>([
    ['a permanent address', '2001:db8::1/64', {}, false],
    ['an address with a lifetime', '2001:db8::1/64', { validLifetime: 900 }, true],
    [
      'one without a prefix route',
      '2001:db8::1/64',
      { flags: IFA_F_NODAD | IFA_F_NOPREFIXROUTE },
      true,
    ],
    ['one with another metric', '2001:db8::1/64', { routeMetric: 100 }, true],
    ['one in another network', '2001:db8:1::1/64', {}, true],
    ['one with another prefix length', '2001:db8::1/56', {}, true],
    ['the address itself', '2001:db8::10/64', {}, true],
  ])('beside %s', (_, text, change, expected) => {
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_RA });
    host.addAddress('eth0', text, change);
    expect(isForeign()).toBe(expected);
  });

  it('reads the table of the VRF, which has the link-local route', () => {
    const options = { dev: 'eth0', table: 10 };
    host.addRoute('fe80::/64', { ...options, protocol: RTPROT_KERNEL });
    host.addRoute(NETWORK, { dev: 'eth0' });
    expect(isForeign()).toBe(false);
    host.addRoute(NETWORK, options);
    expect(isForeign()).toBe(true);
  });
});

describe('keepsRoutes', () => {
  it('is true without a prefix route, and with another permanent address of the prefix', () => {
    expect(keepsRoutes(kernel, entryWith())).toBe(false);
    expect(keepsRoutes(kernel, entryWith({ flags: IFA_F_NOPREFIXROUTE }))).toBe(true);
    host.addAddress('eth0', '2001:db8::2/64', { validLifetime: 900 });
    expect(keepsRoutes(kernel, entryWith())).toBe(false);
    host.addAddress('eth0', '2001:db8::1/64');
    expect(keepsRoutes(kernel, entryWith())).toBe(true);
  });
});

describe('prefixRouteOf', () => {
  const routes = () => kernel.routes.onLink('inet6', host.link('eth0').index);
  beforeEach(() => {
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_RA, metric: 256 });
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_KERNEL, metric: 256, expires: 900 });
  });

  it('is the permanent route of the kernel with the metric of the address', () => {
    expect(prefixRouteOf(entryWith(), routes())).toBeUndefined();
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_KERNEL, metric: 100 });
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_KERNEL, metric: 256 });
    expect(prefixRouteOf(entryWith(), routes())).toEqual(routes()[3]);
    expect(prefixRouteOf(entryWith({ routeMetric: 100 }), routes())).toEqual(routes()[2]);
  });

  it('is none for an address without a prefix route', () => {
    host.addRoute(NETWORK, { dev: 'eth0', protocol: RTPROT_KERNEL, metric: 256 });
    expect(prefixRouteOf(entryWith({ flags: IFA_F_NOPREFIXROUTE }), routes())).toBeUndefined();
  });
});

it.each([
  [10, undefined, 256],
  [10, 0, 256],
  [10, 100, 100],
  [2, undefined, 0],
  [2, 100, 100],
])('metricOf family %i, IFA_RT_PRIORITY %s: %i', (family, routeMetric, expected) => {
  expect(metricOf(entryWith({ family, routeMetric }))).toBe(expected);
});

it('lifetimeOfOthers is the longest lifetime of the other addresses with the route', () => {
  expect(lifetimeOfOthers(kernel, entryWith())).toBeUndefined();
  host.addAddress('eth0', '2001:db8::1/64', { validLifetime: 900 });
  host.addAddress('eth0', '2001:db8::2/64', { validLifetime: 1800 });
  host.addAddress('eth0', '2001:db8:1::1/64', { validLifetime: 3600 });
  expect(lifetimeOfOthers(kernel, entryWith())).toBe(1800);
});
