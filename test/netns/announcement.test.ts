import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROUNDS_ALONE } from '../../lab/agent.ts';
import type { Capture } from '../../lab/capture.ts';
import { createSegment, type Segment } from '../../lab/lab.ts';
import { expectOnTime } from '../../lab/on-time.ts';
import { realTime } from '../../lab/real-time.ts';
import { retryIfStarved } from '../../lab/retry-if-starved.ts';
import { formatHardwareAddress } from '../../lib/wire/hardware-address.ts';

const VIP = '10.0.0.10';

let segment: Segment;
let capture: Capture;
beforeEach(async () => {
  segment = await createSegment();
  capture = await segment.neighbour.capture('eth0', 'arp');
});
afterEach(async () => {
  await capture.stop();
  await segment.lab.close();
});

async function operations(): Promise<number[]> {
  return (await capture.arp(VIP)).map(({ arp }) => arp.operation);
}

/** tcpdump writes a frame when it is scheduled. */
function expectOperations(expected: readonly number[]): Promise<void> {
  return expect.poll(operations).toEqual(expected);
}

describe('the ARP announcement', () => {
  it('is a request and a reply with the contents of RFC 5227 and send_arp', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP, ...ROUNDS_ALONE, arp_count: 1 });
    const mac = (await a.hardwareAddress('eth0')).replaceAll(':', '');
    const frames = await capture.arp(VIP);
    const header = (operation: string) =>
      [
        'ffffffffffff', // destination: broadcast
        mac, //            source
        '0806', //         EtherType: ARP
        '0001', //         hardware type: Ethernet
        '0800', //         protocol type: IPv4
        '06', //           hardware address length
        '04', //           protocol address length
        operation,
        mac, //            sender hardware address
        '0a00000a', //     sender protocol address
      ].join('');
    expect(
      frames.map(({ frame, arp }) => {
        const bytes = Buffer.concat([frame.destination, frame.source]).toString('hex');
        return `${bytes}0806${Buffer.from(frame.payload).toString('hex')}:${arp.operation}`;
      }),
    ).toEqual([
      `${header('0001')}0000000000000a00000a:1`, // target: unknown hardware address, the address itself
      `${header('0002')}${mac}0a00000a:2`, //       target: the sender
    ]);
  });

  it('is sent in arp_count rounds, arp_interval apart', async () => {
    await retryIfStarved(segment.a, async (a) => {
      const leaving = await a.capture('eth0', 'arp');
      try {
        await a.agent('start', { ip: VIP, ...ROUNDS_ALONE, arp_count: 4, arp_interval: 150 });
        await a.waitForAnnouncers();
        const packets = await leaving.arp(VIP);
        expect(packets.map(({ arp }) => arp.operation)).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
        const requests = packets.filter(({ arp }) => arp.operation === 1);
        expectOnTime(
          requests.map(({ time }) => time),
          150,
        );
      } finally {
        await a.agent('stop', { ip: VIP });
        await leaving.stop();
      }
    });
  });

  it.each([
    ['request', [1, 1]],
    ['reply', [2, 2]],
    ['both', [1, 2, 1, 2]],
  ])('with arp_type=%s has the operations %j', async (arp_type, expected) => {
    const { a } = segment;
    await a.agent('start', { ip: VIP, ...ROUNDS_ALONE, arp_count: 2, arp_interval: 20, arp_type });
    await a.waitForAnnouncers();
    await expectOperations(expected);
  });

  it.each([
    ['-A', undefined, [2, 2]],
    ['-U', undefined, [1, 1]],
    ['-A', 'request', [1, 1]],
    ['-q', undefined, [1, 2, 1, 2]],
  ])('send_arp_opts=%s, arp_type=%s: operations %j', async (send_arp_opts, arp_type, expected) => {
    const { a } = segment;
    const own = arp_type === undefined ? {} : { arp_type };
    const senders = { arp_sender: 'iputils_arping', send_arp_opts, ...own };
    const run = await a.agent('start', {
      ip: VIP,
      ...ROUNDS_ALONE,
      arp_count: 2,
      arp_interval: 20,
      ...senders,
    });
    expect(run.status).toBe(0);
    const warnings = run.log.filter((line) => line.includes('WARNING'));
    expect(warnings).toEqual([
      expect.stringContaining('arp_sender="iputils_arping"'),
      expect.stringContaining(`send_arp_opts="${send_arp_opts}"`),
    ]);
    await a.waitForAnnouncers();
    await expectOperations(expected);
  });

  it('of a monitor follows send_arp_opts', async () => {
    const { a } = segment;
    await a.ip(`addr add ${VIP}/24 dev eth0`);
    const run = await a.agent('monitor', { ip: VIP, arp_count_refresh: 1, send_arp_opts: '-A' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    await expectOperations([2]);
  });

  it('is complete when start returns with arp_bg=false', async () => {
    await segment.a.agent('start', {
      ip: VIP,
      ...ROUNDS_ALONE,
      arp_count: 3,
      arp_interval: 50,
      arp_bg: false,
    });
    await expectOperations([1, 2, 1, 2, 1, 2]);
    expect(await segment.a.lockFiles()).toEqual([]);
  });

  it('has begun when start returns, and continues in the background', async () => {
    const { a } = segment;
    await a.agent('start', {
      ip: VIP,
      ...ROUNDS_ALONE,
      arp_count: 10_000,
      arp_interval: 700,
      arp_bg: true,
    });
    expect(await a.lockFiles()).toEqual([expect.stringMatching(/\.announcer$/)]);
    expect((await operations()).slice(0, 2)).toEqual([1, 2]);
  });

  it("updates the neighbour's ARP cache", async () => {
    const { a, b, neighbour } = segment;
    await a.agent('start', { ip: VIP, ...ROUNDS_ALONE });
    await neighbour.waitForReply(VIP);
    expect(await neighbour.neighbour(VIP)).toBe(await a.hardwareAddress('eth0'));
    await a.agent('stop', { ip: VIP });
    await b.agent('start', { ip: VIP, ...ROUNDS_ALONE, arp_count: 1 });
    expect(await neighbour.neighbour(VIP)).toBe(await b.hardwareAddress('eth0'));
  });

  it('ends when the address is removed by hand', async () => {
    const { a } = segment;
    const leaving = await a.capture('eth0', 'arp');
    await a.agent('start', { ip: VIP, ...ROUNDS_ALONE, arp_count: 10_000, arp_interval: 20 });
    await a.ip(`addr del ${VIP}/24 dev eth0`);
    const removed = realTime();
    await a.waitForAnnouncers();
    await sleep(50);
    const late = (await leaving.arp(VIP)).filter(({ time }) => time > removed);
    // The announcer checks the address before each frame: one may be sent during the removal.
    expect(late.length).toBeLessThanOrEqual(1);
    await leaving.stop();
  });

  it('is not sent on a link without ARP', async () => {
    const { a } = segment;
    await a.ip('link set eth0 arp off');
    await a.agent('start', { ip: VIP, ...ROUNDS_ALONE });
    expect(await a.stateFiles()).toEqual([]);
    expect(await operations()).toEqual([]);
  });

  it('is not sent by start if the address is already assigned', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP, ...ROUNDS_ALONE, arp_count: 1 });
    await a.agent('start', { ip: VIP, ...ROUNDS_ALONE, arp_count: 1 });
    await expectOperations([1, 2]);
  });
});

