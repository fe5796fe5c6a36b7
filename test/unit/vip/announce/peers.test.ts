import { beforeEach, describe, expect, it } from 'vitest';
import type { AnnounceTo } from '../../../../lib/ocf/announce-to.ts';
import { peersOf } from '../../../../lib/vip/announce/peers.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';

const V4 = '10.0.0.10';
const V6 = '2001:db8::10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addLink('eth1');
  host.addAddress('eth0', '10.0.0.1/24');
});

function peers(prefixLength = 24, ip = V4, announceTo: AnnounceTo = 'gateway'): string[] {
  const kernel = new FakeKernel(host);
  const { index } = host.link('eth0');
  return peersOf(kernel, address(ip), prefixLength, index, announceTo).map(({ text }) => text);
}

describe('peersOf', () => {
  it('none: nobody, and asks the kernel nothing', () => {
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' });
    expect(peers(24, V4, 'none')).toEqual([]);
    expect(host.calls).toEqual([]);
  });

  it('addresses: these, whatever the routes are', () => {
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' });
    expect(peers(24, V4, [address('10.0.0.7'), address('10.0.0.8')])).toEqual([
      '10.0.0.7',
      '10.0.0.8',
    ]);
    expect(host.calls).toEqual([]);
  });
});

describe('gateway of an IPv4 address', () => {
  it('nobody without a route through a gateway', () => {
    expect(peers()).toEqual([]);
  });

  it('is the next hop of the default route', () => {
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' });
    expect(peers()).toEqual(['10.0.0.254']);
  });

  it('has the next hops of all routes and tables, each once', () => {
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' });
    host.addRoute('10.7.0.0/16', { dev: 'eth0', via: '10.0.0.253' });
    host.addRoute('10.8.0.0/16', { dev: 'eth0', via: '10.0.0.254', metric: 7 });
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.252', table: 100 });
    expect(peers()).toEqual(['10.0.0.254', '10.0.0.253', '10.0.0.252']);
  });

  it('of a multipath route, those on the interface', () => {
    const hops = [
      { dev: 'eth0', via: '10.0.0.254' },
      { dev: 'eth1', via: '10.0.0.253' },
      { dev: 'eth0', via: '10.0.0.252' },
    ];
    host.addRoute('default', { hops });
    expect(peers()).toEqual(['10.0.0.254', '10.0.0.252']);
  });

  it.each([
    ['is on another interface', { dev: 'eth1', via: '10.0.0.254' }],
    ['is outside of the network', { dev: 'eth0', via: '10.0.1.254' }],
    ['is the address itself', { dev: 'eth0', via: V4 }],
  ])('nobody if the next hop %s', (_, route) => {
    host.addRoute('default', route);
    expect(peers()).toEqual([]);
  });

  it('nobody outside of a longer prefix', () => {
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.129' });
    expect(peers(25)).toEqual([]);
    expect(peers(24)).toEqual(['10.0.0.129']);
  });

  it('at most 16', () => {
    for (let last = 100; last < 120; last++) {
      host.addRoute(`10.9.${last}.0/24`, { dev: 'eth0', via: `10.0.0.${last}` });
    }
    expect(peers()).toHaveLength(16);
    expect(peers().at(-1)).toBe('10.0.0.115');
  });
});

describe('gateway of a host address (/32)', () => {
  beforeEach(() => host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' }));

  it('is in the network of the route of the interface that covers it', () => {
    expect(peers(32)).toEqual(['10.0.0.254']);
  });

  it('is in the longest of several', () => {
    host.addRoute('10.0.0.0/28', { dev: 'eth0' });
    expect(peers(32)).toEqual([]);
    host.addRoute('10.7.0.0/16', { dev: 'eth0', via: '10.0.0.2' });
    expect(peers(32)).toEqual(['10.0.0.2']);
  });

  it.each([
    ['its own route', '10.0.0.10/32', { dev: 'eth0' }],
    ['a route of another interface', '10.0.0.0/28', { dev: 'eth1' }],
    ['a route through a gateway', '10.0.0.0/28', { dev: 'eth0', via: '10.0.0.254' }],
    ['a route that does not cover it', '10.0.0.32/28', { dev: 'eth0' }],
    ['a broadcast route', '10.0.0.0/28', { dev: 'eth0', type: 3 }],
  ])('%s does not make the network smaller', (_, to, route) => {
    host.addRoute(to, route);
    expect(peers(32)).toEqual(['10.0.0.254']);
  });

  it('is nobody if no route of the interface covers it', () => {
    expect(peers(32, '192.0.2.10')).toEqual([]);
  });

  it('is not anybody because of an on-link default route', () => {
    host.addRoute('default', { dev: 'eth0', metric: 9 });
    expect(peers(32, '192.0.2.10')).toEqual([]);
  });
});

describe('gateway of an IPv6 address', () => {
  const route = (to: string, via: string) => host.addRoute(to, { dev: 'eth0', via });

  it('is a link-local next hop, or one in the network', () => {
    route('::/0', 'fe80::1');
    route('2001:db8:1::/48', '2001:db8::2');
    route('2001:db8:2::/48', '2001:db8:0:1::2');
    expect(peers(64, V6)).toEqual(['fe80::1', '2001:db8::2']);
  });

  it('of a host address (/128) is found by the route of its network', () => {
    host.addRoute('2001:db8::/64', { dev: 'eth0' });
    route('2001:db8:1::/48', '2001:db8::2');
    expect(peers(128, V6)).toEqual(['2001:db8::2']);
  });

  it('is no next hop of an IPv4 route', () => {
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' });
    expect(peers(64, V6)).toEqual([]);
  });
});
