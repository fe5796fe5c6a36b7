/** metric: the routes that start adds with it, and those that stop leaves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parameters } from '../../lab/agent.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { instance } from '../../lab/shared-address/cluster.ts';

const VIP = '10.7.0.10';
const VIP6 = '2001:db8:7::10';
const NETWORK = '10.7.0.0/24';
const NETWORK6 = '2001:db8:7::/64';

const IPV4 = { ip: VIP, nic: 'eth1', cidr_netmask: 24, arp_count: 1 };
const IPV6 = { ip: VIP6, nic: 'eth1', cidr_netmask: 64, nodad: true, arp_count: 1 };

let segment: Segment;
let a: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a } = segment);
  await segment.lab.plug(a, 'eth1');
  await a.waitForCarrier('eth1');
});
afterEach(() => segment.lab.close());

async function lines(words: string): Promise<string[]> {
  const text = await a.ip(words);
  const all = text.split('\n').map((line) => line.trim().replace(/expires \d+sec/, 'expires'));
  // The kernel adds the route of a link-local address when duplicate address detection ends.
  return all.filter((line) => line !== '' && !line.startsWith('fe80::'));
}

/** The routes to the networks of the tests, as `metric 100` or `proto static metric 50`, in the kernel's order. */
async function metrics(network: string): Promise<string[]> {
  const family = network.includes(':') ? 6 : 4;
  return (await lines(`-${family} route show exact ${network} dev eth1`)).map((line) =>
    line
      .slice(network.length)
      .replace(/ (pref medium|scope link|src \S+)/g, '')
      .replace(/^ proto kernel ?/, '')
      .trim(),
  );
}

const routes = () => Promise.all([lines('-4 route show table all'), lines('-6 route show')]);

async function start(parameters: Parameters): Promise<string> {
  const run = await a.agent('start', parameters);
  expect([run.status, run.reason]).toEqual([0, undefined]);
  expect((await a.agent('monitor', parameters)).status).toBe(0);
  return run.log.filter((line) => line.includes('metric=')).join('\n');
}

async function stop(parameters: Parameters): Promise<void> {
  const run = await a.agent('stop', parameters);
  expect([run.status, run.reason]).toEqual([0, undefined]);
  expect(run.log.filter((line) => line.includes('ERROR'))).toEqual([]);
}

describe.each([
  [VIP, NETWORK, IPV4],
  [VIP6, NETWORK6, IPV6],
])('%s alone in its network', (ip, network, parameters) => {
  it.each([1, 100, 4294967295])('has a route with metric %i until stop', async (metric) => {
    const before = await routes();
    expect(await start({ ...parameters, metric })).toBe('');
    expect(await metrics(network)).toEqual([`metric ${metric}`]);
    await stop({ ...parameters, metric });
    expect(await routes()).toEqual(before);
  });

  it('has no route with noprefixroute, and metric gives a warning', async () => {
    const given = { ...parameters, metric: 100, noprefixroute: true };
    expect(await start(given)).toContain('metric="100" has no effect while noprefixroute is true');
    expect(await metrics(network)).toEqual([]);
    await stop(given);
  });

  it('keeps the metric that it has when start adopts it', async () => {
    await a.ip(`address add ${ip}/${network.split('/')[1]} dev eth1 metric 50`);
    const given = { ...parameters, metric: 100 };
    expect(await start(given)).toMatch(
      /metric="100" has no effect: .* is already on eth1 with the metric 50; restart the resource/,
    );
    expect(await metrics(network)).toEqual(['metric 50']);
    await stop(given);
    expect(await start(given)).toBe('');
    expect(await start(given)).toBe('');
    expect(await metrics(network)).toEqual(['metric 100']);
    await stop(given);
    expect(await metrics(network)).toEqual([]);
  });
});

