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
  it('assign and remove an address', async () => {
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

  it('monitor prints nothing if the address is all right', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    expect(await a.agent('monitor', { ip: VIP })).toMatchObject({ stdout: '', stderr: '' });
  });

  it('a probe prints nothing if the address is absent', async () => {
    const probe = await segment.a.agent('monitor', { ip: VIP, CRM_meta_interval: 0 });
    expect(probe).toMatchObject({ status: 7, stdout: '', stderr: '' });
  });

  it('a recurring monitor reports that the address is absent', async () => {
    const monitor = await segment.a.agent('monitor', { ip: VIP, CRM_meta_interval: 10_000 });
    expect(monitor.status).toBe(7);
    expect(monitor.reason).toBe('10.0.0.10 is not on this host');
  });

  it('status prints one word', async () => {
    const { a } = segment;
    expect(await a.agent('status', { ip: VIP })).toMatchObject({ status: 7, stdout: 'stopped' });
    await a.agent('start', { ip: VIP });
    expect(await a.agent('status', { ip: VIP })).toMatchObject({ status: 0, stdout: 'running' });
  });

  it('start logs the chosen route', async () => {
    const { log } = await segment.a.agent('start', { ip: VIP });
    expect(log.join('\n')).toContain('from route 10.0.0.0/24 dev eth0');
  });

  it('start assigns an address again that was removed by hand', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    await a.ip(`addr del ${VIP}/24 dev eth0`);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    expect((await a.agent('start', { ip: VIP })).status).toBe(0);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(0);
  });

  it('succeed for an assigned address whose route was removed', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    await a.ip('route del 10.0.0.0/24 dev eth0');
    const again = await a.agent('start', { ip: VIP });
    await a.ip('route add 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1');
    expect(again.status).toBe(0);
  });
});

describe('stop', () => {
  it('without cidr_netmask removes the address with any prefix length, from any interface', async () => {
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

  it('with nic removes the address from this interface only', async () => {
    const { a } = segment;
    await a.ip('link add other type veth peer name other-peer');
    await a.ip(`addr add ${VIP}/24 dev other`);
    await a.ip(`addr add ${VIP}/32 dev eth0`);
    expect((await a.agent('stop', { ip: VIP, nic: 'eth0' })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual([BASE]);
    expect(await a.addresses('other')).toEqual([`${VIP}/24`]);
    await a.ip('link del other');
  });

  it('removes the address from an interface that was renamed', async () => {
    const { a } = segment;
    await a.ip('link add other type veth peer name other-peer');
    await a.agent('start', { ip: VIP, nic: 'other', cidr_netmask: 24, check_link_status: false });
    await a.ip('link set other down');
    await a.ip('link set other name renamed');
    expect((await a.agent('stop', { ip: VIP, nic: 'other' })).status).toBe(0);
    expect(await a.addresses('renamed')).toEqual([]);
    await a.ip('link del renamed');
  });

  it('leaves an address on the loopback interface', async () => {
    const { a } = segment;
    await a.ip(`addr add ${VIP}/32 dev lo`);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('lo')).toContain(`${VIP}/32`);
    await a.ip(`addr del ${VIP}/32 dev lo`);
  });

  it('compares IFA_LOCAL only: leaves an address whose peer is ip', async () => {
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
    'succeeds with ip=%j, which is not an address',
    async (ip) => {
      const run = await segment.a.agent('stop', { ip });
      expect(run.status).toBe(0);
      expect(run.log.join('\n')).toContain('WARNING: ip');
    },
  );

  it('removes the address from a link that is down, without a route', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    await a.ip('link set eth0 down');
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    await a.ip('link set eth0 up');
    expect(await a.addresses('eth0')).toEqual([BASE]);
  });
});

describe('127.0.0.0/8', () => {
  it('is assigned to the loopback interface', async () => {
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
