import { beforeEach, describe, expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { type Parameters, run, TIMEOUT_MS } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addAddress('lo', '127.0.0.1/8');
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24', { broadcast: address('10.0.0.255').bytes });
});

const startIt = (parameters: Parameters = {}) => run(host, start, { ip: VIP, ...parameters });
const entry = () => host.addresses.find(address(VIP))[0];

describe('start', () => {
  it('takes its steps in this order', () => {
    startIt();
    const steps = new Set([
      'lock.advertise',
      'watchAddress',
      'openSender',
      'addresses.add',
      'sender.send',
      'lock.release',
      'lock.withdraw',
      'startInBackground',
      'lock.handOver',
    ]);
    const made = host.calls.filter((name) => steps.has(name) || name.startsWith('locks.acquire'));
    expect(made).toEqual([
      'locks.acquire floatip-4026531840-10.0.0.10.address',
      'locks.acquire floatip-4026531840-10.0.0.10-2.announcer',
      'lock.advertise',
      'watchAddress',
      'openSender',
      'locks.acquire floatip-4026531840.address-list',
      'addresses.add',
      'sender.send',
      'sender.send',
      'lock.release',
      'lock.release',
      'lock.withdraw',
      'startInBackground',
      'lock.handOver',
    ]);
  });

  it('adds the address with prefix length and broadcast address of the network, and with iflabel', () => {
    expect(startIt({ iflabel: 'vip' })).toMatchObject({ status: 0 });
    expect(entry()).toMatchObject({
      index: host.link('eth0').index,
      prefixLength: 24,
      label: 'eth0:vip',
      broadcast: address('10.0.0.255').bytes,
      scope: 0,
    });
  });

  it('adds no route with noprefixroute', () => {
    host.addLink('eth1');
    const before = host.routeTexts();
    startIt({ nic: 'eth1', cidr_netmask: 25, noprefixroute: true });
    expect(host.addressesOf('eth1')).toEqual([`${VIP}/25`]);
    expect(host.routeTexts()).toEqual(before);
  });

  it('gives an address of 127.0.0.0/8 the scope host, and does not announce it', () => {
    expect(startIt({ ip: '127.0.0.5' })).toMatchObject({ status: 0 });
    expect(host.addresses.find(address('127.0.0.5'))).toMatchObject([{ scope: 254 }]);
    expect(host.packets).toEqual([]);
    expect(host.spawned).toEqual([]);
  });

  it('does not announce on a link without ARP', () => {
    host.addLink('tun0', { noArp: true });
    expect(startIt({ nic: 'tun0', cidr_netmask: 24 })).toMatchObject({ status: 0 });
    expect(host.packets).toEqual([]);
  });

  it('takes no time', () => {
    startIt();
    expect(host.timeline.elapsed).toBe(0);
  });

  it('leaves no descriptor open, and no lock but that of the announcer', () => {
    expect(startIt().leftOpen).toEqual([]);
    expect(host.locks.names()).toEqual(['floatip-4026531840-10.0.0.10-2.announcer']);
  });
});

describe('start of an address that is assigned already', () => {
  it('changes nothing and sends nothing', () => {
    startIt({ arp_count: 1 });
    const before = host.state();
    const sent = host.packets.length;
    expect(startIt({ arp_count: 1 })).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
    expect(host.packets).toHaveLength(sent);
  });

  it('succeeds without a route', () => {
    host.addAddress('eth0', `${VIP}/32`);
    host.removeAddress('eth0', '10.0.0.1/24');
    expect(startIt()).toMatchObject({ status: 0 });
    expect(host.addressesOf('eth0')).toEqual([`${VIP}/32`]);
  });

  it('fails if the address has another label than iflabel', () => {
    host.addAddress('eth0', `${VIP}/24`);
    const before = host.state();
    const { status, reason } = startIt({ iflabel: 'vip' });
    expect(status).toBe(1);
    expect(reason).toContain(`${VIP} is on eth0 with the label eth0, not eth0:vip`);
    expect(host.state()).toEqual(before);
  });

  it('succeeds if it has the label of iflabel', () => {
    host.addAddress('eth0', `${VIP}/24`, { label: 'eth0:vip' });
    expect(startIt({ iflabel: 'vip' })).toMatchObject({ status: 0 });
  });

  it('leaves an address with any prefix length if cidr_netmask is not set', () => {
    host.addAddress('eth0', `${VIP}/32`);
    expect(startIt({ arp_count: 1 })).toMatchObject({ status: 0 });
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', `${VIP}/32`]);
  });

  it('fails if it has another prefix length than cidr_netmask', () => {
    host.addAddress('eth0', `${VIP}/32`);
    const before = host.state();
    const { status, reason } = startIt({ arp_count: 1, cidr_netmask: 24 });
    expect(status).toBe(1);
    expect(reason).toMatch(/^10\.0\.0\.10 is on eth0 as \/32, not \/24; .*cidr_netmask=32/);
    expect(host.state()).toEqual(before);
  });

  it('succeeds if one of two entries is as the parameters say', () => {
    host.addAddress('eth0', `${VIP}/32`);
    host.addAddress('eth0', `${VIP}/24`);
    expect(startIt({ arp_count: 1, cidr_netmask: 24 })).toMatchObject({ status: 0 });
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', `${VIP}/32`, `${VIP}/24 secondary`]);
  });
});

describe('start on a link that is down', () => {
  beforeEach(() => {
    host.addLink('eth1', { up: false, carrier: false });
  });
  const parameters = { nic: 'eth1', cidr_netmask: 24, arp_count: 1 };

  it('brings it up and waits for its carrier', () => {
    host.timeline.at(1200, () => host.links.setCarrier('eth1', true));
    expect(startIt(parameters)).toMatchObject({ status: 0 });
    expect(host.packets.map(({ at }) => at)).toEqual([1200, 1200]);
  });

  it('fails without a carrier, and sets it down again', () => {
    const before = host.state();
    const { status, reason } = startIt(parameters);
    expect(status).toBe(1);
    expect(reason).toBe(
      'interface eth1 still has no carrier 5 s after it was brought up; check its cable, its ' +
        'switch port or its lower interfaces, or set check_link_status=false',
    );
    // CARRIER_SHARE
    expect(host.timeline.elapsed).toBe((TIMEOUT_MS * 0.9) / 4);
    expect(host.state()).toEqual(before);
  });

  it('does not wait with check_link_status=false', () => {
    expect(startIt({ ...parameters, check_link_status: false })).toMatchObject({ status: 0 });
    expect(host.timeline.elapsed).toBe(0);
    expect(host.addressesOf('eth1')).toEqual([`${VIP}/24`]);
  });
});

describe('run_arping', () => {
  it('sends ARP Probes before it adds the address', () => {
    expect(startIt({ run_arping: true, arp_count: 1, arp_type: 'request' })).toMatchObject({
      status: 0,
    });
    expect(host.packets.map(({ at }) => at)).toEqual([0, 100, 200, 300]);
    expect(host.calls.indexOf('addresses.add')).toBeGreaterThan(
      host.calls.lastIndexOf('receiver.receive'),
    );
  });

  it('is off by default', () => {
    startIt();
    expect(host.calls).not.toContain('openReceiver');
  });
});