describe('IPv4', () => {
  it('metric has no effect beside the own address of the interface, with a warning', async () => {
    await a.ip('address add 10.7.0.1/24 dev eth1');
    const before = await routes();
    expect(await start({ ...IPV4, metric: 100 })).toMatch(
      /metric="100" has no effect beside 10.7.0.1\/24 on eth1/,
    );
    expect(await metrics(NETWORK)).toEqual(['']);
    await stop({ ...IPV4, metric: 100 });
    expect(await routes()).toEqual(before);
  });

  it('metric has an effect beside the own address with another prefix length', async () => {
    await a.ip('address add 10.7.0.1/16 dev eth1');
    const before = await routes();
    expect(await start({ ...IPV4, metric: 100 })).toBe('');
    expect(await metrics(NETWORK)).toEqual(['metric 100']);
    await stop({ ...IPV4, metric: 100 });
    expect(await routes()).toEqual(before);
  });

  it('metric has no effect on a host address, with a warning', async () => {
    const given = { ...IPV4, cidr_netmask: 32, metric: 100 };
    expect(await start(given)).toContain(`metric="100" has no effect on ${VIP}/32`);
    expect(await lines('-4 route show dev eth1')).toEqual([]);
    await stop(given);
  });

  it('an address that was added after start has the route after stop, with its own metric', async () => {
    expect(await start({ ...IPV4, metric: 100 })).toBe('');
    await a.ip('address add 10.7.0.1/24 dev eth1 metric 200');
    await stop({ ...IPV4, metric: 100 });
    expect(await metrics(NETWORK)).toEqual(['metric 200']);
    expect(await a.addresses('eth1')).toEqual(['10.7.0.1/24']);
  });

  it.each([50, 100])('a route of others with metric %i stays', async (metric) => {
    await a.ip('address add 10.8.0.1/24 dev eth1');
    await a.ip(`route add ${NETWORK} dev eth1 proto static metric ${metric}`);
    const before = await routes();
    await start({ ...IPV4, metric: 100 });
    expect(await metrics(NETWORK)).toEqual([`proto static metric ${metric}`, 'metric 100']);
    await stop({ ...IPV4, metric: 100 });
    expect(await routes()).toEqual(before);
  });

  it('two addresses have two metrics in two networks', async () => {
    const before = await routes();
    const other = { ...IPV4, ip: '10.9.0.10', metric: 200 };
    await start({ ...IPV4, metric: 100 });
    await start(other);
    expect(await metrics(NETWORK)).toEqual(['metric 100']);
    expect(await metrics('10.9.0.0/24')).toEqual(['metric 200']);
    await stop({ ...IPV4, metric: 100 });
    expect(await metrics('10.9.0.0/24')).toEqual(['metric 200']);
    await stop(other);
    expect(await routes()).toEqual(before);
  });

  it('with lvs_support, the address on the loopback interface has no metric', async () => {
    const given = { ...IPV4, metric: 100, lvs_support: true };
    await start(given);
    expect(await metrics(NETWORK)).toEqual(['metric 100']);
    await stop(given);
    const [entry] = (await a.addressEntries('lo')).filter(({ local }) => local === VIP);
    expect(entry).toMatchObject({ prefixlen: 32 });
    expect(entry).not.toHaveProperty('metric');
    await start(given);
    expect(await metrics(NETWORK)).toEqual(['metric 100']);
  });
});

