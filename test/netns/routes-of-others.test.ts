/** stop keeps routes that were not added by start, in all tables. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';

const VIP = '10.0.0.10';
const VIP6 = '2001:db8:7::10';

let segment: Segment;
let a: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a } = segment);
  await segment.lab.plug(a, 'eth1');
});
afterEach(() => segment.lab.close());

/**
 * Routes of all tables, without remaining lifetimes, which change, and without the routes of link-local
 * addresses, which the kernel adds when duplicate address detection ends.
 */
async function routes(family: 4 | 6): Promise<string[]> {
  const text = await a.ip(`-${family} -d route show table all`);
  return text
    .split('\n')
    .map((line) => line.trim().replace(/expires \d+sec/, 'expires'))
    .filter((line) => line !== '' && !/ (fe80::|ff00::)/.test(line))
    .sort();
}

async function secondsLeft(to: string): Promise<number> {
  const text = await a.ip(`-6 route show ${to}`);
  return Number(/expires (\d+)sec/.exec(text)?.[1]);
}

async function thereAndBack(parameters: Record<string, string | number | boolean>): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const start = await a.agent('start', { arp_count: 1, ...parameters });
    expect([start.status, start.reason]).toEqual([0, undefined]);
    expect((await a.agent('stop', parameters)).status).toBe(0);
  }
}

const PREFIX = '2001:db8:7::/64';

/** Adds an address, and waits for the route of type local that the kernel adds a moment later. */
async function addOwn(words: string): Promise<void> {
  await a.ip(`-6 address add ${words}`);
  const local = expect.stringContaining('local 2001:db8:7::1 ');
  await expect.poll(() => routes(6)).toContainEqual(local);
}

describe('an on-link route to the network of an IPv6 address', () => {
  it.each([
    'proto ra metric 100',
    'proto static metric 100',
    'proto static metric 256',
    'proto kernel metric 256 expires 3600',
    'proto ra metric 1024 expires 3600',
    'proto kernel metric 256',
  ])('stays after stop: %s', async (route) => {
    await addOwn('2001:db8:7::1/128 dev eth1 nodad');
    await a.ip(`-6 route add ${PREFIX} dev eth1 ${route}`);
    const before = await routes(6);
    await thereAndBack({ ip: VIP6, nodad: true });
    expect(await routes(6)).toEqual(before);
    if (route.includes('expires')) expect(await secondsLeft(PREFIX)).toBeGreaterThan(3000);
  });

  it('stays after stop beside others and a dynamic address', async () => {
    await addOwn('2001:db8:7::1/64 dev eth1 nodad valid_lft 3600 preferred_lft 3600');
    await a.ip(`-6 route add ${PREFIX} dev eth1 proto ra metric 100`);
    await a.ip(`-6 route add ${PREFIX} dev eth1 proto static metric 50`);
    const before = await routes(6);
    await thereAndBack({ ip: VIP6, nic: 'eth1', cidr_netmask: 64, nodad: true });
    expect(await routes(6)).toEqual(before);
    expect(await secondsLeft(PREFIX)).toBeGreaterThan(3000);
  });

  it('of an address of the host stays after stop', async () => {
    await addOwn('2001:db8:7::1/64 dev eth1 nodad');
    const before = await routes(6);
    await thereAndBack({ ip: VIP6, nodad: true });
    expect(await routes(6)).toEqual(before);
  });

  it('is added by start if there is none, and removed by stop', async () => {
    const before = await routes(6);
    const parameters = { ip: VIP6, nic: 'eth1', cidr_netmask: 64, nodad: true };
    expect((await a.agent('start', parameters)).status).toBe(0);
    expect(await a.ip(`-6 route show ${PREFIX}`)).toContain('dev eth1 proto kernel');
    expect((await a.agent('stop', parameters)).status).toBe(0);
    expect(await routes(6)).toEqual(before);
  });

  it('that was added after start stays, and stop removes the one of start', async () => {
    const parameters = { ip: VIP6, nic: 'eth1', cidr_netmask: 64, nodad: true };
    const before = await routes(6);
    expect((await a.agent('start', parameters)).status).toBe(0);
    await a.ip(`-6 route add ${PREFIX} dev eth1 proto ra metric 100 expires 3600`);
    expect((await a.agent('stop', parameters)).status).toBe(0);
    const after = await routes(6);
    expect(after.filter((line) => !before.includes(line))).toEqual([
      expect.stringMatching(/^unicast 2001:db8:7::\/64 dev eth1 .*proto ra .*metric 100 expires/),
    ]);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
    expect(await secondsLeft(PREFIX)).toBeGreaterThan(3000);
  });

  it.each(['proto static metric 100', 'proto ra metric 100 expires 3600'])(
    'keeps its lifetime beside a dynamic address and its route: %s',
    async (route) => {
      const parameters = { ip: VIP6, nic: 'eth1', cidr_netmask: 64, nodad: true };
      expect((await a.agent('start', parameters)).status).toBe(0);
      await a.ip(`-6 route add ${PREFIX} dev eth1 ${route}`);
      await a.ip('address add 2001:db8:7::1/64 dev eth1 nodad valid_lft 900 preferred_lft 900');
      expect((await a.agent('stop', parameters)).status).toBe(0);
      const left = (await a.ip(`-6 route show ${PREFIX}`)).split('\n').map((line) => line.trim());
      const expires = route.includes('expires')
        ? /metric 100 expires 3[56]\d\dsec/
        : /metric 100 pref/;
      expect(left).toEqual([
        expect.stringMatching(expires),
        expect.stringMatching(/proto kernel metric 256 expires 8\d\dsec/),
      ]);
    },
  );

  it('stays after stop of an address that was added without noprefixroute', async () => {
    await addOwn('2001:db8:7::1/128 dev eth1 nodad');
    await a.ip(`-6 route add ${PREFIX} dev eth1 proto ra metric 100`);
    const before = await routes(6);
    await a.ip(`-6 address add ${VIP6}/64 dev eth1 nodad`);
    expect((await a.agent('stop', { ip: VIP6 })).status).toBe(0);
    expect(await routes(6)).toEqual(before);
  });
});

