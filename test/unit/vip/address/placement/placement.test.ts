import { beforeEach, describe, expect, it } from 'vitest';
import { type Placement, place } from '../../../../../lib/vip/address/placement.ts';
import { RTNH_F_DEAD } from '../../../../../lib/wire/rtmsg.ts';
import { address, FakeHost } from '../../../support/fake-host.ts';
import { FakeKernel } from '../../../support/fake-kernel.ts';
import { RTN_BLACKHOLE, RTN_PROHIBIT, RTN_UNREACHABLE } from '../../../support/fake-routes.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addAddress('lo', '127.0.0.1/8');
  host.addLink('eth0');
  host.addLink('eth1');
});

interface Given {
  readonly ip?: string;
  readonly nic?: string;
  readonly prefixLength?: number;
}

function placeIt({ ip = VIP, nic, prefixLength }: Given = {}): Placement {
  const link = nic === undefined ? undefined : host.link(nic);
  return place(new FakeKernel(host), { ip: address(ip), link, prefixLength });
}

/** `eth0/24`, or the candidates of a placement that failed. */
function summary(placement: Placement): string {
  if (placement.kind === 'placed') return `${placement.link.name}/${placement.prefixLength}`;
  return [placement.kind, ...placement.candidates.map(({ text }) => text)].join(' | ');
}

describe('without nic and cidr_netmask', () => {
  it('prefers the longest prefix to a lower metric', () => {
    host.addRoute('10.0.0.0/16', { dev: 'eth0' });
    host.addRoute('10.0.0.0/24', { dev: 'eth1', metric: 500 });
    expect(summary(placeIt())).toBe('eth1/24');
  });

  it('takes the lowest metric of equal prefixes', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0', metric: 200 });
    host.addRoute('10.0.0.0/24', { dev: 'eth1', metric: 100 });
    expect(summary(placeIt())).toBe('eth1/24');
  });

  it('is ambiguous for equal routes of two interfaces', () => {
    host.addAddress('eth0', '10.0.0.1/24');
    host.addAddress('eth1', '10.0.0.2/24');
    expect(summary(placeIt())).toBe('ambiguous | 10.0.0.0/24 dev eth0 | 10.0.0.0/24 dev eth1');
  });

  it('is not ambiguous for two routes via the same interface', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0', src: '10.0.0.1' });
    host.addRoute('10.0.0.0/24', { dev: 'eth0', src: '10.0.0.2' });
    expect(summary(placeIt())).toBe('eth0/24');
  });

  it('returns the route', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0', metric: 100 });
    expect(placeIt()).toMatchObject({ route: { text: '10.0.0.0/24 dev eth0 metric 100' } });
  });

  it('finds no place if no route covers the address', () => {
    host.addAddress('eth0', '10.1.0.1/24');
    expect(summary(placeIt())).toBe('no-route');
  });
});

describe('a route that does not match', () => {
  it.each([
    ['the default route', 'default', { dev: 'eth0', via: '10.9.0.1' }],
    ['a default route without a gateway', 'default', { dev: 'eth0' }],
    ['one via a gateway', '10.0.0.0/24', { dev: 'eth0', via: '10.9.0.1' }],
    ['an unreachable one', '10.0.0.0/24', { type: RTN_UNREACHABLE }],
    ['a blackhole', '10.0.0.0/24', { type: RTN_BLACKHOLE }],
    ['a prohibited one', '10.0.0.0/24', { type: RTN_PROHIBIT }],
    ['one of another table', '10.0.0.0/24', { dev: 'eth0', table: 100 }],
    ['one for a type of service', '10.0.0.0/24', { dev: 'eth0', tos: 8 }],
    ['one whose next hop is dead', '10.0.0.0/24', { dev: 'eth0', flags: RTNH_F_DEAD }],
    ['one for another network', '10.0.1.0/24', { dev: 'eth0' }],
  ])('%s', (_what, to, options) => {
    host.addRoute(to, options);
    expect(summary(placeIt())).toBe('no-route');
  });

  it('one via an interface without neighbours, which is listed', () => {
    host.addLink('tun0', { noArp: true });
    host.addRoute('10.0.0.10/32', { dev: 'lo' });
    host.addRoute('10.0.0.0/24', { dev: 'tun0' });
    expect(summary(placeIt())).toBe(
      'no-route | 10.0.0.10/32 dev lo (no neighbours) | 10.0.0.0/24 dev tun0 (no neighbours)',
    );
    host.addRoute('10.0.0.0/16', { dev: 'eth1' });
    expect(summary(placeIt())).toBe('eth1/16');
  });

  it('does not hide a shorter route that matches', () => {
    host.addRoute('10.0.0.0/16', { dev: 'eth1' });
    host.addRoute('10.0.0.0/24', { dev: 'eth0', via: '10.9.0.1' });
    host.addRoute('10.0.0.0/25', { type: RTN_UNREACHABLE });
    expect(summary(placeIt())).toBe('eth1/16');
  });

  it('does not make the place ambiguous', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0' });
    host.addRoute('10.0.0.0/24', { dev: 'eth1', via: '10.9.0.1' });
    expect(summary(placeIt())).toBe('eth0/24');
  });
});

