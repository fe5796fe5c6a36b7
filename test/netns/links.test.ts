import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Host, Lab } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';

const VIP = '10.0.0.10';
const RECURRING = { CRM_meta_interval: 10_000 };

let lab: Lab;
let host: Host;
beforeEach(async () => {
  lab = await Lab.create();
  host = await lab.addHost('h');
  await lab.plug(host, 'eth0', '10.0.0.1/24');
});
afterEach(() => lab.close());

async function flags(nic: string): Promise<string[]> {
  const [link] = await host.ipJson<{ flags: string[] }>(`link show dev ${nic}`);
  return link?.flags ?? [];
}

describe('a link without a carrier', () => {
  it('monitor returns 1 with a reason, until the carrier is back', async () => {
    await host.agent('start', { ip: VIP });
    await lab.setCable(host, 'eth0', 'down');
    const monitor = await host.agent('monitor', { ip: VIP, ...RECURRING });
    expect(monitor.status).toBe(1);
    expect(monitor.reason).toBe(`${VIP} is on eth0, but eth0 has no carrier`);
    expect((await host.agent('monitor', { ip: VIP })).status).toBe(1);
    await lab.setCable(host, 'eth0', 'up');
    expect((await host.agent('monitor', { ip: VIP, ...RECURRING })).status).toBe(0);
  });

  it('start returns 1 and changes nothing', async () => {
    await lab.setCable(host, 'eth0', 'down');
    const run = await host.agent('start', { ip: VIP });
    expect(run.status).toBe(1);
    expect(run.reason).toContain('eth0 has no carrier');
    expect(await host.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('start fails, but does not remove an address that was assigned before', async () => {
    await host.agent('start', { ip: VIP });
    await lab.setCable(host, 'eth0', 'down');
    expect((await host.agent('start', { ip: VIP })).status).toBe(1);
    expect(await host.addresses('eth0')).toContain(`${VIP}/24`);
  });

  it('is ignored with check_link_status=false', async () => {
    await lab.setCable(host, 'eth0', 'down');
    const parameters = { ip: VIP, check_link_status: false };
    expect((await host.agent('start', parameters)).status).toBe(0);
    expect((await host.agent('monitor', parameters)).status).toBe(0);
  });
});

describe('a link that is administratively down', () => {
  it('start sets it up and waits for its carrier', async () => {
    await host.ip('link set eth0 down');
    const run = await host.agent('start', { ip: VIP, nic: 'eth0', cidr_netmask: 24 });
    expect(run).toMatchObject({ status: 0, reason: undefined });
    expect(await flags('eth0')).toContain('LOWER_UP');
    expect(await host.addresses('eth0')).toContain(`${VIP}/24`);
  });

  it('start sets it down again if it gets no carrier', async () => {
    await host.ip('link set eth0 down');
    await lab.setCable(host, 'eth0', 'down');
    // start waits for a carrier for a quarter of its timeout.
    const place = { nic: 'eth0', cidr_netmask: 24, CRM_meta_timeout: 8_000 };
    const run = await host.agent('start', { ip: VIP, ...place });
    expect(run.status).toBe(1);
    expect(run.reason).toMatch(/still has no carrier \d+ s after it was brought up/);
    expect(await flags('eth0')).not.toContain('UP');
    expect(await host.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it.each([
    ['10.0.0.10', {}, 24],
    ['10.0.0.10', { nic: 'eth0' }, 24],
    ['2001:db8::10', { nodad: true }, 64],
    ['2001:db8::10', { nic: 'eth0', nodad: true }, 64],
  ])('takes the prefix length of its own address: %s %j', async (ip, parameters, length) => {
    await host.ip('link set eth0 down');
    if (ip.includes(':')) await host.ip('address add 2001:db8::1/64 dev eth0 nodad');
    const vip = { ip, arp_count: 1, ...parameters };
    expect((await host.agent('validate-all', vip)).status).toBe(0);
    const run = await host.agent('start', vip);
    expect([run.status, run.reason]).toEqual([0, undefined]);
    expect(await host.ip('-o address show dev eth0')).toContain(` ${ip}/${length} `);
    expect((await host.agent('monitor', vip)).status).toBe(0);
    expect((await host.agent('stop', vip)).status).toBe(0);
  });

  it('stays up after a failed start if another start has assigned an address meanwhile', async () => {
    await host.ip('addr flush dev eth0');
    await host.ip('link set eth0 down');
    await lab.setCable(host, 'eth0', 'down');
    const place = { nic: 'eth0', cidr_netmask: 24 };
    const failing = host.agent('start', { ip: VIP, ...place, CRM_meta_timeout: 40_000 });
    await until('eth0 is brought up', async () => (await flags('eth0')).includes('UP'));
    const other = { ip: '10.0.0.20', ...place, check_link_status: false };
    expect((await host.agent('start', other)).status).toBe(0);
    expect((await failing).status).toBe(1);
    expect(await flags('eth0')).toContain('UP');
    expect(await host.addresses('eth0')).toEqual(['10.0.0.20/24']);
  });

  it('monitor returns 1', async () => {
    await host.agent('start', { ip: VIP });
    await host.ip('link set eth0 down');
    const monitor = await host.agent('monitor', { ip: VIP, ...RECURRING });
    expect(monitor).toMatchObject({ status: 1, reason: `${VIP} is on eth0, but eth0 is down` });
  });
});

describe('an interface that does not exist', () => {
  it.each([
    ['start', {}, 5],
    ['validate-all', {}, 6],
    ['monitor', { CRM_meta_interval: 0 }, 7],
    ['monitor', RECURRING, 1],
    ['stop', {}, 0],
  ])('%s %j returns %i', async (action, meta, status) => {
    const run = await host.agent(action, { ip: VIP, nic: 'nosuch0', ...meta });
    expect(run.status).toBe(status);
    const speaks = status === 5 || status === 6 || status === 1;
    expect(run.reason ?? '').toContain(speaks ? 'nic="nosuch0": no such interface' : '');
  });

  it('monitor reports that the interface of the address was removed', async () => {
    await host.ip('link add gone0 type veth peer name gone1');
    await host.ip('link set gone1 up');
    const parameters = { ip: VIP, nic: 'gone0', cidr_netmask: 24 };
    expect((await host.agent('start', parameters)).status).toBe(0);
    await host.ip('link del gone0');
    expect((await host.agent('monitor', { ...parameters, ...RECURRING })).status).toBe(1);
    expect((await host.agent('stop', parameters)).status).toBe(0);
    expect(await host.stateFiles()).toEqual([]);
  });
});

describe('an alternative name', () => {
  it('is accepted in place of the name', async () => {
    const long = 'a-name-that-is-longer-than-any-interface-name-may-be';
    await host.ip(`link property add dev eth0 altname ${long}`);
    const parameters = { ip: VIP, nic: long, iflabel: 'vip' };
    expect((await host.agent('start', parameters)).status).toBe(0);
    expect((await host.addressEntries('eth0'))[1]).toMatchObject({ local: VIP, label: 'eth0:vip' });
    expect((await host.agent('monitor', parameters)).status).toBe(0);
    expect((await host.agent('stop', parameters)).status).toBe(0);
    expect(await host.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });
});

describe('a link whose operational state is UNKNOWN', () => {
  it('monitor succeeds', async () => {
    await host.ip('addr add 127.0.0.9/8 dev lo');
    const [link] = await host.ipJson<{ operstate: string }>('link show dev lo');
    expect(link?.operstate).toBe('UNKNOWN');
    expect((await host.agent('monitor', { ip: '127.0.0.9' })).status).toBe(0);
  });
});
