import { beforeEach, describe, expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { linkState } from '../../../lib/vip/link/link-state.ts';
import {
  readAnnouncement,
  recordAnnouncement,
} from '../../../lib/vip/state/announcement-record.ts';
import { type Parameters, run, TIMEOUT_MS } from '../support/actions.ts';
import { runBackground } from '../support/background.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { hex } from '../support/fields.ts';
import { addNeighbour, askerOf, targetOf } from '../support/neighbourhood.ts';
import { systemError } from '../support/system-error.ts';

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
      'openReceiver',
      'addresses.add',
      'socket.send',
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
      'openReceiver',
      'locks.acquire floatip-4026531840.address-list',
      'addresses.add',
      'socket.send',
      'socket.send',
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
    // The last one is that of the announcer.
    expect(host.questions.map(({ at }) => at)).toEqual([0, 100, 200, 300]);
    expect(host.packets.map(({ at }) => at)).toEqual([300]);
    expect(host.calls.indexOf('addresses.add')).toBeGreaterThan(
      host.calls.lastIndexOf('socket.receive'),
    );
  });

  it('is off by default', () => {
    startIt();
    expect(host.calls).not.toContain('socket.receive');
  });
});

describe('the record of the announcement', () => {
  const index = () => host.link('eth0').index;
  const record = () => readAnnouncement(new FakeKernel(host), address(VIP), index());
  const state = () => linkState(new FakeKernel(host), host.link('eth0'));

  it.each([1, 5])('is made by start with arp_count=%d', (arp_count) => {
    expect(startIt({ arp_count })).toMatchObject({ status: 0 });
    const announcedAt = expect.any(Number);
    expect(record()).toEqual({ link: state(), announcedAt, peers: [], conflict: undefined });
    expect(record()?.announcedAt).toBeGreaterThan(0);
  });

  it('is made when the address is there, after the first round', () => {
    host.before('addresses.add', () => expect(record()).toBeUndefined());
    host.before('socket.send', () => expect(record()).toBeUndefined(), 1);
    expect(startIt()).toMatchObject({ status: 0 });
    expect(record()).toBeDefined();
  });

  it('is not made on a link without neighbours', () => {
    host.addLink('tun0', { noArp: true });
    for (let i = 0; i < 2; i++) startIt({ nic: 'tun0', cidr_netmask: 24 });
    expect(host.records.size).toBe(0);
  });

  it('is removed if start fails, also one that an earlier start has left', () => {
    recordAnnouncement(new FakeKernel(host), address(VIP), index(), 'earlier', []);
    const other = address('10.0.0.11');
    recordAnnouncement(new FakeKernel(host), other, index(), 'of another address', []);
    host.refuse('addresses.add', systemError('RTM_NEWADDR', 'EPERM'));
    expect(startIt()).toMatchObject({ status: 1 });
    expect(record()).toBeUndefined();
    expect(readAnnouncement(new FakeKernel(host), other, index())).toBeDefined();
  });

  it('is removed if another process removes the address during the first round', () => {
    host.after('socket.send', () => host.removeAddress('eth0', `${VIP}/24`));
    expect(startIt()).toMatchObject({ status: 1 });
    expect([record(), host.spawned]).toEqual([undefined, []]);
  });

  it('is made of the link for an address that was there, so that monitor announces it after a change', () => {
    host.addAddress('eth0', `${VIP}/24`);
    startIt();
    expect(record()).toEqual({ link: state(), announcedAt: 0, peers: [], conflict: undefined });
    expect(host.packets).toEqual([]);
    host.links.setAddress('eth0', hex('020000000099'));
    run(host, monitor, { ip: VIP, arp_count: 1 });
    expect(host.packets).toHaveLength(2);
  });

  it('of an address that was there stays as it is', () => {
    host.addAddress('eth0', `${VIP}/24`);
    const peers = [{ ip: '10.0.0.1', askedAt: 1, answeredAt: 2 }];
    recordAnnouncement(new FakeKernel(host), address(VIP), index(), 'earlier', peers);
    startIt();
    expect(record()).toEqual({ link: 'earlier', announcedAt: 0, peers, conflict: undefined });
  });

  it('of an address that was there need not be written', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.refuse('records.update', systemError('open', 'EIO'));
    expect(startIt()).toMatchObject({ status: 0 });
  });

  // adoptMeanwhile does not call recordUnannounced.
  it('is made for an address that another process adds meanwhile', () => {
    host.before('addresses.add', () => host.addAddress('eth0', `${VIP}/24`));
    expect(startIt()).toMatchObject({ status: 0 });
    expect(record()).toBeDefined();
  });

  // Pace.reserve throws.
  it('need not be written: the address is announced nevertheless', () => {
    host.refuseAlways('records.update', systemError('open', 'EMFILE'));
    expect(startIt({ arp_count: 1 })).toMatchObject({ status: 0 });
    expect(host.packets).toHaveLength(2);
  });
});

describe('start with announce_to', () => {
  const GATEWAY = '10.0.0.254';
  const asked = () => host.questions.map((one) => `${one.at} ${askerOf(one)} ${targetOf(one)}`);
  beforeEach(() => host.addRoute('default', { dev: 'eth0', via: GATEWAY }));

  it('asks for another owner before it adds the address, and waits for no answer', () => {
    host.before('addresses.add', () => expect(asked()).toEqual([`0 probe ${VIP}`]));
    expect(startIt({ announce_to: 'gateway' })).toMatchObject({ status: 0 });
    expect(asked()).toHaveLength(1);
    expect(host.timeline.elapsed).toBe(0);
  });

  it('leaves the questions to the background process', () => {
    const mac = hex('0200000000fe');
    addNeighbour(host, 'eth0', { mac, answersFor: (ip) => ip === GATEWAY });
    startIt({ announce_to: 'gateway', arp_count: 1 });
    runBackground(host);
    expect(asked().slice(1)).toEqual([`0 probe ${VIP}`, `0 ${VIP} ${GATEWAY}`]);
    const { peers } =
      readAnnouncement(new FakeKernel(host), address(VIP), host.link('eth0').index) ?? {};
    expect(peers?.map(({ ip, answeredAt }) => [ip, answeredAt > 0])).toEqual([[GATEWAY, true]]);
  });

  it('asks itself with arp_bg=false, and succeeds without an answer', () => {
    const { status, log } = startIt({ announce_to: 'gateway', arp_count: 1, arp_bg: false });
    expect(status).toBe(0);
    expect(log.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringContaining(`${VIP}: no answer from ${GATEWAY} on eth0`),
    ]);
    expect(host.timeline.elapsed).toBeLessThan(1000);
  });

  it('does not ask with arp_count=1 and announce_to=none but for another owner', () => {
    startIt({ announce_to: 'none', arp_count: 1 });
    expect([asked(), host.spawned]).toEqual([[`0 probe ${VIP}`], []]);
  });
});
