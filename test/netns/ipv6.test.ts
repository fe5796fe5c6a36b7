import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROUNDS_ALONE } from '../../lab/agent.ts';
import type { Capture } from '../../lab/capture.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { waitUntilListening } from '../../lab/listening.ts';
import { realTime } from '../../lab/real-time.ts';
import { until } from '../../lab/until.ts';
import { upperLayerChecksum } from '../../lib/wire/ipv6.ts';

const VIP = '2001:db8::10';
const ETH0 = { nic: 'eth0' };
const AT_ONCE = { nodad: true, ...ROUNDS_ALONE };

let segment: Segment;
beforeEach(async () => {
  segment = await createIpv6Segment();
});
afterEach(async () => {
  await segment.lab.close();
});

const held = async (host: Host) =>
  (await host.ipv6Entries('eth0')).find(({ local }) => local === VIP);

describe('an IPv6 address', () => {
  it.each(['2001:DB8::10', '2001:0db8:0000:0000:0000:0000:0000:0010', '2001:db8:0:0::10/64'])(
    'ip=%s: start, monitor and stop succeed',
    async (ip) => {
      const { a } = segment;
      expect(await a.agent('start', { ip, ...AT_ONCE })).toMatchObject({ status: 0 });
      expect(await held(a)).toMatchObject({
        prefixlen: 64,
        scope: 'global',
        nodad: true,
        preferred_life_time: 4294967295,
      });
      expect(await a.agent('monitor', { ip })).toMatchObject({ status: 0, stderr: '' });
      expect((await a.agent('status', { ip })).stdout).toContain('running');
      expect(await a.agent('stop', { ip })).toMatchObject({ status: 0 });
      expect(await held(a)).toBeUndefined();
      expect(await a.stateFiles()).toEqual([]);
      expect(await a.agent('monitor', { ip })).toMatchObject({ status: 7 });
    },
  );

  it('start waits for the end of duplicate address detection', async () => {
    const { a, neighbour } = segment;
    expect(await a.agent('start', { ip: VIP })).toMatchObject({ status: 0 });
    const entry = await held(a);
    expect(entry).toBeDefined();
    expect(entry?.tentative).toBeUndefined();
    await neighbour.waitForReply(VIP);
  });

  it('of another host: start fails with the reason, and leaves nothing', async () => {
    const { a, b } = segment;
    await a.agent('start', { ip: VIP, ...AT_ONCE });
    const labels = await b.addressLabels();
    const { status, reason } = await b.agent('start', { ip: VIP });
    expect(status).toBe(1);
    expect(reason).toBe(
      `ip="${VIP}": another host on the network of eth0 has this address; remove it there first`,
    );
    expect(await held(b)).toBeUndefined();
    expect(await b.addressLabels()).toEqual(labels);
    expect(await b.stateFiles()).toEqual([]);
  });

  it('duplicate or tentative: monitor returns 1, start adds it again', async () => {
    const { a, b } = segment;
    // So many probes that detection outlasts the test.
    await b.sysctl('net.ipv6.conf.eth0.dad_transmits', 10_000);
    await b.ip(`address add ${VIP}/64 dev eth0`);
    const tentative = await b.agent('monitor', { ip: VIP });
    expect(tentative.status).toBe(1);
    expect(tentative.reason).toContain('detection has not finished');
    await a.agent('start', { ip: VIP, ...AT_ONCE });
    await until('the kernel has found the duplicate', async () => (await held(b))?.dadfailed);
    await b.sysctl('net.ipv6.conf.eth0.dad_transmits', 1);
    const duplicate = await b.agent('monitor', { ip: VIP });
    expect(duplicate.status).toBe(1);
    expect(duplicate.reason).toContain('another host on the network has it too');
    await a.agent('stop', { ip: VIP });
    expect(await b.agent('start', { ip: VIP })).toMatchObject({ status: 0 });
    expect(await b.agent('monitor', { ip: VIP })).toMatchObject({ status: 0 });
  });

  it('start waits for detection no longer than its timeout permits', async () => {
    const { a, lab } = segment;
    // Without a carrier the kernel does not begin detection.
    await lab.setCable(a, 'eth0', 'down');
    const { status, reason } = await a.agent(
      'start',
      { ip: VIP, ...ETH0, cidr_netmask: 64, check_link_status: false },
      { OCF_RESKEY_CRM_meta_timeout: '1000' },
    );
    expect(status).toBe(1);
    expect(reason).toContain('did not finish within 0.9 s');
    expect(await held(a)).toBeUndefined();
  });

  it('link-local: start needs nic', async () => {
    const { a } = segment;
    expect(await a.agent('start', { ip: 'fe80::10' })).toMatchObject({ status: 6 });
    expect(await a.agent('start', { ip: 'fe80::10', ...ETH0, ...AT_ONCE })).toMatchObject({
      status: 0,
    });
    const entries = await a.addressEntries('eth0', 6);
    const entry = entries.find(({ local }) => local === 'fe80::10');
    expect(entry).toMatchObject({ prefixlen: 64, scope: 'link' });
    await a.agent('stop', { ip: 'fe80::10', ...ETH0 });
  });

  it('is placed by the route with the lowest metric', async () => {
    const { a, lab } = segment;
    await lab.plug(a, 'eth1');
    await a.ip('address add 2001:db8:1::1/64 dev eth0 nodad metric 300');
    await a.ip('address add 2001:db8:1::2/64 dev eth1 nodad metric 200');
    await a.agent('start', { ip: '2001:db8:1::10', ...AT_ONCE });
    const entries = await a.ipv6Entries('eth1');
    expect(entries).toContainEqual(
      expect.objectContaining({ local: '2001:db8:1::10', metric: 200 }),
    );
  });

  it('is placed by a route that was added by hand, which stop keeps', async () => {
    const { a } = segment;
    await a.ip('-6 route add 2001:db8:1::/64 dev eth0 metric 300');
    const routes = await a.ip('-6 route');
    const parameters = { ip: '2001:db8:1::10', ...AT_ONCE };
    expect((await a.agent('start', parameters)).status).toBe(0);
    expect((await a.agent('stop', parameters)).status).toBe(0);
    expect(await a.ip('-6 route')).toBe(routes);
  });

  it('start fails and names both interfaces if two routes are equal', async () => {
    const { a, lab } = segment;
    await lab.plug(a, 'eth1');
    await a.ip('address add 2001:db8::5/64 dev eth1 nodad');
    const { status, reason } = await a.agent('start', { ip: VIP });
    expect(status).toBe(1);
    expect(reason).toContain('eth0');
    expect(reason).toContain('eth1');
    expect(reason).toContain('set nic');
  });
});

