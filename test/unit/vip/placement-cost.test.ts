import { beforeEach, describe, expect, it } from 'vitest';
import { place } from '../../../lib/vip/placement.ts';
import { address, FakeHost, type RouteOptions } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

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

interface Asked {
  readonly nic?: string;
  readonly prefixLength?: number;
  readonly routeProtocol?: number;
}

/** How many requests about routes a placement makes of the kernel: look-ups, and whole tables. */
function requests(ip: string, { nic, ...fixed }: Asked = {}): [number, number] {
  const link = nic === undefined ? undefined : host.link(nic);
  const before = host.calls.length;
  place(new FakeKernel(host), { ip: address(ip), link, ...fixed });
  const made = host.calls.slice(before);
  const count = (name: string) => made.filter((call) => call === name).length;
  return [count('routes.lookUp'), count('routes.list')];
}

describe('the kernel is asked', () => {
  // eth0, and the two that could be rivals: neither the loopback interface nor one that is down.
  it('for one look-up, and one more of each other interface that could be a rival', () => {
    expect(requests('10.0.0.10')).toEqual([3, 0]);
  });

  it('for one look-up where nic is given', () => {
    expect(requests('10.0.0.10', { nic: 'eth0' })).toEqual([1, 0]);
  });

  it('for one where nic and cidr_netmask are given and nothing covers the address', () => {
    expect(requests('192.0.2.1', { nic: 'eth1', prefixLength: 32 })).toEqual([1, 0]);
  });

  it('for one where they are given and only the default route covers it', () => {
    expect(requests('192.0.2.1', { nic: 'eth0', prefixLength: 32 })).toEqual([1, 0]);
  });

  it('for the same, however many other routes there are', () => {
    const before = requests('10.0.0.10');
    for (const to of ['172.16.0.1/32', '172.16.0.2/32', '172.16.0.3/32']) {
      host.addRoute(to, { dev: 'eth0', via: '10.0.0.254' });
    }
    expect(requests('10.0.0.10')).toEqual(before);
  });
});

describe('the whole table is read', () => {
  it.each<[string, string, RouteOptions]>([
    ['has several next hops', '10.0.0.0/25', { hops: [{ dev: 'eth0' }, { dev: 'eth1' }] }],
    ['goes by way of a gateway', '10.0.0.0/25', { dev: 'eth0', via: '10.0.0.254' }],
  ])('once where the longest match %s', (_, to, options) => {
    host.addRoute(to, options);
    expect(requests('10.0.0.10')).toEqual([1, 1]);
  });

  it('once where only routes of one protocol count, which no look-up can be asked for', () => {
    expect(requests('10.0.0.10', { routeProtocol: 2 })).toEqual([0, 1]);
  });

  it('a second time where none fits, to say which there are', () => {
    expect(requests('192.0.2.1', { nic: 'eth1' })).toEqual([1, 2]);
  });
});
