import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSegment, type Segment } from '../../lab/lab.ts';

const VIP = '10.0.0.10';
const BASE = '10.0.0.1/24';

let segment: Segment;
beforeAll(async () => {
  segment = await createSegment();
});
afterAll(() => segment.lab.close());
afterEach(() => segment.a.agent('stop', { ip: VIP }));

describe('start, monitor and stop', () => {
  it('take an address over and let go of it', async () => {
    const { a } = segment;
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    expect((await a.agent('start', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual([BASE, `${VIP}/24`]);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(0);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual([BASE]);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    expect(await a.stateFiles()).toEqual([]);
  });

  it('are idempotent', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    const [, before] = await a.addressEntries('eth0');
    expect((await a.agent('start', { ip: VIP })).status).toBe(0);
    const [, after] = await a.addressEntries('eth0');
    expect(after).toEqual(before);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
  });

  it('say nothing in a monitor that finds all well', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    expect(await a.agent('monitor', { ip: VIP })).toMatchObject({ stdout: '', stderr: '' });
  });

  it('say nothing in a probe that finds nothing', async () => {
    const probe = await segment.a.agent('monitor', { ip: VIP, CRM_meta_interval: 0 });
    expect(probe).toMatchObject({ status: 7, stdout: '', stderr: '' });
  });

  it('say in a recurring monitor that the address is gone', async () => {
    const monitor = await segment.a.agent('monitor', { ip: VIP, CRM_meta_interval: 10_000 });
    expect(monitor.status).toBe(7);
    expect(monitor.reason).toBe('10.0.0.10 is not on this host');
  });

  it('answer status in a word', async () => {
    const { a } = segment;
    expect(await a.agent('status', { ip: VIP })).toMatchObject({ status: 7, stdout: 'stopped' });
    await a.agent('start', { ip: VIP });
    expect(await a.agent('status', { ip: VIP })).toMatchObject({ status: 0, stdout: 'running' });
  });

  it('log the route that was chosen', async () => {
    const { log } = await segment.a.agent('start', { ip: VIP });
    expect(log.join('\n')).toContain('from route 10.0.0.0/24 dev eth0');
  });

  it('take the address back when it was removed by hand', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    await a.ip(`addr del ${VIP}/24 dev eth0`);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    expect((await a.agent('start', { ip: VIP })).status).toBe(0);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(0);
  });

  it('succeed on an address that is up although its route is gone', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    await a.ip('route del 10.0.0.0/24 dev eth0');
    const again = await a.agent('start', { ip: VIP });
    await a.ip('route add 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1');
    expect(again.status).toBe(0);
  });
});

describe('stop', () => {
  it('without cidr_netmask removes the address whatever its prefix length and interface', async () => {
    const { a } = segment;
    await a.ip('link add other type veth peer name other-peer');
    await a.ip('link set other up');
    await a.ip(`addr add ${VIP}/32 dev eth0`);
    await a.ip(`addr add ${VIP}/16 dev other`);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual([BASE]);
    expect(await a.addresses('other')).toEqual([]);
    await a.ip('link del other');
  });

  it('is narrowed by nic', async () => {
    const { a } = segment;
    await a.ip('link add other type veth peer name other-peer');
    await a.ip(`addr add ${VIP}/24 dev other`);
    await a.ip(`addr add ${VIP}/32 dev eth0`);
    expect((await a.agent('stop', { ip: VIP, nic: 'eth0' })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual([BASE]);
    expect(await a.addresses('other')).toEqual([`${VIP}/24`]);
    await a.ip('link del other');
  });

  it('finds the address on an interface that was renamed', async () => {
    const { a } = segment;
    await a.ip('link add other type veth peer name other-peer');
    await a.agent('start', { ip: VIP, nic: 'other', cidr_netmask: 24, check_link_status: false });
    await a.ip('link set other down');
    await a.ip('link set other name renamed');
    expect((await a.agent('stop', { ip: VIP, nic: 'other' })).status).toBe(0);
    expect(await a.addresses('renamed')).toEqual([]);
    await a.ip('link del renamed');
  });

  it('leaves an address on the loopback interface alone', async () => {
    const { a } = segment;
    await a.ip(`addr add ${VIP}/32 dev lo`);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('lo')).toContain(`${VIP}/32`);
    await a.ip(`addr del ${VIP}/32 dev lo`);
  });

  it('only looks at IFA_LOCAL: a peer with the address is not it', async () => {
    const { a } = segment;
    await a.ip(`addr add 10.9.9.9 peer ${VIP} dev eth0`);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    await a.agent('stop', { ip: VIP });
    expect(await a.addresses('eth0')).toContain('10.9.9.9/32');
    await a.ip(`addr del 10.9.9.9 peer ${VIP} dev eth0`);
  });

  it.each([
    ['a missing interface', { nic: 'nosuch0' }],
    ['a malformed interface', { nic: 'a/b' }],
    ['a malformed prefix length', { cidr_netmask: 'many' }],
    ['a malformed count', { arp_count: 'many' }],
    ['a malformed boolean', { noprefixroute: 'perhaps' }],
    ['a malformed broadcast address', { broadcast: '10.0.0.256' }],
    ['a label that is too long', { iflabel: 'a-very-long-label' }],
    ['a network namespace that is not there', { network_namespace: 'nosuch' }],
    ['a malformed network namespace', { network_namespace: 'a/b' }],
    ['a malformed check level', { OCF_CHECK_LEVEL: 'x' }],
  ])('succeeds with %s', async (_, parameters) => {
    const run = await segment.a.agent('stop', { ip: VIP, ...parameters });
    expect(run).toMatchObject({ status: 0, reason: undefined });
  });

  it.each([[''], ['not-an-address'], ['10.0.0.300']])(
    'succeeds with ip=%j: what is no address is not up',
    async (ip) => {
      const run = await segment.a.agent('stop', { ip });
      expect(run.status).toBe(0);
      expect(run.log.join('\n')).toContain('WARNING: ip');
    },
  );

  it('removes the address with a link that is down and without a route', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    await a.ip('link set eth0 down');
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    await a.ip('link set eth0 up');
    expect(await a.addresses('eth0')).toEqual([BASE]);
  });
});

describe('127.0.0.0/8', () => {
  it('goes to the loopback interface', async () => {
    const { a } = segment;
    expect((await a.agent('start', { ip: '127.0.0.3' })).status).toBe(0);
    const entries = await a.addressEntries('lo');
    expect(entries).toContainEqual(
      expect.objectContaining({ local: '127.0.0.3', prefixlen: 8, scope: 'host' }),
    );
    expect((await a.agent('monitor', { ip: '127.0.0.3' })).status).toBe(0);
    expect((await a.agent('stop', { ip: '127.0.0.3' })).status).toBe(0);
    expect(await a.addresses('lo')).toEqual(['127.0.0.1/8']);
  });
});
