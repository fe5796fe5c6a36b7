/** Addresses that start did not put there, and interfaces that serve nobody. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parameters } from '../../lab/agent.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';

let segment: Segment;
let a: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a } = segment);
});
afterEach(() => segment.lab.close());

const FAMILIES = [
  {
    family: 'IPv4',
    own: '10.0.0.1',
    length: 24,
    host: 32,
    free: '10.0.0.10',
    other: '10.1.0.1/24',
  },
  {
    family: 'IPv6',
    own: '2001:db8::1',
    length: 64,
    host: 128,
    free: '2001:db8::10',
    other: '2001:db8:1::1/64',
  },
];

const warnings = (log: readonly string[]) => log.filter((line) => line.includes('WARNING'));

describe.each(FAMILIES)('$family', ({ own, length, host, free, other }) => {
  const held = async (nic: string) => {
    const entries = [...(await a.addressEntries(nic)), ...(await a.ipv6Entries(nic))];
    return entries.map((entry) => `${entry.local}/${entry.prefixlen}`);
  };
  const act = (action: string, parameters: Parameters) =>
    a.agent(action, { nodad: own.includes(':'), arp_count: 1, ...parameters });

  it("the host's own address with another prefix length: start refuses, stop leaves it", async () => {
    const mistaken = { ip: own, cidr_netmask: host };
    const before = await held('eth0');
    const start = await act('start', mistaken);
    expect(start.status).toBe(1);
    expect(start.reason).toContain(`${own} is on eth0 as /${length}, not /${host}`);
    expect(start.reason).toContain(`cidr_netmask=${length}`);
    for (const parameters of [mistaken, { ...mistaken, nic: 'eth0' }]) {
      expect((await act('stop', parameters)).status).toBe(0);
      expect(await held('eth0')).toEqual(before);
    }
    expect(await a.stateFiles()).toEqual([]);
  });

  it("the host's own address, and nic names nothing here: stop leaves it", async () => {
    const before = await held('eth0');
    const elsewhere = { ip: own, nic: 'ens9' };
    expect((await act('start', elsewhere)).status).toBe(5);
    expect((await act('monitor', elsewhere)).status).toBe(7);
    expect((await act('stop', elsewhere)).status).toBe(0);
    expect(await held('eth0')).toEqual(before);
  });

  it('a label of start goes also where the address is on an interface that does not count', async () => {
    await a.ip(`address add ${free}/${host} dev lo${free.includes(':') ? ' nodad' : ''}`);
    const labels = await a.addressLabels();
    expect((await act('start', { ip: free })).status).toBe(0);
    expect((await act('stop', { ip: free })).status).toBe(0);
    expect(await a.addressLabels()).toEqual(labels);
    expect(await a.stateFiles()).toEqual([]);
  });

  it('what is adopted as it is, is stopped; a warning where it is the only one of its network', async () => {
    await a.ip(`address add ${other} dev eth0${other.includes(':') ? ' nodad' : ''}`);
    const [ip = ''] = other.split('/');
    const start = await act('start', { ip });
    expect(start.status).toBe(0);
    expect(warnings(start.log).join()).toContain(`${other} was on eth0 before start`);
    // One that was put there by start is no surprise.
    expect(warnings((await act('start', { ip })).log)).toEqual([]);
    expect((await act('stop', { ip })).status).toBe(0);
    expect(await held('eth0')).not.toContain(other);
  });

  it('one that is not the only one of its network is adopted without a warning', async () => {
    await a.ip(`address add ${free}/${length} dev eth0${free.includes(':') ? ' nodad' : ''}`);
    const start = await act('start', { ip: free });
    expect([start.status, warnings(start.log)]).toEqual([0, []]);
    expect((await act('stop', { ip: free })).status).toBe(0);
    expect(await held('eth0')).not.toContain(`${free}/${length}`);
  });

  it('what start put there is stopped also with another cidr_netmask', async () => {
    expect((await act('start', { ip: free, cidr_netmask: length })).status).toBe(0);
    expect((await act('monitor', { ip: free, cidr_netmask: host })).status).toBe(1);
    expect((await act('stop', { ip: free, cidr_netmask: host })).status).toBe(0);
    expect(await held('eth0')).not.toContain(`${free}/${length}`);
    expect(await a.stateFiles()).toEqual([]);
  });

  it('start says where else it is', async () => {
    await segment.lab.plug(a, 'eth1');
    await a.ip(`address add ${free}/${length} dev eth1${free.includes(':') ? ' nodad' : ''}`);
    const start = await act('start', { ip: free, nic: 'eth0' });
    expect(start.status).toBe(0);
    expect(warnings(start.log).join()).toContain(`${free} is on eth1 already; nic="eth0"`);
    const stop = await act('stop', { ip: free, nic: 'eth0' });
    expect(warnings(stop.log).join()).toContain(`${free}/${length} stays on eth1`);
    expect(await held('eth0')).not.toContain(`${free}/${length}`);
    expect(await held('eth1')).toContain(`${free}/${length}`);
  });

  it.each(['up', 'down'])('on an interface without neighbours that is %s', async (state) => {
    // Kernels without dummies have bridges; kube-ipvs0 and dummies are NOARP.
    await a.ip('link add ipvs0 type bridge');
    await a.ip('link set ipvs0 arp off');
    await a.ip(`link set ipvs0 ${state}`);
    const there = `${free}/${host}`;
    await a.ip(`address add ${there} dev ipvs0${free.includes(':') ? ' nodad' : ''}`);
    const flags = async () =>
      (await a.ipJson<{ flags: string[] }>('link show dev ipvs0'))[0]?.flags;
    const before = await flags();
    expect((await act('monitor', { ip: free })).status).toBe(7);
    const monitor = await act('monitor', { ip: free, CRM_meta_interval: 10_000 });
    expect(monitor.reason).toContain('only on ipvs0, which does not count unless nic names it');
    expect((await act('start', { ip: free })).status).toBe(0);
    expect(await held('eth0')).toContain(`${free}/${length}`);
    expect((await act('stop', { ip: free })).status).toBe(0);
    expect(await held('eth0')).not.toContain(`${free}/${length}`);
    expect(await held('ipvs0')).toContain(there);
    expect(await flags()).toEqual(before);
    // With nic it is the virtual IP.
    const named = { ip: free, nic: 'ipvs0', check_link_status: false };
    expect((await act('monitor', named)).status).toBe(0);
    expect((await act('stop', named)).status).toBe(0);
    expect(await held('ipvs0')).not.toContain(there);
  });

  it('is never put on an interface without neighbours by way of a route', async () => {
    await a.ip('link add tun0 type bridge');
    await a.ip('link set tun0 arp off up');
    const network = own.includes(':') ? '2001:db8:9::/64' : '10.9.0.0/24';
    await a.ip(`route add ${network} dev tun0`);
    const ip = own.includes(':') ? '2001:db8:9::5' : '10.9.0.5';
    const start = await act('start', { ip });
    expect(start.status).toBe(1);
    expect(start.reason).toContain(`there is ${network} dev tun0`);
    expect(start.reason).toContain('(no neighbours)');
    const named = { ip, nic: 'tun0', check_link_status: false };
    expect((await act('start', named)).status).toBe(0);
    expect((await act('monitor', named)).status).toBe(0);
    expect((await act('stop', named)).status).toBe(0);
  });
});

it('an adopted IPv6 address that turns out to be a duplicate is not taken away by start', async () => {
  const ip = '2001:db8::10';
  await segment.neighbour.ip(`address add ${ip}/64 dev eth0 nodad`);
  await a.ip(`address add ${ip}/64 dev eth0`);
  expect((await a.agent('start', { ip })).status).toBe(1);
  expect((await a.ipv6Entries('eth0')).map(({ local }) => local)).toContain(ip);
});