describe('parameters of an IPv6 address', () => {
  it('unique_clone_address: each instance has an address of its own', async () => {
    const { a } = segment;
    const instance = (number: number) => ({
      ip: '2001:db8::ffff',
      unique_clone_address: true,
      CRM_meta_globally_unique: true,
      CRM_meta_clone: number,
      CRM_meta_clone_max: 3,
      ...AT_ONCE,
    });
    for (const number of [0, 2]) {
      expect((await a.agent('start', instance(number))).status).toBe(0);
    }
    const addresses = async () => (await a.ipv6Entries('eth0')).map(({ local }) => local);
    expect(new Set(await addresses())).toEqual(
      new Set(['2001:db8::1', '2001:db8::ffff', '2001:db8::1:1']),
    );
    expect(await a.addressLabels()).toHaveProperty(['2001:db8::1:1/128']);
    expect((await a.agent('stop', instance(0))).status).toBe(0);
    expect((await a.agent('monitor', instance(0))).status).toBe(7);
    expect((await a.agent('monitor', instance(2))).status).toBe(0);
    const outside = { ...instance(1), ip: '2001:db8::ffff:ffff:ffff:ffff' };
    const { status, reason } = await a.agent('start', outside);
    expect(status).toBe(6);
    expect(reason).toContain('2001:db8:0:1::');
  });

  it('preferred_lft=0: the kernel does not select it as a source', async () => {
    const { a } = segment;
    await a.agent('start', {
      ip: VIP,
      ...AT_ONCE,
      preferred_lft: 0,
      lvs_ipv6_addrlabel: false,
    });
    expect(await held(a)).toMatchObject({ deprecated: true, preferred_life_time: 0 });
    expect(await sourceTo(a, '2001:db8::3')).toBe('2001:db8::1');
  });

  it('preferred_lft=600: the kernel gets this lifetime', async () => {
    const { a } = segment;
    const since = performance.now();
    await a.agent('start', { ip: VIP, ...AT_ONCE, preferred_lft: 600 });
    const entry = await held(a);
    const elapsed = (performance.now() - since) / 1000;
    expect(entry?.valid_life_time).toBe(4294967295);
    expect(entry?.preferred_life_time).toBeGreaterThan(600 - 2 - elapsed);
    expect(entry?.preferred_life_time).toBeLessThanOrEqual(600);
  });

  it('noprefixroute: no route to its network is added', async () => {
    const { a } = segment;
    const place = { ...ETH0, cidr_netmask: 56, ip: '2001:db8:2::10' };
    await a.agent('start', { ...place, ...AT_ONCE, noprefixroute: true });
    expect(await a.ip('-6 route show 2001:db8:2::/56')).toBe('');
    await a.agent('stop', place);
    await a.agent('start', { ...place, ...AT_ONCE });
    expect(await a.ip('-6 route show 2001:db8:2::/56')).toContain('dev eth0');
  });

  it('lvs_ipv6_addrlabel: the label keeps the kernel from selecting it as a source', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP, ...AT_ONCE });
    expect((await a.addressLabels())[`${VIP}/128`]).toBe(99);
    expect(await sourceTo(a, '2001:db8::3')).toBe('2001:db8::1');
    await a.agent('stop', { ip: VIP });
    expect(await a.addressLabels()).not.toHaveProperty(`${VIP}/128`);
    await a.agent('start', { ip: VIP, ...AT_ONCE, lvs_ipv6_addrlabel: false });
    expect(await a.addressLabels()).not.toHaveProperty(`${VIP}/128`);
    expect(await sourceTo(a, '2001:db8::3')).toBe(VIP);
  });

  it('lvs_ipv6_addrlabel_value: sets the label', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP, ...AT_ONCE, lvs_ipv6_addrlabel_value: 7 });
    expect((await a.addressLabels())[`${VIP}/128`]).toBe(7);
  });

  it.each([55, 99])("the administrator's own label %d stays", async (label) => {
    const { a } = segment;
    await a.ip(`addrlabel add prefix ${VIP} label ${label}`);
    for (const action of ['start', 'stop']) {
      expect(await a.agent(action, { ip: VIP, ...AT_ONCE })).toMatchObject({ status: 0 });
      expect((await a.addressLabels())[`${VIP}/128`]).toBe(label);
    }
    expect(await a.stateFiles()).toEqual([]);
  });
});