describe('IPv6', () => {
  const addOwn = (words = '') =>
    a.ip(`-6 address add 2001:db8:7::1/64 dev eth1 nodad ${words}`.trim());

  it.each([100, 1000])('metric %i adds a route beside the own one', async (metric) => {
    await addOwn();
    const before = await routes();
    for (let i = 0; i < 2; i++) {
      expect(await start({ ...IPV6, metric })).toBe('');
      expect((await metrics(NETWORK6)).sort()).toEqual([`metric ${metric}`, 'metric 256'].sort());
      await stop({ ...IPV6, metric });
      expect(await routes()).toEqual(before);
    }
  });

  it('metric 256 is that of the own route', async () => {
    await addOwn();
    const before = await routes();
    await start({ ...IPV6, metric: 256 });
    expect(await metrics(NETWORK6)).toEqual(['metric 256']);
    await stop({ ...IPV6, metric: 256 });
    expect(await routes()).toEqual(before);
  });

  it.each([100, 1000])('metric %i beside an own address with a lifetime', async (metric) => {
    await addOwn('valid_lft 3600 preferred_lft 3600');
    const before = await routes();
    await start({ ...IPV6, metric });
    expect(await metrics(NETWORK6)).toContain(`metric ${metric}`);
    expect(await metrics(NETWORK6)).toContain('metric 256 expires');
    await stop({ ...IPV6, metric });
    expect(await routes()).toEqual(before);
  });

  it.each([
    ['proto static metric 50', 100],
    ['proto static metric 1024', 100],
    ['proto ra metric 50 expires 3600', 100],
    ['proto ra metric 1024 expires 3600', 100],
    ['proto kernel metric 256 expires 3600', 1000],
  ])('a route of others stays beside that of start: %s', async (route, metric) => {
    await a.ip('-6 address add 2001:db8:7::1/128 dev eth1 nodad');
    await a.ip(`-6 route add ${NETWORK6} dev eth1 ${route}`);
    const before = await routes();
    const foreign = await metrics(NETWORK6);
    await start({ ...IPV6, metric });
    expect((await metrics(NETWORK6)).sort()).toEqual([...foreign, `metric ${metric}`].sort());
    await stop({ ...IPV6, metric });
    expect(await routes()).toEqual(before);
  });

  it.each([
    'proto static metric 100',
    'proto ra metric 100 expires 3600',
    'proto kernel metric 100',
  ])(
    'a route of others with the same metric is the route of the address, and stays: %s',
    async (route) => {
      await a.ip('-6 address add 2001:db8:7::1/64 dev eth1 nodad noprefixroute');
      await a.ip(`-6 route add ${NETWORK6} dev eth1 ${route}`);
      const before = await routes();
      await start({ ...IPV6, metric: 100 });
      expect(await routes()).toEqual(before);
      await stop({ ...IPV6, metric: 100 });
      expect(await routes()).toEqual(before);
    },
  );

  it('the route of the own address that was deleted after start stays, as without the agent', async () => {
    await addOwn();
    const before = await routes();
    await start({ ...IPV6, metric: 1000 });
    await a.ip('-6 address delete 2001:db8:7::1/64 dev eth1');
    // The kernel leaves the route.
    expect(await metrics(NETWORK6)).toEqual(['metric 256', 'metric 1000']);
    await stop({ ...IPV6, metric: 1000 });
    expect(await metrics(NETWORK6)).toEqual(['metric 256']);
    expect((await routes())[0]).toEqual(before[0]);
  });

  it.each([
    ['the lower one first', 0, 1],
    ['the higher one first', 1, 0],
  ])('two addresses have two metrics, stopped %s', async (_, first, second) => {
    await addOwn();
    const before = await routes();
    const two = [
      { ...IPV6, metric: 100 },
      { ...IPV6, ip: '2001:db8:7::11', metric: 1000 },
    ];
    for (const given of two) await start(given);
    expect(await metrics(NETWORK6)).toEqual(['metric 100', 'metric 256', 'metric 1000']);
    const left = [
      ['metric 256', 'metric 1000'],
      ['metric 100', 'metric 256'],
    ][first];
    await stop(two[first] ?? {});
    expect(await metrics(NETWORK6)).toEqual(left);
    await stop(two[second] ?? {});
    expect(await routes()).toEqual(before);
  });

  it('two addresses with the same metric share the route', async () => {
    await addOwn();
    const before = await routes();
    const other = { ...IPV6, ip: '2001:db8:7::11', metric: 100 };
    await start({ ...IPV6, metric: 100 });
    await start(other);
    await stop({ ...IPV6, metric: 100 });
    expect(await metrics(NETWORK6)).toEqual(['metric 100', 'metric 256']);
    await stop(other);
    expect(await routes()).toEqual(before);
  });

  it.each([100, 1000])(
    'reload-agent of preferred_lft keeps all routes: metric %i',
    async (metric) => {
      await addOwn();
      await start({ ...IPV6, metric });
      const before = await routes();
      const reload = await a.agent('reload-agent', { ...IPV6, metric, preferred_lft: 0 });
      expect([reload.status, reload.reason]).toEqual([0, undefined]);
      expect(await routes()).toEqual(before);
      const [entry] = (await a.ipv6Entries('eth1')).filter(({ local }) => local === VIP6);
      expect(entry).toMatchObject({ preferred_life_time: 0, metric });
    },
  );

  it('the host route of a /128 address has the metric', async () => {
    const given = { ...IPV6, cidr_netmask: 128, metric: 100 };
    expect(await start(given)).toBe('');
    expect(await lines(`-6 route show ${VIP6}`)).toEqual([
      expect.stringContaining('dev eth1 proto kernel metric 100'),
    ]);
    await stop(given);
    expect(await lines(`-6 route show ${VIP6}`)).toEqual([]);
  });
});

it.each([
  [NETWORK, IPV4],
  [NETWORK6, IPV6],
])('the route of a shared address has the metric: %s', async (network, { ip, ...others }) => {
  const before = await routes();
  const setting = { vip: ip, total: 3, parameters: { ...others, metric: 100 } };
  const run = await instance(a, 0, 'start', setting);
  expect([run.status, run.reason]).toEqual([0, undefined]);
  expect(await metrics(network)).toEqual(['metric 100']);
  expect((await instance(a, 0, 'stop', setting)).status).toBe(0);
  expect(await routes()).toEqual(before);
});
