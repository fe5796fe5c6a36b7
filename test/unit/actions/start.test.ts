import { beforeEach, describe, expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { type Parameters, run, TIMEOUT } from '../support/actions.ts';
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
      'locks.acquire floatip-4026531840-10.0.0.10.turn',
      'locks.acquire floatip-4026531840-10.0.0.10-2.announcer',
      'lock.advertise',
      'watchAddress',
      'openSender',
      'locks.acquire floatip-4026531840.addresses',
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

  it('adds the address with what it found and what was asked for', () => {
    expect(startIt({ iflabel: 'vip' })).toMatchObject({ status: 0 });
    expect(entry()).toMatchObject({
      index: host.link('eth0').index,
      prefixLength: 24,
      label: 'eth0:vip',
      broadcast: address('10.0.0.255').bytes,
      scope: 0,
    });
  });

  it('noprefixroute: adds no route', () => {
    host.addLink('eth1');
    const before = host.routeTexts();
    startIt({ nic: 'eth1', cidr_netmask: 25, noprefixroute: true });
    expect(host.addressesOf('eth1')).toEqual([`${VIP}/25`]);
    expect(host.routeTexts()).toEqual(before);
  });

  it('adds an address of 127.0.0.0/8 for the host alone, and announces nothing', () => {
    expect(startIt({ ip: '127.0.0.5' })).toMatchObject({ status: 0 });
    expect(host.addresses.find(address('127.0.0.5'))).toMatchObject([{ scope: 254 }]);
    expect(host.packets).toEqual([]);
    expect(host.spawned).toEqual([]);
  });

  it('announces nothing on a link without ARP', () => {
    host.addLink('tun0', { noArp: true });
    expect(startIt({ nic: 'tun0', cidr_netmask: 24 })).toMatchObject({ status: 0 });
    expect(host.packets).toEqual([]);
  });

  it('takes no time', () => {
    startIt();
    expect(host.timeline.elapsed).toBe(0);
  });

  it('leaves no descriptor and no turn behind, but what the announcer has', () => {
    expect(startIt().leftOpen).toEqual([]);
    expect(host.locks.names()).toEqual(['floatip-4026531840-10.0.0.10-2.announcer']);
  });
});

describe('start again', () => {
  it('changes nothing, and sends nothing', () => {
    startIt({ arp_count: 1 });
    const before = host.state();
    const sent = host.packets.length;
    expect(startIt({ arp_count: 1 })).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
    expect(host.packets).toHaveLength(sent);
  });

  it('needs no route', () => {
    host.addAddress('eth0', `${VIP}/32`);
    host.removeAddress('eth0', '10.0.0.1/24');
    expect(startIt()).toMatchObject({ status: 0 });
    expect(host.addressesOf('eth0')).toEqual([`${VIP}/32`]);
  });

  it('fails where the address is there without the label that was asked for', () => {
    host.addAddress('eth0', `${VIP}/24`);
    const before = host.state();
    const { status, reason } = startIt({ iflabel: 'vip' });
    expect(status).toBe(1);
    expect(reason).toContain(`${VIP} is on eth0 with the label eth0, not eth0:vip`);
    expect(host.state()).toEqual(before);
  });

  it('succeeds where it has that label', () => {
    host.addAddress('eth0', `${VIP}/24`, { label: 'eth0:vip' });
    expect(startIt({ iflabel: 'vip' })).toMatchObject({ status: 0 });
  });

  it('leaves it alone where it is there with a prefix length that nobody asked for', () => {
    host.addAddress('eth0', `${VIP}/32`);
    expect(startIt({ arp_count: 1 })).toMatchObject({ status: 0 });
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', `${VIP}/32`]);
  });

  it('fails where it is there with another prefix length than was asked for', () => {
    host.addAddress('eth0', `${VIP}/32`);
    const before = host.state();
    const { status, reason } = startIt({ arp_count: 1, cidr_netmask: 24 });
    expect(status).toBe(1);
    expect(reason).toMatch(/^10\.0\.0\.10 is on eth0 as \/32, not \/24; .*cidr_netmask=32/);
    expect(host.state()).toEqual(before);
  });

  it('is content where it is there twice, and once as it was asked for', () => {
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

  it('fails without a carrier, and takes it down again', () => {
    const before = host.state();
    const { status, reason } = startIt(parameters);
    expect(status).toBe(1);
    expect(reason).toBe(
      'interface eth1 has no carrier, also 5 s after it was brought up; check its cable, its ' +
        'switch port or what it is built upon, or set check_link_status=false',
    );
    // A quarter of its time.
    expect(host.timeline.elapsed).toBe((TIMEOUT * 0.9) / 4);
    expect(host.state()).toEqual(before);
  });

  it('check_link_status=false: does not wait', () => {
    expect(startIt({ ...parameters, check_link_status: false })).toMatchObject({ status: 0 });
    expect(host.timeline.elapsed).toBe(0);
    expect(host.addressesOf('eth1')).toEqual([`${VIP}/24`]);
  });
});

describe('start with run_arping', () => {
  it('probes before it takes the address', () => {
    expect(startIt({ run_arping: true, arp_count: 1, arp_type: 'request' })).toMatchObject({
      status: 0,
    });
    expect(host.packets.map(({ at }) => at)).toEqual([0, 100, 200, 300]);
    expect(host.calls.indexOf('addresses.add')).toBeGreaterThan(
      host.calls.lastIndexOf('receiver.receive'),
    );
  });

  it('is not asked to by default', () => {
    startIt();
    expect(host.calls).not.toContain('openReceiver');
  });
});
