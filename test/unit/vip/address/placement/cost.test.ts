import { beforeEach, describe, expect, it } from 'vitest';
import { place } from '../../../../../lib/vip/address/placement.ts';
import { address, FakeHost, type RouteOptions } from '../../../support/fake-host.ts';
import { FakeKernel } from '../../../support/fake-kernel.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addAddress('lo', '127.0.0.1/8');
  for (const name of ['eth0', 'eth1', 'eth2']) host.addLink(name);
  host.addLink('eth3', { up: false });
  host.addAddress('eth0', '10.0.0.1/24');
  host.addAddress('eth1', '10.1.0.1/24');
  host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' });
});

interface Fixed {
  readonly nic?: string;
  readonly prefixLength?: number;
  readonly routeProtocol?: number;
}

/** The number of route lookups and of listed tables for one placement. */
function requests(ip: string, { nic, ...fixed }: Fixed = {}): [number, number] {
  const link = nic === undefined ? undefined : host.link(nic);
  const before = host.calls.length;
  place(new FakeKernel(host), { ip: address(ip), link, ...fixed });
  const made = host.calls.slice(before);
  const count = (name: string) => made.filter((call) => call === name).length;
  return [count('routes.lookUp'), count('routes.list')];
}

describe('place looks up', () => {
  // eth0, eth1 and eth2; neither the loopback interface nor eth3, which is down.
  it('one route, and one more for each other interface that is up', () => {
    expect(requests('10.0.0.10')).toEqual([3, 0]);
  });

  it('one route if nic is set', () => {
    expect(requests('10.0.0.10', { nic: 'eth0' })).toEqual([1, 0]);
  });

  it('one route if nic and cidr_netmask are set and no route covers the address', () => {
    expect(requests('192.0.2.1', { nic: 'eth1', prefixLength: 32 })).toEqual([1, 0]);
  });

  it('one route if both are set and only the default route covers it', () => {
    expect(requests('192.0.2.1', { nic: 'eth0', prefixLength: 32 })).toEqual([1, 0]);
  });

  it('the same number with more routes', () => {
    const before = requests('10.0.0.10');
    for (const to of ['172.16.0.1/32', '172.16.0.2/32', '172.16.0.3/32']) {
      host.addRoute(to, { dev: 'eth0', via: '10.0.0.254' });
    }
    expect(requests('10.0.0.10')).toEqual(before);
  });
});

describe('place reads the whole table', () => {
  it.each<[string, string, RouteOptions]>([
    ['has several next hops', '10.0.0.0/25', { hops: [{ dev: 'eth0' }, { dev: 'eth1' }] }],
    ['is via a gateway', '10.0.0.0/25', { dev: 'eth0', via: '10.0.0.254' }],
  ])('once if the longest match %s', (_, to, options) => {
    host.addRoute(to, options);
    expect(requests('10.0.0.10')).toEqual([1, 1]);
  });

  it('once if only routes of one protocol are considered', () => {
    expect(requests('10.0.0.10', { routeProtocol: 2 })).toEqual([0, 1]);
  });

  it('a second time if no route fits, to list the others', () => {
    expect(requests('192.0.2.1', { nic: 'eth1' })).toEqual([1, 2]);
  });
});