describe('routes of an interface whose only address is the virtual IP', () => {
  const parameters = { ip: '10.7.0.10', nic: 'eth1', cidr_netmask: 24 };

  it('stay after stop, in all tables and of all types', async () => {
    await a.ip('address add 10.6.0.1/24 dev eth0');
    const added = [
      'route add 10.11.0.0/16 dev eth1',
      'route add 10.12.0.0/16 dev eth1 proto static metric 7 mtu 1400 table 100',
      'route add default dev eth1 table 200',
      'route add 10.13.0.0/16 via 10.11.0.1 dev eth1 table 100 onlink',
      'route add local 10.14.0.0/16 dev eth1 table local proto static',
      'route add 10.15.0.0/16 nexthop dev eth1 weight 2 nexthop via 10.6.0.2 dev eth0',
      'route add 10.19.0.0/16 nexthop via 192.0.2.1 dev eth1 onlink nexthop via 10.6.0.2 dev eth0',
      'nexthop add id 7 dev eth1',
      'route add 10.16.0.0/16 nhid 7',
    ];
    for (const words of added) await a.ip(words);
    const before = await routes(4);
    await thereAndBack(parameters);
    expect(await routes(4)).toEqual(before);
  });

  it('are removed by stop if the address is their source, or their gateway is in its network', async () => {
    const before = await routes(4);
    expect((await a.agent('start', { ...parameters, arp_count: 1 })).status).toBe(0);
    await a.ip('route add 10.17.0.0/16 dev eth1 src 10.7.0.10');
    await a.ip('route add 10.18.0.0/16 via 10.7.0.254');
    const stop = await a.agent('stop', parameters);
    expect(stop.status).toBe(0);
    expect(stop.log.filter((line) => line.includes('ERROR'))).toEqual([]);
    expect(await routes(4)).toEqual(before);
  });
});

it.each(['lo', 'eth1'])(
  'a route with the address as its source stays after stop if %s has the address too',
  async (dev) => {
    await a.ip(`address add ${VIP}/32 dev ${dev}`);
    await a.ip(`route add 10.17.0.0/16 dev eth0 proto static src ${VIP}`);
    await a.ip(`route add 10.18.0.0/16 dev eth0 proto static src ${VIP} table 7`);
    const before = await routes(4);
    await thereAndBack({ ip: VIP, nic: 'eth0' });
    expect(await routes(4)).toEqual(before);
  },
);

it('a route to the network of the address with a gateway stays after stop', async () => {
  await a.ip(`-6 route add ${PREFIX} via 2001:db8::2 dev eth0 proto kernel metric 256`);
  const before = await routes(6);
  await thereAndBack({ ip: VIP6, nic: 'eth0', cidr_netmask: 64, nodad: true });
  expect(await routes(6)).toEqual(before);
});

it('routes of secondary addresses stay after stop of the primary address, in all tables', async () => {
  await a.ip('address flush dev eth0');
  await a.ip(`address add ${VIP}/24 dev eth0`);
  await a.ip('address add 10.0.0.11/24 dev eth0');
  await a.ip('route add 10.12.0.0/16 dev eth0 src 10.0.0.11 table 100');
  await a.ip('route add default via 10.0.0.254 dev eth0 src 10.0.0.11');
  const before = (await routes(4)).filter((line) => !line.includes(VIP));
  expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
  const after = await routes(4);
  for (const line of before) expect(after).toContain(line);
});
