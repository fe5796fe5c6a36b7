/** Parameters of both families with an IPv6 address; test/netns/ipv6.test.ts has those of IPv6 only. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Parameters, ROUNDS_ALONE } from '../../lab/agent.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { expectOnTime } from '../../lab/on-time.ts';
import { retryIfStarved } from '../../lab/retry-if-starved.ts';

const VIP = '2001:db8::10';
/** nodad: without the wait for duplicate address detection. */
const AT_ONCE = { ip: VIP, nodad: true, ...ROUNDS_ALONE };

let segment: Segment;
let a: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a } = segment);
});
afterEach(() => segment.lab.close());

const start = (parameters: Parameters = {}) => a.agent('start', { ...AT_ONCE, ...parameters });
const held = async (nic = 'eth0') => (await a.ipv6Entries(nic)).find(({ local }) => local === VIP);

describe('placement', () => {
  it.each<[Parameters, number]>([
    [{}, 64],
    [{ ip: `${VIP}/72` }, 72],
    [{ ip: `${VIP}/72`, cidr_netmask: 72 }, 72],
    [{ cidr_netmask: 128 }, 128],
    [{ cidr_netmask: 80 }, 80],
    [{ netmask: 96 }, 96],
    [{ nic: 'eth0', cidr_netmask: 32 }, 32],
  ])('%j: prefix length %d', async (parameters, prefixlen) => {
    expect(await start(parameters)).toMatchObject({ status: 0, reason: undefined });
    expect(await held()).toMatchObject({ prefixlen });
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    expect(await held()).toBeUndefined();
  });

  it.each([['0'], ['129'], ['255.255.255.0'], ['ffff::']])(
    'start with cidr_netmask=%s returns 6',
    async (cidr_netmask) => {
      const { status, reason } = await start({ cidr_netmask });
      expect(status).toBe(6);
      expect(reason).toContain(`cidr_netmask="${cidr_netmask}"`);
    },
  );

  it('nic selects one of two interfaces', async () => {
    await segment.lab.plug(a, 'eth1');
    await a.ip('address add 2001:db8::5/64 dev eth1 nodad');
    expect((await start()).status).toBe(1);
    expect((await start({ nic: 'eth1' })).status).toBe(0);
    expect(await held('eth1')).toMatchObject({ prefixlen: 64 });
    expect(await held('eth0')).toBeUndefined();
    expect((await a.agent('monitor', { ip: VIP, nic: 'eth0' })).status).toBe(7);
    expect((await a.agent('monitor', { ip: VIP, nic: 'eth1' })).status).toBe(0);
  });

  it('proto: uses only routes of this protocol', async () => {
    await a.ip('-6 route add 2001:db8::/96 dev eth0 proto static');
    await start({ proto: 'kernel' });
    expect(await held()).toMatchObject({ prefixlen: 64 });
    await a.agent('stop', { ip: VIP });
    await start({ proto: 'static' });
    expect(await held()).toMatchObject({ prefixlen: 96 });
  });

  it('network_namespace: assigns the address in this namespace only', async () => {
    const outside = segment.neighbour;
    const inside = { ...AT_ONCE, network_namespace: a.namespace };
    for (const [action, status] of [
      ['monitor', 7],
      ['start', 0],
      ['monitor', 0],
    ] as const) {
      expect((await outside.agent(action, inside)).status).toBe(status);
    }
    expect(await held()).toBeDefined();
    expect((await outside.ipv6Entries('eth0')).map(({ local }) => local)).not.toContain(VIP);
    expect((await outside.agent('stop', inside)).status).toBe(0);
    expect(await held()).toBeUndefined();
  });
});

describe('check_link_status', () => {
  beforeEach(async () => {
    await start();
    await segment.lab.setCable(a, 'eth0', 'down');
  });

  it('true: monitor fails without a carrier', async () => {
    const { status, reason } = await a.agent('monitor', { ip: VIP, CRM_meta_interval: 10_000 });
    expect(status).toBe(1);
    expect(reason).toContain('eth0 has no carrier');
    expect((await start()).status).toBe(1);
  });

  it('false: monitor checks the address only', async () => {
    const parameters = { ip: VIP, check_link_status: false };
    expect((await a.agent('monitor', parameters)).status).toBe(0);
    expect((await start(parameters)).status).toBe(0);
  });
});

describe('the announcement', () => {
  const advertisements = async (parameters: Parameters, count: number) => {
    const capture = await segment.neighbour.capture('eth0', 'icmp6');
    try {
      expect((await start(parameters)).status).toBe(0);
      const seen = async () => (await capture.advertisements(VIP)).length;
      const announcing = (await a.stateFiles()).some((name) => name.endsWith('.announcer'));
      await a.waitForAnnouncers();
      await expect.poll(seen).toBe(count);
      return { announcing };
    } finally {
      await capture.stop();
    }
  };

  it('is sent in arp_count rounds, arp_interval apart', async () => {
    await retryIfStarved(a, async (host) => {
      const leaving = await host.capture('eth0', 'icmp6');
      try {
        await host.agent('start', { ...AT_ONCE, arp_count: 3, arp_interval: 150 });
        await host.waitForAnnouncers();
        const frames = await leaving.advertisements(VIP);
        expect(frames).toHaveLength(3);
        expectOnTime(
          frames.map(({ time }) => time),
          150,
        );
      } finally {
        await host.agent('stop', { ip: VIP });
        await leaving.stop();
      }
    });
  });

  it('is sent in the background, or before start returns with arp_bg=false', async () => {
    await start({ arp_count: 10_000, arp_interval: 700, arp_bg: true });
    expect(await a.stateFiles()).toContainEqual(expect.stringMatching(/\.announcer$/));
    await a.agent('stop', { ip: VIP });
    const rounds = { arp_count: 2, arp_interval: 300 };
    await advertisements({ ...rounds, arp_bg: true }, 2);
    await a.agent('stop', { ip: VIP });
    expect(await advertisements({ ...rounds, arp_bg: false }, 2)).toEqual({ announcing: false });
  });

  it('is sent once with arp_count=1', async () => {
    expect(await advertisements({ arp_count: 1 }, 1)).toMatchObject({ announcing: false });
  });
});

describe('a parameter of IPv4 only', () => {
  it.each<[Parameters, string]>([
    [{ broadcast: '+' }, 'broadcast'],
    [{ iflabel: 'vip' }, 'iflabel'],
    [{ run_arping: true }, 'run_arping'],
    [{ arp_type: 'reply' }, 'arp_type'],
    [{ send_arp_opts: '-A' }, 'send_arp_opts'],
    [{ arp_sender: 'iputils_arping' }, 'arp_sender'],
  ])('%j causes a warning, and start succeeds', async (parameters, name) => {
    const { status, log } = await start(parameters);
    expect(status).toBe(0);
    expect(log.filter((line) => line.includes('WARNING'))).toEqual([
      expect.stringContaining(`${name}="`),
    ]);
    expect(await held()).toMatchObject({ prefixlen: 64, scope: 'global' });
  });

  it('lvs_support: start returns 6', async () => {
    const { status, reason } = await start({ lvs_support: true });
    expect(status).toBe(6);
    expect(reason).toContain('lvs_support="true"');
  });
});
