import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressEvents } from '../../lab/address-events.ts';
import { type Host, Lab } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';

const VIP = '10.0.0.10';

let lab: Lab;
let host: Host;
beforeEach(async () => {
  lab = await Lab.create();
  host = await lab.addHost('h');
  await lab.plug(host, 'eth0');
  // Added first, the virtual IP is the primary address of its network.
  await host.agent('start', { ip: VIP, nic: 'eth0', cidr_netmask: 24, arp_count: 1 });
});
afterEach(() => lab.close());

describe('stop of a primary address', () => {
  it('restores the secondary addresses that the kernel removes with it, unchanged', async () => {
    await host.ip('addr add 10.0.0.11/24 brd 10.0.0.200 dev eth0 label eth0:one metric 77');
    await host.ip('addr add 10.0.0.12/24 dev eth0 noprefixroute');
    await host.ip('addr add 10.0.0.13/24 dev eth0 valid_lft 5000 preferred_lft 4000');
    await host.ip('addr add 10.0.0.14 peer 10.0.7.7 dev eth0');
    await host.ip('addr add 10.1.0.1/24 dev eth0');
    const before = (await host.addressEntries('eth0')).filter((entry) => entry.local !== VIP);
    const run = await host.agent('stop', { ip: VIP });
    expect(run.status).toBe(0);
    const after = await host.addressEntries('eth0');
    const comparable = (entries: typeof before) =>
      entries
        .map(({ secondary, valid_life_time, preferred_life_time, ...entry }) => ({
          ...entry,
          // Lifetimes decrease meanwhile.
          valid: Math.ceil(valid_life_time / 100),
          preferred: Math.ceil(preferred_life_time / 100),
        }))
        .sort((a, b) => a.local.localeCompare(b.local));
    expect(comparable(after)).toEqual(comparable(before));
    expect(run.log.join('\n')).toContain(
      '10.0.0.11/24 kept on eth0: the kernel would have removed it too',
    );
    expect(run.log.join('\n')).toContain(
      '10.0.0.12/24 kept on eth0: the kernel would have removed it too',
    );
  });

  it('restores the routes that the kernel removes with the last address', async () => {
    await host.ip('addr add 10.0.0.11/24 dev eth0');
    await host.ip('route add 172.16.0.0/16 dev eth0');
    await host.ip('route add default via 10.0.0.254 metric 50');
    await host.ip('route add 172.17.0.0/16 via 172.16.0.1 src 10.0.0.11');
    await host.ip(`route add 172.18.0.0/16 dev eth0 src ${VIP}`);
    const lines = async () => (await host.ip('route show')).split('\n').map((line) => line.trim());
    const before = await lines();
    expect((await host.agent('stop', { ip: VIP })).status).toBe(0);
    const after = await lines();
    const own = (line: string) => line.includes(`src ${VIP}`);
    for (const line of before) if (!own(line)) expect(after).toContain(line);
    expect(after.filter(own)).toEqual([]);
  });

  it('does not change promote_secondaries', async () => {
    await host.ip('addr add 10.0.0.11/24 dev eth0');
    await host.agent('stop', { ip: VIP });
    const value = await host.run('sysctl', '-n', 'net.ipv4.conf.eth0.promote_secondaries');
    expect(value).toBe('0');
  });

  it('does not interrupt secondary addresses, and keeps routes with their source', async () => {
    await lab.plug(host, 'eth1', '10.1.0.1/24');
    await host.ip('addr add 10.0.0.11/24 dev eth0');
    await host.ip('route add 10.9.0.0/16 via 10.1.0.9 dev eth1 src 10.0.0.11');
    const events = await addressEvents(host, [VIP, '10.0.0.11'], async () => {
      expect((await host.agent('stop', { ip: VIP })).status).toBe(0);
    });
    const deleted = events.filter((event) => event.startsWith('Deleted'));
    expect(deleted).toEqual([expect.stringContaining(`Deleted 2: eth0    inet ${VIP}/24`)]);
    expect(await host.ip('route show')).toContain(
      '10.9.0.0/16 via 10.1.0.9 dev eth1 src 10.0.0.11',
    );
  });

  it('restores the routes of an interface without other addresses', async () => {
    await host.ip('route add 172.16.0.0/16 dev eth0');
    await host.ip('route add 172.17.0.0/16 via 172.16.0.1');
    const before = (await host.ip('route show')).split('\n').filter((line) => !line.includes(VIP));
    expect((await host.agent('stop', { ip: VIP })).status).toBe(0);
    expect((await host.ip('route show')).split('\n')).toEqual(before);
  });

  it('restores a default route beside another of the same metric', async () => {
    await lab.plug(host, 'eth1', '10.1.0.1/24');
    await host.ip('addr add 10.0.0.11/24 dev eth0');
    await host.ip('route add default via 10.0.0.254 metric 50');
    await host.ip('route append default via 10.1.0.254 metric 50');
    expect((await host.agent('stop', { ip: VIP })).status).toBe(0);
    const defaults = (await host.ip('route show default')).split('\n');
    expect(defaults.filter(Boolean)).toHaveLength(2);
  });

  it('does not end the announcement of an address that is removed and restored', async () => {
    const own = { ip: VIP, nic: 'eth0', cidr_netmask: 24, arp_count: 1 };
    const sibling = { ...own, ip: '10.0.0.11', arp_count: 10, arp_bg: false };
    // Until the stop has finished before the last round, also on a slow machine.
    for (let arp_interval = 40, isAmidst = false; !isAmidst; arp_interval *= 4) {
      await host.agent('stop', sibling);
      await host.agent('start', own);
      let isOver = false;
      const started = host.agent('start', { ...sibling, arp_interval });
      const ended = started.then(() => {
        isOver = true;
      });
      await until('the secondary address is assigned', async () =>
        (await host.addresses('eth0')).includes('10.0.0.11/24'),
      );
      expect((await host.agent('stop', own)).status).toBe(0);
      isAmidst = !isOver;
      expect(await started).toMatchObject({ status: 0, reason: undefined });
      await ended;
      expect(await host.addresses('eth0')).toEqual(['10.0.0.11/24']);
      expect(await host.lockFiles()).toEqual([]);
    }
  });

  it('is not undone by a concurrent stop of another address of the network', async () => {
    const siblings = ['10.0.0.11', '10.0.0.12', '10.0.0.13', '10.0.0.14'];
    const each = (action: string) =>
      Promise.all(
        [VIP, ...siblings].map((ip) =>
          host.agent(action, { ip, nic: 'eth0', cidr_netmask: 24, arp_count: 1 }),
        ),
      );
    for (let i = 0; i < 15; i++) {
      expect((await each('start')).map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
      expect((await each('monitor')).map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
      expect((await each('stop')).map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
      expect(await host.addresses('eth0')).toEqual([]);
    }
    expect(await host.lockFiles()).toEqual([]);
  });

  it('does not affect concurrent monitor and start of a secondary address', async () => {
    const sibling = { ip: '10.0.0.11', nic: 'eth0', cidr_netmask: 24, arp_count: 1 };
    const own = { ...sibling, ip: VIP };
    for (let i = 0; i < 25; i++) {
      await host.agent('start', own);
      const [stopped, started] = await Promise.all([
        host.agent('stop', own),
        host.agent('start', sibling),
        host.agent('monitor', sibling),
      ]);
      expect([stopped.status, started.status]).toEqual([0, 0]);
      expect(await host.addresses('eth0')).toEqual(['10.0.0.11/24']);
      await host.agent('start', own);
      // The former secondary address is the primary one now: stops it while the other is monitored.
      const watched = Promise.all([1, 2, 3].map(() => host.agent('monitor', own)));
      expect((await host.agent('stop', sibling)).status).toBe(0);
      expect((await watched).map(({ status }) => status)).toEqual([0, 0, 0]);
      expect((await host.agent('stop', own)).status).toBe(0);
      await host.agent('start', own);
    }
  });

  it('relies on the kernel if promote_secondaries is on', async () => {
    await host.sysctl('net.ipv4.conf.all.promote_secondaries', 1);
    await host.ip('addr add 10.0.0.11/24 dev eth0');
    const run = await host.agent('stop', { ip: VIP });
    expect(run.status).toBe(0);
    expect(await host.addresses('eth0')).toEqual(['10.0.0.11/24']);
    expect(run.log.join('\n')).not.toMatch(/put back|kept/);
  });

  it('removes nothing else if it is a secondary address', async () => {
    await host.agent('stop', { ip: VIP });
    await host.ip('addr add 10.0.0.1/24 dev eth0');
    await host.ip('addr add 10.0.0.2/24 dev eth0');
    await host.agent('start', { ip: VIP });
    await host.agent('stop', { ip: VIP });
    expect(await host.addresses('eth0')).toEqual(['10.0.0.1/24', '10.0.0.2/24']);
  });
});