describe('a multipath route', () => {
  it('is ambiguous', () => {
    host.addRoute('10.0.0.0/24', { hops: [{ dev: 'eth0' }, { dev: 'eth1' }] });
    expect(summary(placeIt())).toBe('ambiguous | 10.0.0.0/24 dev eth0 | 10.0.0.0/24 dev eth1');
  });

  it('is not ambiguous with nic', () => {
    host.addRoute('10.0.0.0/24', { hops: [{ dev: 'eth0' }, { dev: 'eth1' }] });
    expect(summary(placeIt({ nic: 'eth1' }))).toBe('eth1/24');
  });

  it('counts only with its live on-link next hops', () => {
    host.addLink('eth2');
    host.addRoute('10.0.0.0/24', {
      hops: [
        { dev: 'eth0', flags: RTNH_F_DEAD },
        { dev: 'eth1', via: '10.9.0.1' },
        { dev: 'eth2' },
      ],
    });
    expect(summary(placeIt())).toBe('eth2/24');
  });
});

describe('with nic or cidr_netmask', () => {
  beforeEach(() => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0' });
    host.addRoute('10.0.0.0/16', { dev: 'eth1' });
  });

  it('only routes of nic count', () => {
    expect(summary(placeIt({ nic: 'eth1' }))).toBe('eth1/16');
  });

  it('nic decides between equal routes', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth1' });
    expect(summary(placeIt({ nic: 'eth1' }))).toBe('eth1/24');
  });

  it('routes of other interfaces are listed if nic has none', () => {
    host.addLink('eth2');
    expect(summary(placeIt({ nic: 'eth2' }))).toBe(
      'no-route | 10.0.0.0/24 dev eth0 | 10.0.0.0/16 dev eth1',
    );
  });

  it('routes with a longer prefix than cidr_netmask do not count', () => {
    expect(summary(placeIt({ prefixLength: 20 }))).toBe('eth1/20');
  });

  it('a route with a shorter prefix than cidr_netmask determines the interface', () => {
    expect(summary(placeIt({ prefixLength: 32 }))).toBe('eth0/32');
  });

  it('no route fits a cidr_netmask that is shorter than all', () => {
    expect(summary(placeIt({ prefixLength: 8 }))).toContain('no-route');
  });

  it('no route is needed with both', () => {
    host.addLink('eth2');
    const placement = placeIt({ nic: 'eth2', prefixLength: 28 });
    expect(summary(placement)).toBe('eth2/28');
    expect(placement).toMatchObject({ route: undefined });
  });

  it('the route that covers the address is returned with both', () => {
    expect(placeIt({ nic: 'eth0', prefixLength: 32 })).toMatchObject({
      prefixLength: 32,
      route: { text: '10.0.0.0/24 dev eth0' },
    });
  });
});

describe('127.0.0.0/8', () => {
  it('belongs to the loopback interface', () => {
    expect(summary(placeIt({ ip: '127.0.0.5' }))).toBe('lo/8');
  });

  it('belongs to no other interface', () => {
    expect(summary(placeIt({ ip: '127.0.0.5', nic: 'eth0' }))).toContain('no-route');
  });

  it('is not the only network on the loopback interface: nic=lo places other addresses as host addresses', () => {
    expect(summary(placeIt())).toBe('no-route');
    expect(summary(placeIt({ nic: 'lo' }))).toBe('lo/32');
    expect(summary(placeIt({ nic: 'lo', ip: '2001:db8::10' }))).toBe('lo/128');
  });
});

describe('an interface that is down', () => {
  beforeEach(() => {
    host.addLink('eth2', { up: false, carrier: false });
    host.addAddress('eth2', '10.0.0.1/24', { broadcast: address('10.0.0.255').bytes });
  });

  it.each([{}, { nic: 'eth2' }])('is a place by the network of its address, with %j', (options) => {
    const placement = placeIt(options);
    expect(placement).toMatchObject({
      prefixLength: 24,
      broadcast: address('10.0.0.255').bytes,
      route: { text: '10.0.0.0/24 dev eth2 (down)', ofAddress: true },
    });
    expect(summary(placement)).toBe('eth2/24');
  });

  it('is preferred to an interface with a shorter route', () => {
    host.addRoute('10.0.0.0/8', { dev: 'eth0' });
    expect(summary(placeIt())).toBe('eth2/24');
  });

  it('is a place in IPv6, with the metric of its route', () => {
    host.addAddress('eth2', '2001:db8::1/64', { routeMetric: 100 });
    expect(placeIt({ ip: '2001:db8::10', nic: 'eth2' })).toMatchObject({
      prefixLength: 64,
      route: { metric: 100 },
    });
  });

  it.each([
    [
      'if another interface has a route with the same prefix length',
      () => host.addRoute('10.0.0.0/24', { dev: 'eth0' }),
      'eth0/24',
    ],
    ['if it has the address already', () => host.removeAddress('eth2', '10.0.0.1/24'), 'no-route'],
  ])('is no place %s', (_, surroundings, expected) => {
    surroundings();
    if (expected === 'no-route') host.addAddress('eth2', '10.0.0.10/24');
    expect(summary(placeIt())).toBe(expected);
  });

  it('is no place if its address has no prefix route', () => {
    host.removeAddress('eth2', '10.0.0.1/24');
    host.addAddress('eth2', '10.0.0.1/24', { flags: 0x200 }); // IFA_F_NOPREFIXROUTE
    host.addAddress('eth2', '10.0.0.2/32');
    expect(summary(placeIt())).toBe('no-route');
  });

  it('is ambiguous with another one that is down', () => {
    host.addLink('eth3', { up: false });
    host.addAddress('eth3', '10.0.0.2/24');
    expect(placeIt().kind).toBe('ambiguous');
  });
});
