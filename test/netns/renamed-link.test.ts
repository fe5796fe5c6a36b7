/** An interface that is renamed or removed while the address is up, and another that gets its name. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parameters } from '../../lab/agent.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';

const RECURRING = { CRM_meta_interval: 10_000 };

let segment: Segment;
let a: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a } = segment);
  await segment.lab.plug(a, 'eth1');
});
afterEach(() => segment.lab.close());

/** Renames an interface that is up: possible since Linux 6.2. Setting it down would remove IPv6 addresses. */
async function rename(from: string, to: string): Promise<void> {
  await a.ip(`link set ${from} name ${to}`);
}

async function swap(): Promise<void> {
  await rename('eth0', 'old0');
  await rename('eth1', 'eth0');
}

describe.each<[string, Parameters & { readonly ip: string }]>([
  ['IPv4', { ip: '10.0.0.10', cidr_netmask: 24 }],
  ['IPv6', { ip: '2001:db8::10', cidr_netmask: 64, nodad: true }],
  ['a link-local address', { ip: 'fe80::10', cidr_netmask: 64, nodad: true }],
])('%s', (_, parameters) => {
  const vip = { ...parameters, nic: 'eth0', arp_count: 1 };
  const isAnywhere = async () =>
    (await a.ip('-o address show')).includes(` ${parameters.ip}/${parameters.cidr_netmask} `);

  it('monitor names its renamed interface, and stop removes it, if nic is another interface now', async () => {
    expect((await a.agent('start', vip)).status).toBe(0);
    await swap();
    for (const interval of [{}, RECURRING]) {
      const monitor = await a.agent('monitor', { ...vip, ...interval });
      expect(monitor.status).toBe(1);
      expect(monitor.reason).toContain(`${vip.ip} is on old0, where start added it`);
    }
    expect((await a.agent('stop', vip)).status).toBe(0);
    expect(await isAnywhere()).toBe(false);
    expect(await a.stateFiles()).toEqual([]);
    expect((await a.agent('monitor', vip)).status).toBe(7);
  });

  it('monitor names its renamed interface, and stop removes it, if nic does not exist now', async () => {
    expect((await a.agent('start', vip)).status).toBe(0);
    await rename('eth0', 'old0');
    const monitor = await a.agent('monitor', vip);
    expect(monitor.status).toBe(1);
    expect(monitor.reason).toContain('is on old0');
    expect(monitor.reason).toContain('nic="eth0": no such interface');
    expect((await a.agent('stop', vip)).status).toBe(0);
    expect(await isAnywhere()).toBe(false);
    expect((await a.agent('monitor', vip)).status).toBe(7);
  });

  it('stop leaves the address of another resource on another interface', async () => {
    expect((await a.agent('start', vip)).status).toBe(0);
    expect((await a.agent('start', { ...vip, nic: 'eth1' })).status).toBe(0);
    expect((await a.agent('stop', vip)).status).toBe(0);
    expect((await a.agent('monitor', { ...vip, nic: 'eth1' })).status).toBe(0);
    expect((await a.agent('stop', { ...vip, nic: 'eth1' })).status).toBe(0);
    expect(await isAnywhere()).toBe(false);
  });

  it('stop succeeds after its interface was removed', async () => {
    await a.ip('link add eth9 type veth peer name peer9');
    const parameters = { ...vip, nic: 'eth9', check_link_status: false };
    expect((await a.agent('start', parameters)).status).toBe(0);
    await a.ip('link del eth9');
    // The label of an IPv6 address is left, which stop must remove.
    const isLabelled = parameters.ip !== '10.0.0.10';
    expect((await a.agent('monitor', parameters)).status).toBe(isLabelled ? 1 : 7);
    expect((await a.agent('stop', parameters)).status).toBe(0);
    expect(await a.stateFiles()).toEqual([]);
    expect((await a.agent('monitor', parameters)).status).toBe(7);
  });
});

it('without nic, monitor and stop find the address on an interface that has lost ARP', async () => {
  const vip = { ip: '10.0.0.10', arp_count: 1 };
  await a.agent('start', vip);
  await a.ip('link set eth0 arp off');
  const monitor = await a.agent('monitor', vip);
  expect(monitor.status).toBe(1);
  expect(monitor.reason).toContain(
    '10.0.0.10 is on eth0, where start added it, but eth0 has no neigh',
  );
  expect((await a.agent('stop', vip)).status).toBe(0);
  expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
});

it('stop ignores a state file of another user', async () => {
  await a.ip('address add 10.0.0.10/24 dev eth1');
  const [link] = await a.ipJson<{ ifindex: number }>('link show dev eth1');
  const id = (await a.run('readlink', '/proc/self/ns/net')).slice('net:['.length, -1);
  const mark = `${a.stateDirectory}/floatip-${id}-10.0.0.10-${link?.ifindex}-24@eth0.place`;
  await a.run('touch', mark);
  await a.run('chown', '65534', mark);
  expect((await a.agent('stop', { ip: '10.0.0.10', nic: 'eth0' })).status).toBe(0);
  expect(await a.addresses('eth1')).toEqual(['10.0.0.10/24']);
  await a.run('chown', '0', mark);
  expect((await a.agent('stop', { ip: '10.0.0.10', nic: 'eth0' })).status).toBe(0);
  expect(await a.addresses('eth1')).toEqual([]);
});