describe('arp_count_refresh', () => {
  it('each monitor sends so many rounds', async () => {
    const { a } = segment;
    const parameters = {
      ...{ ip: VIP, arp_count: 1, arp_count_refresh: 2, arp_interval: 30 },
      ...ROUNDS_ALONE,
    };
    await a.agent('start', parameters);
    const monitor = await a.agent('monitor', parameters);
    expect(monitor).toMatchObject({ status: 0, stdout: '', stderr: '' });
    await a.waitForAnnouncers();
    await expectOperations([1, 2, 1, 2, 1, 2]);
  });

  it('a monitor sends nothing if the address is absent', async () => {
    const monitor = await segment.a.agent('monitor', { ip: VIP, arp_count_refresh: 2 });
    expect(monitor.status).toBe(7);
    expect(await operations()).toEqual([]);
  });
});

describe('run_arping', () => {
  it('start refuses an address that another host has, and names its hardware address', async () => {
    const { a, b } = segment;
    await b.agent('start', { ip: VIP, ...ROUNDS_ALONE, arp_count: 1 });
    const run = await a.agent('start', { ip: VIP, ...ROUNDS_ALONE, run_arping: true });
    expect(run.status).toBe(1);
    expect(run.reason).toContain(await b.hardwareAddress('eth0'));
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    expect(await a.stateFiles()).toEqual([]);
  });

  it('start sends probes, which change no ARP cache, then assigns the address', async () => {
    const { a } = segment;
    const run = await a.agent('start', {
      ip: VIP,
      ...ROUNDS_ALONE,
      run_arping: true,
      arp_count: 1,
    });
    expect(run.status).toBe(0);
    const mac = await a.hardwareAddress('eth0');
    const probes = (await capture.arp('0.0.0.0')).filter(
      ({ arp }) => formatHardwareAddress(arp.senderHardwareAddress) === mac,
    );
    // PROBE_NUM, and that of the announcer.
    expect(probes.map(({ arp }) => arp.targetProtocolAddress.join('.'))).toEqual(
      Array(4).fill(VIP),
    );
    await expectOperations([1, 2]);
  });
});
