import { beforeEach, describe, expect, it } from 'vitest';
import { type Placement, place } from '../../../lib/vip/placement.ts';
import { RTNH_F_DEAD } from '../../../lib/wire/rtmsg.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { RTN_BLACKHOLE, RTN_PROHIBIT, RTN_UNREACHABLE } from '../support/fake-routes.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addAddress('lo', '127.0.0.1/8');
  host.addLink('eth0');
  host.addLink('eth1');
});

interface Asked {
  readonly ip?: string;
  readonly nic?: string;
  readonly prefixLength?: number;
}

function placeIt({ ip = VIP, nic, prefixLength }: Asked = {}): Placement {
  const link = nic === undefined ? undefined : host.link(nic);
  return place(new FakeKernel(host), { ip: address(ip), link, prefixLength });
}

/** `eth0/24`, or the candidates of a placement that failed. */
function summary(placement: Placement): string {
  if (placement.kind === 'placed') return `${placement.link.name}/${placement.prefixLength}`;
  return [placement.kind, ...placement.candidates.map(({ text }) => text)].join(' | ');
}

describe('without nic and cidr_netmask', () => {
  it('takes the longest prefix, whatever its metric', () => {
    host.addRoute('10.0.0.0/16', { dev: 'eth0' });
    host.addRoute('10.0.0.0/24', { dev: 'eth1', metric: 500 });
    expect(summary(placeIt())).toBe('eth1/24');
  });

  it('takes the lowest metric of equal prefixes', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0', metric: 200 });
    host.addRoute('10.0.0.0/24', { dev: 'eth1', metric: 100 });
    expect(summary(placeIt())).toBe('eth1/24');
  });

  it('names both interfaces of a tie', () => {
    host.addAddress('eth0', '10.0.0.1/24');
    host.addAddress('eth1', '10.0.0.2/24');
    expect(summary(placeIt())).toBe('ambiguous | 10.0.0.0/24 dev eth0 | 10.0.0.0/24 dev eth1');
  });

  it('sees no tie in two routes by way of the same interface', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0', src: '10.0.0.1' });
    host.addRoute('10.0.0.0/24', { dev: 'eth0', src: '10.0.0.2' });
    expect(summary(placeIt())).toBe('eth0/24');
  });

  it('reports the route that it took', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0', metric: 100 });
    expect(placeIt()).toMatchObject({ route: { text: '10.0.0.0/24 dev eth0 metric 100' } });
  });

  it('says that there is none where no route covers the address', () => {
    host.addAddress('eth0', '10.1.0.1/24');
    expect(summary(placeIt())).toBe('no-route');
  });
});

