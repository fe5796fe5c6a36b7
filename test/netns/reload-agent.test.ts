import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressEvents } from '../../lab/address-events.ts';
import { ROUNDS_ALONE } from '../../lab/agent.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { WAIT_LIMIT_S } from '../../lab/time-limits.ts';

const VIP = '10.0.0.10';
const VIP6 = '2001:db8::10';

let segment: Segment;
beforeEach(async () => {
  segment = await createIpv6Segment();
});
afterEach(async () => {
  await segment.lab.close();
});

const held = async (host: Host) =>
  (await host.ipv6Entries('eth0')).find(({ local }) => local === VIP6);

/** Each reloadable parameter with another value than its default. */
const CHANGES: readonly [string, Record<string, string | number | boolean>][] = [
  ['arp_count', { arp_count: 2 }],
  ['arp_interval', { arp_interval: 20 }],
  ['arp_type', { arp_type: 'reply' }],
  ['arp_count_refresh', { arp_count_refresh: 1 }],
  ['arp_bg', { arp_bg: false }],
  ['arp_late', { arp_late: '2,8' }],
  ['announce_to', { announce_to: '10.0.0.3' }],
  ['announce_rate', { announce_rate: 100 }],
  ['on_conflict', { on_conflict: 'fail' }],
  ['run_arping', { run_arping: true }],
  ['check_link_status', { check_link_status: false }],
  ['flush_routes', { flush_routes: true }],
  ['kill_connections_on_stop', { kill_connections_on_stop: true }],
];

describe('reload-agent', () => {
  it('does not touch the address: no kernel event, no frame, no lost ping', async () => {
    const { a, neighbour } = segment;
    await a.agent('start', { ip: VIP, arp_count: 1, ...ROUNDS_ALONE });
    await a.waitForAnnouncers();
    const capture = await neighbour.capture('eth0', 'arp');
    const pings = neighbour.run('ping', '-i', '0.01', '-c', '150', '-W', String(WAIT_LIMIT_S), VIP);
    const events = await addressEvents(a, [VIP, VIP6], async () => {
      for (const [, change] of CHANGES) {
        expect(await a.agent('reload-agent', { ip: VIP, ...change })).toMatchObject({
          status: 0,
          reason: undefined,
        });
      }
    });
    expect(events).toEqual([]);
    expect(await pings).toContain('150 received');
    // Replies of the kernel to requests do not count; an announcement is gratuitous.
    const announcements = (await capture.arp(VIP)).filter(
      ({ arp }) => arp.targetProtocolAddress.join('.') === VIP,
    );
    expect(announcements).toEqual([]);
    await capture.stop();
  });

  it('preferred_lft: changes the lifetime without removing the address', async () => {
    const { a } = segment;
    const parameters = { ip: VIP6, nodad: true, noprefixroute: true };
    await a.agent('start', parameters);
    const events = await addressEvents(a, [VIP, VIP6], async () => {
      const deprecating = { ...parameters, preferred_lft: 0 };
      expect(await a.agent('reload-agent', deprecating)).toMatchObject({ status: 0 });
    });
    expect(events).toEqual([expect.not.stringContaining('Deleted')]);
    const changed = await held(a);
    expect(changed).toMatchObject({
      preferred_life_time: 0,
      deprecated: true,
      nodad: true,
      noprefixroute: true,
      metric: 256,
    });
    expect(changed?.tentative).toBeUndefined();
    await a.agent('reload-agent', parameters);
    expect((await held(a))?.deprecated).toBeUndefined();
  });

  it('preferred_lft: keeps the route to the network', async () => {
    const { a, lab } = segment;
    await lab.plug(a, 'eth1');
    const routes = async () => (await a.ip('-6 route show 2001:db8:7::/64')).split('\n');
    const parameters = { ip: '2001:db8:7::10', nic: 'eth1', cidr_netmask: 64, nodad: true };
    await a.agent('start', parameters);
    const before = await routes();
    expect(before).toEqual([expect.stringContaining('dev eth1 proto kernel metric 256')]);
    const deprecating = { ...parameters, preferred_lft: 0 };
    expect(await a.agent('reload-agent', deprecating)).toMatchObject({ status: 0 });
    expect(await routes()).toEqual(before);
    await a.agent('stop', parameters);
    expect(await a.ip('-6 route show 2001:db8:7::/64')).toBe('');
  });

  it('lvs_ipv6_addrlabel and its value: changes the label', async () => {
    const { a } = segment;
    const parameters = { ip: VIP6, nodad: true };
    const label = async () => (await a.addressLabels())[`${VIP6}/128`];
    await a.agent('start', parameters);
    await a.agent('reload-agent', { ...parameters, lvs_ipv6_addrlabel_value: 7 });
    expect(await label()).toBe(7);
    await a.agent('reload-agent', { ...parameters, lvs_ipv6_addrlabel: false });
    expect(await label()).toBeUndefined();
    await a.agent('reload-agent', parameters);
    expect(await label()).toBe(99);
    await a.agent('stop', parameters);
    expect(await label()).toBeUndefined();
    expect(await a.stateFiles()).toEqual([]);
  });

  it("keeps the administrator's own label", async () => {
    const { a } = segment;
    await a.ip(`addrlabel add prefix ${VIP6} label 55`);
    await a.agent('start', { ip: VIP6, nodad: true });
    await a.agent('reload-agent', { ip: VIP6, nodad: true, lvs_ipv6_addrlabel_value: 7 });
    expect((await a.addressLabels())[`${VIP6}/128`]).toBe(55);
  });

  it('a running announcer continues with the new values', async () => {
    const { a, neighbour } = segment;
    await a.agent('start', { ip: VIP, arp_count: 10_000, arp_interval: 1000 });
    const capture = await neighbour.capture('eth0', 'arp');
    const changed = {
      ...{ ip: VIP, arp_count: 3, arp_interval: 20, arp_type: 'reply' },
      ...ROUNDS_ALONE,
    };
    expect(await a.agent('reload-agent', changed)).toMatchObject({ status: 0 });
    await a.waitForAnnouncers();
    // tcpdump writes a frame when it is scheduled.
    const operations = async () => (await capture.arp(VIP)).map(({ arp }) => arp.operation);
    await expect.poll(operations).toEqual([2, 2, 2]);
    await capture.stop();
  });

  it('returns 7 and adds nothing if the address is absent', async () => {
    const { a } = segment;
    expect(await a.agent('reload-agent', { ip: VIP })).toMatchObject({
      status: 7,
      reason: `${VIP} is not on this host`,
    });
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('returns 6 and changes nothing if a value is malformed', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP });
    const { status, reason } = await a.agent('reload-agent', { ip: VIP, arp_count: 'many' });
    expect(status).toBe(6);
    expect(reason).toContain('arp_count="many"');
  });
});
