/** Addresses that start did not add, and interfaces without neighbours. */
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

  it("stop leaves the host's own address with another prefix length, which start refuses", async () => {
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

  it("stop leaves the host's own address if nic does not exist", async () => {
    const before = await held('eth0');
    const elsewhere = { ip: own, nic: 'ens9' };
    expect((await act('start', elsewhere)).status).toBe(5);
    expect((await act('monitor', elsewhere)).status).toBe(7);
    expect((await act('stop', elsewhere)).status).toBe(0);
    expect(await held('eth0')).toEqual(before);
  });

  it('stop removes the label of start if the address is also on lo', async () => {
    await a.ip(`address add ${free}/${host} dev lo${free.includes(':') ? ' nodad' : ''}`);
    const labels = await a.addressLabels();
    expect((await act('start', { ip: free })).status).toBe(0);
    expect((await act('stop', { ip: free })).status).toBe(0);
    expect(await a.addressLabels()).toEqual(labels);
    expect(await a.stateFiles()).toEqual([]);
  });

  it('start warns if it adopts the only address of a network, and stop removes it', async () => {
    await a.ip(`address add ${other} dev eth0${other.includes(':') ? ' nodad' : ''}`);
    const [ip = ''] = other.split('/');
    const start = await act('start', { ip });
    expect(start.status).toBe(0);
    expect(warnings(start.log).join()).toContain(`${other} was on eth0 before start`);
    // No warning for an address that start has adopted or added before.
    expect(warnings((await act('start', { ip })).log)).toEqual([]);
    expect((await act('stop', { ip })).status).toBe(0);
    expect(await held('eth0')).not.toContain(other);
  });

  it('start adopts an address that is not the only one of its network without a warning', async () => {
    await a.ip(`address add ${free}/${length} dev eth0${free.includes(':') ? ' nodad' : ''}`);
    const start = await act('start', { ip: free });
    expect([start.status, warnings(start.log)]).toEqual([0, []]);
    expect((await act('stop', { ip: free })).status).toBe(0);
    expect(await held('eth0')).not.toContain(`${free}/${length}`);
  });

  it('stop removes the address of start also with another cidr_netmask', async () => {
    expect((await act('start', { ip: free, cidr_netmask: length })).status).toBe(0);
    expect((await act('monitor', { ip: free, cidr_netmask: host })).status).toBe(1);
    expect((await act('stop', { ip: free, cidr_netmask: host })).status).toBe(0);
    expect(await held('eth0')).not.toContain(`${free}/${length}`);
    expect(await a.stateFiles()).toEqual([]);
  });

  it('start warns if the address is also on another interface', async () => {
    await segment.lab.plug(a, 'eth1');
    await a.ip(`address add ${free}/${length} dev eth1${free.includes(':') ? ' nodad' : ''}`);
    const start = await act('start', { ip: free, nic: 'eth0' });
    expect(start.status).toBe(0);
    expect(warnings(start.log).join()).toContain(
      `${free} is already on eth1; start adds it to nic="eth0"`,
    );
    const stop = await act('stop', { ip: free, nic: 'eth0' });
    expect(warnings(stop.log).join()).toContain(`${free}/${length} stays on eth1`);
    expect(await held('eth0')).not.toContain(`${free}/${length}`);
    expect(await held('eth1')).toContain(`${free}/${length}`);
  });

  it.each(['up', 'down'])('is ignored on an interface without ARP that is %s', async (state) => {
    // A bridge without ARP, like kube-ipvs0: not all kernels have dummy interfaces.
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
    expect(monitor.reason).toContain('only on ipvs0 (ignored unless nic names the interface)');
    expect((await act('start', { ip: free })).status).toBe(0);
    expect(await held('eth0')).toContain(`${free}/${length}`);
    expect((await act('stop', { ip: free })).status).toBe(0);
    expect(await held('eth0')).not.toContain(`${free}/${length}`);
    expect(await held('ipvs0')).toContain(there);
    expect(await flags()).toEqual(before);
    // With nic, this address is the virtual IP.
    const named = { ip: free, nic: 'ipvs0', check_link_status: false };
    expect((await act('monitor', named)).status).toBe(0);
    expect((await act('stop', named)).status).toBe(0);
    expect(await held('ipvs0')).not.toContain(there);
  });

  it('start uses an interface without neighbours only if nic names it', async () => {
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

it('start does not remove an adopted IPv6 address that is a duplicate', async () => {
  const ip = '2001:db8::10';
  await segment.neighbour.ip(`address add ${ip}/64 dev eth0 nodad`);
  await a.ip(`address add ${ip}/64 dev eth0`);
  expect((await a.agent('start', { ip })).status).toBe(1);
  expect((await a.ipv6Entries('eth0')).map(({ local }) => local)).toContain(ip);
});