describe('a route that does not match', () => {
  it.each([
    ['the default route', 'default', { dev: 'eth0', via: '10.9.0.1' }],
    ['a default route without a gateway', 'default', { dev: 'eth0' }],
    ['one by way of a gateway', '10.0.0.0/24', { dev: 'eth0', via: '10.9.0.1' }],
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

  it('one by way of an interface without neighbours, which is named', () => {
    host.addLink('tun0', { noArp: true });
    host.addRoute('10.0.0.10/32', { dev: 'lo' });
    host.addRoute('10.0.0.0/24', { dev: 'tun0' });
    expect(summary(placeIt())).toBe(
      'no-route | 10.0.0.10/32 dev lo (no neighbours) | 10.0.0.0/24 dev tun0 (no neighbours)',
    );
    host.addRoute('10.0.0.0/16', { dev: 'eth1' });
    expect(summary(placeIt())).toBe('eth1/16');
  });

  it('does not hide a shorter one that does', () => {
    host.addRoute('10.0.0.0/16', { dev: 'eth1' });
    host.addRoute('10.0.0.0/24', { dev: 'eth0', via: '10.9.0.1' });
    host.addRoute('10.0.0.0/25', { type: RTN_UNREACHABLE });
    expect(summary(placeIt())).toBe('eth1/16');
  });

  it('does not make a tie', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0' });
    host.addRoute('10.0.0.0/24', { dev: 'eth1', via: '10.9.0.1' });
    expect(summary(placeIt())).toBe('eth0/24');
  });
});

describe('a multipath route', () => {
  it('is a tie of its interfaces', () => {
    host.addRoute('10.0.0.0/24', { hops: [{ dev: 'eth0' }, { dev: 'eth1' }] });
    expect(summary(placeIt())).toBe('ambiguous | 10.0.0.0/24 dev eth0 | 10.0.0.0/24 dev eth1');
  });

  it('is settled by nic', () => {
    host.addRoute('10.0.0.0/24', { hops: [{ dev: 'eth0' }, { dev: 'eth1' }] });
    expect(summary(placeIt({ nic: 'eth1' }))).toBe('eth1/24');
  });

  it('counts with its live, on-link next hops alone', () => {
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

describe('what the user fixed', () => {
  beforeEach(() => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0' });
    host.addRoute('10.0.0.0/16', { dev: 'eth1' });
  });

  it('nic: only its routes count', () => {
    expect(summary(placeIt({ nic: 'eth1' }))).toBe('eth1/16');
  });

  it('nic settles a tie', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth1' });
    expect(summary(placeIt({ nic: 'eth1' }))).toBe('eth1/24');
  });

  it('nic without a route: says which routes there are elsewhere', () => {
    host.addLink('eth2');
    expect(summary(placeIt({ nic: 'eth2' }))).toBe(
      'no-route | 10.0.0.0/24 dev eth0 | 10.0.0.0/16 dev eth1',
    );
  });

  it('cidr_netmask: routes with a longer prefix do not count', () => {
    expect(summary(placeIt({ prefixLength: 20 }))).toBe('eth1/20');
  });

  it('cidr_netmask: a route with a shorter prefix gives the interface', () => {
    expect(summary(placeIt({ prefixLength: 32 }))).toBe('eth0/32');
  });

  it('cidr_netmask shorter than every route: none fits', () => {
    expect(summary(placeIt({ prefixLength: 8 }))).toContain('no-route');
  });

  it('both: no route is needed', () => {
    host.addLink('eth2');
    const placement = placeIt({ nic: 'eth2', prefixLength: 28 });
    expect(summary(placement)).toBe('eth2/28');
    expect(placement).toMatchObject({ route: undefined });
  });

  it('both: the route that covers the address is still reported', () => {
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

  it('the loopback interface is a place for another address where nic names it, without a network', () => {
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

  it.each([{}, { nic: 'eth2' }])('tells by its own address what its route will: %j', (options) => {
    const placement = placeIt(options);
    expect(placement).toMatchObject({
      prefixLength: 24,
      broadcast: address('10.0.0.255').bytes,
      route: { text: '10.0.0.0/24 dev eth2 (down)', ofAddress: true },
    });
    expect(summary(placement)).toBe('eth2/24');
  });

  it('does so also where another interface has a shorter route', () => {
    host.addRoute('10.0.0.0/8', { dev: 'eth0' });
    expect(summary(placeIt())).toBe('eth2/24');
  });

  it('does so in IPv6, too, with the metric of its route', () => {
    host.addAddress('eth2', '2001:db8::1/64', { routeMetric: 100 });
    expect(placeIt({ ip: '2001:db8::10', nic: 'eth2' })).toMatchObject({
      prefixLength: 64,
      route: { metric: 100 },
    });
  });

  it.each([
    [
      'while another interface has a route that is as long',
      () => host.addRoute('10.0.0.0/24', { dev: 'eth0' }),
      'eth0/24',
    ],
    [
      'while it has the address already',
      () => host.removeAddress('eth2', '10.0.0.1/24'),
      'no-route',
    ],
  ])('does not %s', (_, surroundings, expected) => {
    surroundings();
    if (expected === 'no-route') host.addAddress('eth2', '10.0.0.10/24');
    expect(summary(placeIt())).toBe(expected);
  });

  it('does not where the kernel will make no route for its address', () => {
    host.removeAddress('eth2', '10.0.0.1/24');
    host.addAddress('eth2', '10.0.0.1/24', { flags: 0x200 }); // IFA_F_NOPREFIXROUTE
    host.addAddress('eth2', '10.0.0.2/32');
    expect(summary(placeIt())).toBe('no-route');
  });

  it('names both where two would do', () => {
    host.addLink('eth3', { up: false });
    host.addAddress('eth3', '10.0.0.2/24');
    expect(placeIt().kind).toBe('ambiguous');
  });
});