describe('the announcement of an IPv6 address', () => {
  it('is an unsolicited Neighbor Advertisement to all nodes', async () => {
    const { a, neighbour } = segment;
    const capture = await neighbour.capture('eth0', 'icmp6');
    await a.agent('start', { ip: VIP, ...AT_ONCE, arp_count: 3, arp_interval: 50 });
    await a.waitForAnnouncers();
    await expectAdvertisements(capture, 3);
    const packets = await capture.advertisements(VIP);
    const mac = await a.hardwareAddress('eth0');
    for (const { frame, packet, advertisement } of packets) {
      expect(frame.destination.toHex()).toBe('333300000001');
      expect(frame.source.toHex()).toBe(mac.replaceAll(':', ''));
      expect(packet.hopLimit).toBe(255);
      expect(packet.source.toHex()).toBe('20010db8000000000000000000000010');
      expect(packet.destination.toHex()).toBe('ff020000000000000000000000000001');
      expect(upperLayerChecksum(packet)).toBe(0);
      expect(advertisement).toMatchObject({ router: false, solicited: false, override: true });
      expect(advertisement.targetLinkLayerAddress?.toHex()).toBe(mac.replaceAll(':', ''));
    }
    await capture.stop();
  });

  it('has the Router flag if the interface forwards', async () => {
    const { a, neighbour } = segment;
    await a.sysctl('net.ipv6.conf.eth0.forwarding', 1);
    const capture = await neighbour.capture('eth0', 'icmp6');
    await a.agent('start', { ip: VIP, ...AT_ONCE, arp_count: 1 });
    await expectAdvertisements(capture, 1);
    const [first] = await capture.advertisements(VIP);
    expect(first?.advertisement.router).toBe(true);
    await capture.stop();
  });

  it('redirects the traffic of a neighbour to the new host', async () => {
    const { a, b, neighbour } = segment;
    await a.agent('start', { ip: VIP, ...AT_ONCE });
    await neighbour.waitForReply(VIP);
    expect(await neighbour.neighbour(VIP)).toBe(await a.hardwareAddress('eth0'));
    await a.agent('stop', { ip: VIP });
    await b.agent('start', { ip: VIP, ...AT_ONCE });
    expect(await neighbour.neighbour(VIP)).toBe(await b.hardwareAddress('eth0'));
    await neighbour.waitForReply(VIP);
  });

  it('is sent at each monitor with arp_count_refresh', async () => {
    const { a, neighbour } = segment;
    await a.agent('start', { ip: VIP, ...AT_ONCE, arp_count: 1 });
    const capture = await neighbour.capture('eth0', 'icmp6');
    await a.agent('monitor', { ip: VIP, arp_count_refresh: 2, arp_interval: 20 });
    await a.waitForAnnouncers();
    await expectAdvertisements(capture, 2);
    await a.agent('monitor', { ip: VIP });
    await expectAdvertisements(capture, 2);
    await capture.stop();
  });

  it('is not sent after stop', async () => {
    const { a } = segment;
    // Captures on the sending host: frames may be delayed on their way to a neighbour.
    const capture = await a.capture('eth0', 'icmp6');
    for (let run = 0; run < 20; run++) {
      await a.agent('start', { ip: VIP, ...AT_ONCE, arp_count: 500, arp_interval: 2 });
      await a.agent('stop', { ip: VIP });
      const stopped = realTime();
      await sleep(30);
      const late = (await capture.advertisements(VIP)).filter(({ time }) => time > stopped);
      expect(late).toEqual([]);
    }
    await capture.stop();
  });

  it('is decoded by tcpdump without an error', async () => {
    const { a, neighbour } = segment;
    const filter = `icmp6 and src ${VIP} and ip6[40] == 136`;
    const options = ['-nvv', '-l', '-c', '1', '-i', 'eth0', '--immediate-mode', '-Z', 'root'];
    const [command = '', ...place] = neighbour.place;
    const tcpdump = execa(command, [...place, 'tcpdump', ...options, filter]);
    await waitUntilListening(tcpdump);
    await a.agent('start', { ip: VIP, ...AT_ONCE });
    const { stdout } = await tcpdump;
    expect(stdout).toContain('hlim 255');
    expect(stdout).toContain('[icmp6 sum ok]');
    expect(stdout).toContain(`tgt is ${VIP}, Flags [override]`);
    expect(stdout).toContain('destination link-address option (2), length 8 (1)');
  });
});

/** tcpdump writes a frame when it is scheduled. */
function expectAdvertisements(capture: Capture, count: number): Promise<void> {
  const seen = async () => (await capture.advertisements(VIP)).length;
  return expect.poll(seen).toBe(count);
}

async function sourceTo(host: Host, destination: string): Promise<string | undefined> {
  const [route] = await host.ipJson<{ prefsrc?: string }>(`-6 route get ${destination}`);
  return route?.prefsrc;
}
