/** dad=fast: start itself asks whether another host has an IPv6 address. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture, CapturedSolicitation } from '../../lab/capture.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';

const VIP = '2001:db8::10';
const FAST = { ip: VIP, dad: 'fast' };
const UNSPECIFIED = '::';

let segment: Segment;
let a: Host;
let b: Host;
let neighbour: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a, b, neighbour } = segment);
  // dad=fast needs a link-local address that is not tentative.
  for (const host of [a, b, neighbour]) await host.waitForDad();
});
afterEach(async () => {
  await segment.lab.close();
});

const held = async (host: Host) =>
  (await host.ipv6Entries('eth0')).find(({ local }) => local === VIP);

const taken = (mac: string) =>
  `ip="${VIP}": ${mac} on the network of eth0 has this address; remove it there first`;

/** The sources of the solicitations that detect duplicates: all have a nonce. */
function detections(asked: readonly CapturedSolicitation[]): string[] {
  return asked.filter(({ solicitation }) => solicitation.nonce).map(({ source }) => source);
}

/** b detects duplicates of the address for longer than any test. The capture on the neighbour shows it. */
async function detectOnB(): Promise<Capture> {
  const capture = await neighbour.capture('eth0', 'icmp6');
  await b.sysctl('net.ipv6.neigh.eth0.retrans_time_ms', 20);
  await b.sysctl('net.ipv6.conf.eth0.dad_transmits', 10_000);
  await b.ip(`address add ${VIP}/64 dev eth0`);
  // The kernel begins after a random time of up to a second.
  await until('b has begun', () => capture.solicitations(VIP), {
    accept: (seen) => seen.length > 0,
  });
  return capture;
}

describe('dad=fast, without another owner', () => {
  it('the address can be used at once, and nobody detects duplicates of it', async () => {
    const capture = await neighbour.capture('eth0', 'icmp6');
    expect(await a.agent('start', FAST)).toMatchObject({ status: 0 });
    const entry = await held(a);
    expect(entry).toMatchObject({ nodad: true, prefixlen: 64 });
    expect(entry?.tentative).toBeUndefined();
    await neighbour.waitForReply(VIP);
    const asked = await capture.solicitations(VIP);
    const [own] = (await a.addressEntries('eth0', 6)).filter(({ scope }) => scope === 'link');
    expect(detections(asked)).toEqual([own?.local, own?.local, own?.local]);
    const mac = (await a.hardwareAddress('eth0')).replaceAll(':', '');
    expect(asked[0]?.solicitation.sourceLinkLayerAddress?.toHex()).toBe(mac);
    await capture.stop();
  });

  it('start reports its membership in the solicited-node group while it asks', async () => {
    const capture = await neighbour.capture('eth0', 'ip6');
    expect(await a.agent('start', FAST)).toMatchObject({ status: 0 });
    const mac = (await a.hardwareAddress('eth0')).replaceAll(':', '');
    // Reports are sent to ff02::16 (RFC 9777 section 5.2.14).
    const reports = (await capture.frames()).filter(({ bytes }) => {
      const [header, frame] = [`333300000016${mac}`, bytes.toHex()];
      return frame.startsWith(header) && frame.includes('ff0200000000000000000001ff000010');
    });
    const asked = (await capture.solicitations(VIP)).filter(
      ({ solicitation }) => solicitation.nonce,
    );
    expect(reports[0]?.time).toBeLessThan(asked[2]?.time ?? 0);
    await capture.stop();
  });

  it('unlike with dad=kernel', async () => {
    const capture = await neighbour.capture('eth0', 'icmp6');
    expect(await a.agent('start', { ip: VIP, dad: 'kernel' })).toMatchObject({ status: 0 });
    expect(detections(await capture.solicitations(VIP))).toEqual([UNSPECIFIED]);
    expect((await held(a))?.nodad).toBeUndefined();
    await capture.stop();
  });

  it.each([{ dad: 'none' }, { nodad: true }, { dad: 'none', nodad: true }])(
    'unlike with %j, which asks nobody',
    async (parameters) => {
      const capture = await neighbour.capture('eth0', 'icmp6');
      expect(await a.agent('start', { ip: VIP, ...parameters })).toMatchObject({ status: 0 });
      expect(await held(a)).toMatchObject({ nodad: true });
      await until('the address is announced', () => capture.advertisements(VIP), {
        accept: (packets) => packets.length > 0,
      });
      expect(detections(await capture.solicitations(VIP))).toEqual([]);
      await capture.stop();
    },
  );
});

