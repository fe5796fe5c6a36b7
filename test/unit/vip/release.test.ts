import { beforeEach, describe, expect, it } from 'vitest';
import { type Release, release } from '../../../lib/vip/release.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addLink('eth1');
});

function releaseVip(): Release {
  const [entry] = host.addresses.find(address(VIP), host.link('eth0').index);
  if (!entry) throw new Error(`${VIP} is not there`);
  return release(new FakeKernel(host), 'inet', entry);
}

describe('a secondary address', () => {
  it('goes, and nothing else', () => {
    host.addAddress('eth0', '10.0.0.1/24');
    const before = host.state();
    host.addAddress('eth0', `${VIP}/24`);
    expect(host.addressesOf('eth0')).toContain(`${VIP}/24 secondary`);
    releaseVip();
    expect(host.state()).toEqual(before);
  });
});

describe('a primary address without secondary ones', () => {
  it('goes with its own route, and with no other address', () => {
    host.addAddress('eth0', '10.0.1.1/24');
    host.addRoute('10.7.0.0/16', { dev: 'eth0', via: '10.0.1.254' });
    const before = host.state();
    host.addAddress('eth0', `${VIP}/24`);
    releaseVip();
    expect(host.state()).toEqual(before);
  });

  it('does not count those of a network of another length', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth0', '10.0.0.1/25');
    expect(releaseVip().restoredAddresses).toEqual([]);
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/25']);
  });
});

describe('the only address of a link', () => {
  it('goes with its own route, and leaves the static ones', () => {
    host.addRoute('10.7.0.0/16', { dev: 'eth0' });
    host.addRoute('10.8.0.0/16', { dev: 'eth0', via: '10.7.0.1' });
    const before = host.state();
    host.addAddress('eth0', `${VIP}/24`);
    const released = releaseVip();
    expect(released).toMatchObject({ restoredAddresses: [], failures: [] });
    expect(released.restoredRoutes).toHaveLength(2);
    expect(host.state()).toEqual(before);
  });

  it('takes along what had it as its source', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addRoute('10.6.0.0/16', { dev: 'eth0', src: VIP });
    expect(releaseVip()).toEqual({
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

  it('goes alone: the others and their routes are put back', () => {
    const released = releaseVip();
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', '10.0.0.2/24 secondary']);
    expect(host.routeTexts()).toEqual(ROUTES_WITHOUT_VIP);
    expect(released.failures).toEqual([]);
    expect(released.restoredAddresses).toHaveLength(2);
    expect(released.restoredRoutes).toHaveLength(3);
  });

  it('puts them back with their labels and broadcast addresses', () => {
    releaseVip();
    expect(host.addresses.on(host.link('eth0').index)).toMatchObject([
      { label: 'eth0', broadcast: address('10.0.0.255').bytes },
      { label: 'eth0:two', broadcast: undefined },
    ]);
  });

  it('a route of an address on another network survives by itself', () => {
    host.addAddress('eth0', '10.9.0.1/24');
    host.addRoute('10.4.0.0/16', { dev: 'eth0', via: '10.9.0.254' });
    const released = releaseVip();
    expect(host.routeTexts()).toContain('10.4.0.0/16 via 10.9.0.254 dev eth0');
    expect(released.restoredRoutes.map(({ destination }) => destination.join('.'))).toEqual([
      '10.7.0.0',
    ]);
  });

  it('another route to the same destination does not count as the one that went', () => {
    host.addAddress('eth1', '10.1.0.1/24');
    host.addRoute('default', { dev: 'eth1', via: '10.1.0.254' });
    expect(releaseVip().failures).toEqual([]);
    expect(host.routeTexts().filter((text) => text.startsWith('0.0.0.0/0'))).toEqual([
      '0.0.0.0/0 via 10.0.0.254 dev eth0',
      '0.0.0.0/0 via 10.1.0.254 dev eth1',
    ]);
  });

  it('a route by way of two links is whole again, and there once', () => {
    host.addAddress('eth1', '10.1.0.1/24');
    host.addRoute('10.3.0.0/16', {
      hops: [
        { dev: 'eth0', via: '10.0.0.254' },
        { dev: 'eth1', via: '10.1.0.254' },
      ],
    });
    releaseVip();
    expect(host.routeTexts().filter((text) => text.startsWith('10.3.0.0/16'))).toEqual([
      '10.3.0.0/16 via 10.0.0.254 dev eth0 via 10.1.0.254 dev eth1',
    ]);
  });

  it('with promote_secondaries there is nothing to put back', () => {
    host.addresses.promoteSecondaries = true;
    const released = releaseVip();
    expect(released).toEqual({
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

  it('says what could not be put back, and puts back the rest', () => {
    host.refuse('addresses.restore', systemError('RTM_NEWADDR 10.0.0.1/24', 'ENOMEM'));
    const released = releaseVip();
    expect(released.failures).toContain('RTM_NEWADDR 10.0.0.1/24: ENOMEM');
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.2/24']);
    expect(host.routeTexts()).toContain('10.7.0.0/16 dev eth0 src 10.0.0.2');
  });

  it('leaves alone what somebody else put back first', () => {
    host.after('addresses.remove', () => host.addAddress('eth0', '10.0.0.1/24'));
    const released = releaseVip();
    expect(released.failures).toEqual([]);
    expect(released.restoredAddresses.map(({ local }) => local.join('.'))).toEqual(['10.0.0.2']);
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', '10.0.0.2/24 secondary']);
  });

  it('leaves other interfaces alone', () => {
    host.addAddress('eth1', '10.0.0.3/24');
    releaseVip();
    expect(host.addressesOf('eth1')).toEqual(['10.0.0.3/24']);
  });
});

it('an address that is gone already is no error', () => {
  host.addAddress('eth0', `${VIP}/24`);
  host.before('addresses.remove', () => host.removeAddress('eth0', `${VIP}/24`));
  expect(() => releaseVip()).not.toThrow();
});
