import { beforeEach, describe, expect, it } from 'vitest';
import { type Deletion, deleteAddress } from '../../../../lib/vip/address/delete-address.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addLink('eth1');
});

function deleteVip(): Deletion {
  const [entry] = host.addresses.find(address(VIP), host.link('eth0').index);
  if (!entry) throw new Error(`${VIP} is not there`);
  return deleteAddress(new FakeKernel(host), 'inet', entry);
}

describe('a secondary address', () => {
  it('is deleted alone', () => {
    host.addAddress('eth0', '10.0.0.1/24');
    const before = host.state();
    host.addAddress('eth0', `${VIP}/24`);
    expect(host.addressesOf('eth0')).toContain(`${VIP}/24 secondary`);
    deleteVip();
    expect(host.state()).toEqual(before);
  });
});

describe('a primary address without secondary ones', () => {
  it('is deleted with its own route only', () => {
    host.addAddress('eth0', '10.0.1.1/24');
    host.addRoute('10.7.0.0/16', { dev: 'eth0', via: '10.0.1.254' });
    const before = host.state();
    host.addAddress('eth0', `${VIP}/24`);
    deleteVip();
    expect(host.state()).toEqual(before);
  });

  it('has no secondary address in a network with another prefix length', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth0', '10.0.0.1/25');
    expect(deleteVip().restoredAddresses).toEqual([]);
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/25']);
  });
});

describe('the only address of a link', () => {
  it('is deleted with its own route, and static routes are put back', () => {
    host.addRoute('10.7.0.0/16', { dev: 'eth0' });
    host.addRoute('10.8.0.0/16', { dev: 'eth0', via: '10.7.0.1' });
    const before = host.state();
    host.addAddress('eth0', `${VIP}/24`);
    const deletion = deleteVip();
    expect(deletion).toMatchObject({ restoredAddresses: [], failures: [] });
    expect(deletion.restoredRoutes).toHaveLength(2);
    expect(host.state()).toEqual(before);
  });

  it('is deleted with the routes that have it as their source', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addRoute('10.6.0.0/16', { dev: 'eth0', src: VIP });
    expect(deleteVip()).toEqual({
      keptAddresses: [],
      restoredAddresses: [],
      restoredRoutes: [],
      failures: [],
    });
    expect(host.routeTexts()).toEqual([]);
  });
});

describe('a primary address with secondary ones', () => {
  beforeEach(() => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth0', '10.0.0.1/24', { broadcast: address('10.0.0.255').bytes });
    host.addAddress('eth0', '10.0.0.2/24', { label: 'eth0:two' });
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' });
    host.addRoute('10.8.0.0/16', { dev: 'eth0', via: '10.7.0.1', metric: 50 });
    host.addRoute('10.7.0.0/16', { dev: 'eth0', src: '10.0.0.2' });
    host.addRoute('10.6.0.0/16', { dev: 'eth0', src: VIP });
    host.addRoute('10.5.0.0/16', { dev: 'eth1' });
  });

  const ROUTES_WITHOUT_VIP = [
    '0.0.0.0/0 via 10.0.0.254 dev eth0',
    '10.0.0.0/24 dev eth0 src 10.0.0.1',
    '10.5.0.0/16 dev eth1',
    '10.7.0.0/16 dev eth0 src 10.0.0.2',
    '10.8.0.0/16 via 10.7.0.1 dev eth0 metric 50',
  ];

  it('is deleted, and the others and their routes are put back', () => {
    const deletion = deleteVip();
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', '10.0.0.2/24 secondary']);
    expect(host.routeTexts()).toEqual(ROUTES_WITHOUT_VIP);
    expect(deletion.failures).toEqual([]);
    expect(deletion.restoredAddresses).toHaveLength(2);
    expect(deletion.restoredRoutes).toHaveLength(3);
  });

  it('is deleted, and the others keep their labels and broadcast addresses', () => {
    deleteVip();
    expect(host.addresses.on(host.link('eth0').index)).toMatchObject([
      { label: 'eth0', broadcast: address('10.0.0.255').bytes },
      { label: 'eth0:two', broadcast: undefined },
    ]);
  });

  it('is deleted without a change of a route via another network', () => {
    host.addAddress('eth0', '10.9.0.1/24');
    host.addRoute('10.4.0.0/16', { dev: 'eth0', via: '10.9.0.254' });
    const deletion = deleteVip();
    expect(host.routeTexts()).toContain('10.4.0.0/16 via 10.9.0.254 dev eth0');
    expect(deletion.restoredRoutes.map(({ destination }) => destination.join('.'))).toEqual([
      '10.7.0.0',
    ]);
  });

  it('is deleted, and a route is put back beside another one to the same destination', () => {
    host.addAddress('eth1', '10.1.0.1/24');
    host.addRoute('default', { dev: 'eth1', via: '10.1.0.254' });
    expect(deleteVip().failures).toEqual([]);
    expect(host.routeTexts().filter((text) => text.startsWith('0.0.0.0/0'))).toEqual([
      '0.0.0.0/0 via 10.0.0.254 dev eth0',
      '0.0.0.0/0 via 10.1.0.254 dev eth1',
    ]);
  });

  it('is deleted, and a multipath route is put back once with all next hops', () => {
    host.addAddress('eth1', '10.1.0.1/24');
    host.addRoute('10.3.0.0/16', {
      hops: [
        { dev: 'eth0', via: '10.0.0.254' },
        { dev: 'eth1', via: '10.1.0.254' },
      ],
    });
    deleteVip();
    expect(host.routeTexts().filter((text) => text.startsWith('10.3.0.0/16'))).toEqual([
      '10.3.0.0/16 via 10.0.0.254 dev eth0 via 10.1.0.254 dev eth1',
    ]);
  });

  it('is deleted with promote_secondaries, and nothing is put back', () => {
    host.addresses.promoteSecondaries = true;
    const deletion = deleteVip();
    expect(deletion).toEqual({
      keptAddresses: [],
      restoredAddresses: [],
      restoredRoutes: [],
      failures: [],
    });
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', '10.0.0.2/24 secondary']);
    expect(host.routeTexts()).toEqual(ROUTES_WITHOUT_VIP);
    expect(host.calls).not.toContain('addresses.restore');
    expect(host.calls).not.toContain('routes.restore');
  });

  it('is deleted, and failures are returned while the rest is put back', () => {
    host.refuse('addresses.restore', systemError('RTM_NEWADDR 10.0.0.1/24', 'ENOMEM'));
    const deletion = deleteVip();
    expect(deletion.failures).toContain('RTM_NEWADDR 10.0.0.1/24: ENOMEM');
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.2/24']);
    expect(host.routeTexts()).toContain('10.7.0.0/16 dev eth0 src 10.0.0.2');
  });

  it('is deleted, and an address that another process put back first stays', () => {
    host.after('addresses.remove', () => host.addAddress('eth0', '10.0.0.1/24'));
    const deletion = deleteVip();
    expect(deletion.failures).toEqual([]);
    expect(deletion.restoredAddresses.map(({ local }) => local.join('.'))).toEqual(['10.0.0.2']);
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', '10.0.0.2/24 secondary']);
  });

  it('is deleted without a change of other interfaces', () => {
    host.addAddress('eth1', '10.0.0.3/24');
    deleteVip();
    expect(host.addressesOf('eth1')).toEqual(['10.0.0.3/24']);
  });
});

