/** A real server of an LVS with direct routing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parameters } from '../../lab/agent.ts';
import { createSegment, type Host, type Segment } from '../../lab/lab.ts';
import { launch, measureDuration } from '../../lab/launch.ts';
import { momentsWithin } from '../../lab/moments-within.ts';
import { sleepExactly } from '../../lab/sleep-exactly.ts';

const VIP = '10.0.0.10';
const REAL_SERVER = { ip: VIP, lvs_support: true, arp_count: 1 };
const ON_LOOPBACK = ['127.0.0.1/8', `${VIP}/32`];
const OFF_LOOPBACK = ['127.0.0.1/8'];
const ON_NETWORK = ['10.0.0.1/24', `${VIP}/24`];
const OFF_NETWORK = ['10.0.0.1/24'];

let segment: Segment;
let a: Host;
beforeEach(async () => {
  segment = await createSegment();
  ({ a } = segment);
});
afterEach(() => segment.lab.close());

const act = (action: string, parameters: Parameters = {}) =>
  a.agent(action, { ...REAL_SERVER, ...parameters });

async function expectPlaces(lo: readonly string[], eth0: readonly string[]): Promise<void> {
  const places = { lo: await a.addresses('lo'), eth0: await a.addresses('eth0') };
  expect(places).toEqual({ lo, eth0 });
}

describe('lvs_support', () => {
  it('stop moves the address to lo, and start moves it back', async () => {
    expect((await act('stop')).status).toBe(0);
    await expectPlaces(OFF_LOOPBACK, OFF_NETWORK);
    await act('start');
    expect((await act('stop')).status).toBe(0);
    await expectPlaces(ON_LOOPBACK, OFF_NETWORK);
    const [, entry] = await a.addressEntries('lo');
    expect(entry).toMatchObject({ broadcast: '255.255.255.255', scope: 'global', label: 'lo' });
    expect((await act('monitor')).status).toBe(7);

    expect((await act('start')).status).toBe(0);
    await expectPlaces(OFF_LOOPBACK, ON_NETWORK);
    expect((await act('monitor')).status).toBe(0);

    for (let i = 0; i < 2; i++) expect((await act('stop')).status).toBe(0);
    await expectPlaces(ON_LOOPBACK, OFF_NETWORK);
    expect(await a.stateFiles()).toEqual([]);
  });

  it('the address on lo accepts packets of a director, and is not announced', async () => {
    const { neighbour } = segment;
    // Usual settings of a real server.
    await a.sysctl('net.ipv4.conf.all.arp_ignore', 1);
    await a.sysctl('net.ipv4.conf.all.arp_announce', 2);
    await act('start');
    await act('stop');
    const ping = () =>
      neighbour.run('ping', '-c1', '-W1', '-n', VIP).then(
        () => true,
        () => false,
      );
    const capture = await neighbour.capture('eth0', 'arp');
    try {
      await neighbour.ip('neigh flush dev eth0');
      expect(await ping()).toBe(false);
      const mac = await a.hardwareAddress('eth0');
      await neighbour.ip(`neigh replace ${VIP} lladdr ${mac} dev eth0 nud permanent`);
      await neighbour.waitForReply(VIP);
      expect(await capture.arp(VIP)).toEqual([]);
    } finally {
      await capture.stop();
    }
  });

  it('start keeps the other addresses and the routes of lo', async () => {
    await a.ip('addr add 10.0.0.11/32 dev lo');
    await a.ip('addr add 10.0.5.1/24 dev lo');
    await a.ip('route add 172.16.0.0/16 dev lo');
    await act('stop');
    await act('start');
    expect((await a.addresses('lo')).sort()).toEqual([
      '10.0.0.11/32',
      '10.0.5.1/24',
      '127.0.0.1/8',
    ]);
    expect(await a.ip('route show dev lo')).toContain('172.16.0.0/16');
    // Also if it is the only address of lo.
    for (const address of ['10.0.0.11/32', '10.0.5.1/24', '127.0.0.1/8']) {
      await a.ip(`addr del ${address} dev lo`);
    }
    await act('stop');
    expect(await a.addresses('lo')).toEqual([`${VIP}/32`]);
    await a.ip('route add 172.16.0.0/16 dev lo');
    await act('start');
    expect(await a.ip('route show dev lo')).toContain('172.16.0.0/16');
  });

  it('keeps the route of the network if the address is the only one in it', async () => {
    await a.ip('addr flush dev eth0');
    const own = { nic: 'eth0', cidr_netmask: 24 };
    await act('stop', own);
    await act('start', own);
    expect(await a.ip('route show')).toContain(`10.0.0.0/24 dev eth0`);
    expect(await a.ip(`route get ${VIP}`)).toContain(`local ${VIP} dev lo`);
    await act('stop', own);
    expect(await a.ip('route show')).not.toContain('10.0.0.0/24');
  });

  it('stop keeps the routes with it as their source, because it is local on lo', async () => {
    await act('start');
    await a.ip(`route add 172.18.0.0/16 dev eth0 src ${VIP}`);
    const route = `172.18.0.0/16 dev eth0 scope link src ${VIP}`;
    await act('stop');
    expect(await a.ip('route show')).toContain(route);
    await act('start');
    expect(await a.ip('route show')).toContain(route);
  });

  it('a failed start restores the address on lo', async () => {
    await act('start');
    await act('stop');
    await segment.lab.setCable(a, 'eth0', 'down');
    expect((await act('start')).status).toBe(1);
    await expectPlaces(ON_LOOPBACK, OFF_NETWORK);
    await segment.lab.setCable(a, 'eth0', 'up');
    await segment.neighbour.ip(`addr add ${VIP}/24 dev eth0`);
    expect((await act('start', { run_arping: true })).status).toBe(1);
    await expectPlaces(ON_LOOPBACK, OFF_NETWORK);
  });

  it.each<[string, Parameters]>([
    ['lo itself', { nic: 'lo', cidr_netmask: 32 }],
    ['an address of 127.0.0.0/8', { ip: '127.0.0.5' }],
    ['an IPv6 address', { ip: '2001:db8::10' }],
    ['instances that share the address', { CRM_meta_clone_max: 2 }],
  ])('start and validate-all return 6 for %s', async (_, parameters) => {
    for (const action of ['start', 'validate-all']) {
      const { status, reason } = await act(action, parameters);
      expect(status).toBe(6);
      expect(reason).toContain('lvs_support');
    }
    await expectPlaces(OFF_LOOPBACK, OFF_NETWORK);
  });

  it('the next start or stop completes one that was killed', async () => {
    /** Measures an action that follows the other one. */
    const measure = (action: 'start' | 'stop') => async () => {
      await act(otherThan(action));
      return measureDuration(a, action, REAL_SERVER);
    };
    const otherThan = (action: string) => (action === 'start' ? 'stop' : 'start');
    for (const killed of ['start', 'stop'] as const) {
      let round = 0;
      for await (const moment of momentsWithin(20, measure(killed))) {
        const next = round++ % 2 === 0 ? 'start' : 'stop';
        expect((await act(otherThan(killed))).status).toBe(0);
        const run = launch(a, killed, REAL_SERVER);
        await sleepExactly(moment);
        run.kill('SIGKILL');
        await run;
        expect((await act(next)).status).toBe(0);
        if (next === 'start') await expectPlaces(OFF_LOOPBACK, ON_NETWORK);
        else await expectPlaces(ON_LOOPBACK, OFF_NETWORK);
      }
    }
  });
});
