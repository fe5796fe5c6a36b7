/** Announcements follow the link, come again (arp_late), and share a limit (announce_rate). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture } from '../../lab/capture.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';

const VIP = '10.0.0.10';
const VIP6 = '2001:db8::10';
const OTHER_MAC = '02:00:00:00:00:77';

let segment: Segment;
let a: Host;
let capture: Capture;
beforeEach(async () => {
  segment = await createIpv6Segment();
  a = segment.a;
  capture = await segment.neighbour.capture('eth0', 'arp or icmp6');
});
afterEach(async () => {
  await capture.stop();
  await segment.lab.close();
});

/** The rounds of an address so far: its requests, or its advertisements to all nodes. */
async function rounds(ip: string): Promise<number> {
  if (ip === VIP6) {
    const all = await capture.advertisements(ip);
    return all.filter(({ frame }) => frame.destination[0] === 0x33).length;
  }
  const isRequest = ({
    operation,
    targetProtocolAddress,
  }: {
    operation: number;
    targetProtocolAddress: Uint8Array;
  }) => operation === 1 && targetProtocolAddress.join('.') === ip;
  return (await capture.arp(ip)).filter(({ arp }) => isRequest(arp)).length;
}

const waitForRounds = (ip: string, count: number) =>
  until(`${count} rounds`, () => rounds(ip), { accept: (found) => found >= count });

async function flapCable(): Promise<void> {
  await segment.lab.setCable(a, 'eth0', 'down');
  await segment.lab.setCable(a, 'eth0', 'up');
  await a.waitForCarrier('eth0');
}

const parametersOf = (ip: string) => ({ ip, nodad: ip === VIP6, announce_to: 'none' });

describe.each([VIP, VIP6])('%s: without an announcer', (ip) => {
  const quiet = { ...parametersOf(ip), arp_count: 1, arp_late: 0 };

  it.each([
    ['the carrier was lost', flapCable],
    ['the hardware address has changed', () => a.ip(`link set eth0 address ${OTHER_MAC}`)],
  ])(
    'the next monitor sends the rounds again if %s, and the one after it none',
    async (_, change) => {
      await a.agent('start', quiet);
      await waitForRounds(ip, 1);
      await a.agent('monitor', quiet);
      await change();
      expect(await rounds(ip)).toBe(1);
      // A change of the link makes the kernel check an IPv6 address again, unless it has nodad.
      await a.waitForDad();
      expect((await a.agent('monitor', { ...quiet, arp_count: 3, arp_interval: 20 })).status).toBe(
        0,
      );
      await waitForRounds(ip, 4);
      await a.waitForAnnouncers();
      expect((await a.agent('monitor', { ...quiet, arp_count: 3 })).status).toBe(0);
      expect(await rounds(ip)).toBe(4);
    },
  );
});

it('a neighbour learns the new hardware address from the next monitor', async () => {
  const quiet = { ...parametersOf(VIP), arp_count: 1, arp_late: 0 };
  await a.agent('start', quiet);
  await segment.neighbour.waitForReply(VIP);
  await a.ip(`link set eth0 address ${OTHER_MAC}`);
  await a.agent('monitor', quiet);
  await until('the neighbour knows it', () => segment.neighbour.neighbour(VIP), {
    accept: (mac) => mac === OTHER_MAC,
  });
});

it.each([VIP, VIP6])(
  '%s: a running announcer begins again when the carrier is back',
  async (ip) => {
    // The second round would be an hour later.
    const slow = { ...parametersOf(ip), arp_count: 2, arp_interval: 3_600_000, arp_late: 0 };
    await a.agent('start', slow);
    await waitForRounds(ip, 1);
    await flapCable();
    await waitForRounds(ip, 2);
    expect((await a.agent('stop', slow)).status).toBe(0);
    expect(await a.stateFiles()).toEqual([]);
  },
);

it('an address that was not announced is not announced by a monitor', async () => {
  await a.ip(`address add ${VIP}/24 dev eth0`);
  await flapCable();
  await a.agent('monitor', parametersOf(VIP));
  expect(await rounds(VIP)).toBe(0);
});

it('an address that start found is announced by a monitor after the carrier was lost', async () => {
  await a.ip(`address add ${VIP}/24 dev eth0`);
  await a.agent('start', parametersOf(VIP));
  expect(await rounds(VIP)).toBe(0);
  await flapCable();
  await a.agent('monitor', parametersOf(VIP));
  await waitForRounds(VIP, 1);
});

describe('arp_late', () => {
  it.each([VIP, VIP6])('%s: one more round for each time, then the announcer ends', async (ip) => {
    await a.agent('start', { ...parametersOf(ip), arp_count: 1, arp_late: '2,1' });
    await a.waitForAnnouncers();
    expect(await rounds(ip)).toBe(3);
  });

  it('0: no more rounds', async () => {
    await a.agent('start', { ...parametersOf(VIP), arp_count: 2, arp_interval: 20, arp_late: 0 });
    await a.waitForAnnouncers();
    expect(await rounds(VIP)).toBe(2);
  });

  it('stop ends it', async () => {
    await a.agent('start', { ...parametersOf(VIP), arp_late: 3600 });
    expect((await a.agent('stop', parametersOf(VIP))).status).toBe(0);
    expect(await a.stateFiles()).toEqual([]);
  });
});

it('announce_rate limits the frames of all addresses together', async () => {
  const RATE = 20;
  const BURST_MS = 50;
  const ips = Array.from({ length: 10 }, (_, at) => `10.0.0.${100 + at}`);
  const parameters = {
    ...{ arp_count: 2, arp_interval: 10, arp_late: 0, announce_to: 'none' },
    ...{ announce_rate: RATE, arp_type: 'request' },
  };
  await Promise.all(ips.map((ip) => a.agent('start', { ip, ...parameters })));
  await a.waitForAnnouncers();
  const all = (await capture.arp()).filter(({ frame }) => frame.etherType === 0x0806);
  const times = all.map(({ time }) => time);
  // A round is one announcement, with a probe before the address is added or with the later round.
  expect(times.length).toBeGreaterThanOrEqual(2 * ips.length);
  // In no window of a second more than the rate allows, with the burst, and one round that is on the way.
  const most = Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length),
  );
  expect(most).toBeLessThanOrEqual(RATE + (RATE * BURST_MS) / 1000 + 2 * ips.length);
});