describe('dad=fast, with another owner', () => {
  it('start fails with its hardware address, and leaves nothing', async () => {
    await b.ip(`address add ${VIP}/64 dev eth0 nodad`);
    const labels = await a.addressLabels();
    const { status, reason } = await a.agent('start', FAST);
    expect({ status, reason }).toEqual({
      status: 1,
      reason: taken(await b.hardwareAddress('eth0')),
    });
    expect(await held(a)).toBeUndefined();
    expect(await a.addressLabels()).toEqual(labels);
    expect(await a.stateFiles()).toEqual([]);
    expect(await a.ip('maddr show dev eth0')).not.toContain('ff02::1:ff00:10');
  });

  it('no third host turns to another owner because of the question', async () => {
    const c = await segment.lab.addHost('c');
    await segment.lab.plug(c, 'eth0');
    await c.ip('address add 2001:db8::4/64 dev eth0 nodad');
    await c.waitForDad();
    await a.ip(`address add ${VIP}/64 dev eth0 nodad`);
    await neighbour.waitForReply(VIP);
    await b.ip(`address add ${VIP}/64 dev eth0 nodad`);
    const capture = await neighbour.capture('eth0', 'icmp6');
    expect((await c.agent('start', FAST)).status).toBe(1);
    expect(await capture.solicitations(VIP)).not.toEqual([]);
    expect(await capture.advertisements(VIP)).toEqual([]);
    expect(await neighbour.neighbour(VIP)).toBe(await a.hardwareAddress('eth0'));
    // The kernel's question, which both owners answer to all hosts.
    expect((await c.agent('start', { ip: VIP })).status).toBe(1);
    const seen = await capture.advertisements(VIP);
    expect(new Set(seen.map(({ frame }) => frame.source.toHex())).size).toBe(2);
    await capture.stop();
  });

  it('start fails for a proxy, as with the kernel', async () => {
    await b.sysctl('net.ipv6.conf.all.forwarding', 1);
    await b.sysctl('net.ipv6.conf.eth0.proxy_ndp', 1);
    await b.sysctl('net.ipv6.neigh.eth0.proxy_delay', 0);
    await b.ip(`-6 neigh add proxy ${VIP} dev eth0`);
    const reason = taken(await b.hardwareAddress('eth0'));
    expect(await a.agent('start', FAST)).toMatchObject({ status: 1, reason });
    expect(await a.agent('start', { ip: VIP })).toMatchObject({ status: 1 });
  });

  it('start fails while the kernel of another host detects duplicates', async () => {
    const capture = await detectOnB();
    const reason = taken(await b.hardwareAddress('eth0'));
    expect(await a.agent('start', FAST)).toMatchObject({ status: 1, reason });
    await capture.stop();
  });

  it('of two hosts that start the address at once, one at most has it', async () => {
    const runs = await Promise.all([a.agent('start', FAST), b.agent('start', FAST)]);
    const failed = runs.filter(({ status }) => status === 1);
    expect(failed.length).toBeGreaterThanOrEqual(1);
    for (const { reason } of failed) expect(reason).toContain('has this address');
    expect([await held(a), await held(b)].filter(Boolean)).toHaveLength(2 - failed.length);
  });
});

describe('dad=fast, if start cannot ask itself', () => {
  it('the kernel checks without a link-local address', async () => {
    await a.ip('link set eth0 addrgenmode none');
    await a.ip('-6 address flush dev eth0 scope link');
    const { status, stderr } = await a.agent('start', FAST);
    expect(status).toBe(0);
    expect(stderr).toContain('eth0 has no link-local address that is ready to use: the kernel');
    const entry = await held(a);
    expect(entry).toBeDefined();
    expect(entry?.nodad).toBeUndefined();
    expect(entry?.tentative).toBeUndefined();
    await a.agent('stop', FAST);
    await b.ip(`address add ${VIP}/64 dev eth0 nodad`);
    expect((await a.agent('start', FAST)).reason).toContain('another host on the network of eth0');
  });

  it('the kernel checks on a link that was just brought up', async () => {
    await a.ip('link set eth0 down');
    const { status, stderr } = await a.agent('start', { ...FAST, nic: 'eth0', cidr_netmask: 64 });
    expect(status).toBe(0);
    expect(stderr).toContain('no link-local address that is ready to use');
    expect((await held(a))?.nodad).toBeUndefined();
  });

  it('it asks nobody on lo', async () => {
    const run = await a.agent('start', { ...FAST, nic: 'lo', cidr_netmask: 128 });
    expect(run).toMatchObject({ status: 0 });
    expect(run.stderr).not.toContain('dad');
  });

  it('a changed dad has no effect while the address is up', async () => {
    await a.agent('start', {
      ip: VIP,
      dad: 'none',
      arp_count: 1,
      arp_late: 0,
      announce_to: 'none',
    });
    await a.waitForAnnouncers();
    const capture = await neighbour.capture('eth0', 'icmp6');
    expect(await a.agent('reload-agent', FAST)).toMatchObject({ status: 0 });
    await neighbour.waitForReply(VIP);
    expect(detections(await capture.solicitations(VIP))).toEqual([]);
    expect(await held(a)).toMatchObject({ nodad: true });
    await capture.stop();
  });

  it('it refuses dad=fast beside nodad=true', async () => {
    const { status, reason } = await a.agent('start', { ...FAST, nodad: true });
    expect(status).toBe(6);
    expect(reason).toBe('dad="fast" contradicts nodad="true"; leave nodad out');
  });
});