it('an address that another process has removed is no error', () => {
  host.addAddress('eth0', `${VIP}/24`);
  host.before('addresses.remove', () => host.removeAddress('eth0', `${VIP}/24`));
  expect(() => deleteVip()).not.toThrow();
});

describe('an IPv6 address with a metric', () => {
  const deleteIpv6 = (text: string): Deletion => {
    const [entry] = host.addresses.find(address(text), host.link('eth0').index);
    if (!entry) throw new Error(`${text} is not there`);
    return deleteAddress(new FakeKernel(host), 'inet6', entry);
  };

  it.each([100, 1000])('is deleted with its route only: metric %i', (routeMetric) => {
    host.addAddress('eth0', '2001:db8::1/64');
    host.addRoute('2001:db8::/64', { dev: 'eth0', metric: 50 });
    const before = host.state();
    host.addAddress('eth0', '2001:db8::10/64', { routeMetric });
    expect(host.routeTexts()).toContain(`2001:db8::/64 dev eth0 metric ${routeMetric}`);
    deleteIpv6('2001:db8::10');
    expect(host.state()).toEqual(before);
  });

  it('is deleted, and the route of another source with a lower metric is put back', () => {
    host.addRoute('2001:db8::/64', { dev: 'eth0', metric: 50 });
    const before = host.state();
    host.addAddress('eth0', '2001:db8::10/64', { routeMetric: 100 });
    expect(deleteIpv6('2001:db8::10').restoredRoutes).toHaveLength(1);
    expect(host.state()).toEqual(before);
  });

  it.each([100, 1000])('is deleted beside a dynamic address: metric %i', (routeMetric) => {
    host.addAddress('eth0', '2001:db8::1/64', { validLifetime: 900 });
    const before = host.state();
    host.addAddress('eth0', '2001:db8::10/64', { routeMetric });
    deleteIpv6('2001:db8::10');
    expect(host.state()).toEqual(before);
  });

  it('leaves the route that another address with its metric shares', () => {
    host.addAddress('eth0', '2001:db8::1/64');
    host.addAddress('eth0', '2001:db8::11/64', { routeMetric: 100 });
    const before = host.state();
    host.addAddress('eth0', '2001:db8::10/64', { routeMetric: 100 });
    deleteIpv6('2001:db8::10');
    expect(host.state()).toEqual(before);
    deleteIpv6('2001:db8::11');
    expect(host.routeTexts()).toEqual(['2001:db8::/64 dev eth0 metric 256']);
  });
});
