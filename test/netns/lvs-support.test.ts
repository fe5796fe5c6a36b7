/** A real server of an LVS that uses direct routing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parameters } from '../../lab/agent.ts';
import { createSegment, type Host, type Segment } from '../../lab/lab.ts';
import { durationOf, launch } from '../../lab/launch.ts';
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
  it('moves the address between lo and the network', async () => {
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

  it('goes on accepting what a director passes on, and nobody on the network learns of it', async () => {
    const { neighbour } = segment;
    // As on every real server.
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
      await neighbour.reaches(VIP);
      expect(await capture.arp(VIP)).toEqual([]);
    } finally {
      await capture.stop();
    }
  });

  it('takes no other address of lo along, and no route', async () => {
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
    // The only address of lo, too.
    for (const address of ['10.0.0.11/32', '10.0.5.1/24', '127.0.0.1/8']) {
      await a.ip(`addr del ${address} dev lo`);
    }
    await act('stop');
    expect(await a.addresses('lo')).toEqual([`${VIP}/32`]);
    await a.ip('route add 172.16.0.0/16 dev lo');
    await act('start');
    expect(await a.ip('route show dev lo')).toContain('172.16.0.0/16');
  });

  it('keeps the route of the network when the address is the first in it', async () => {
    await a.ip('addr flush dev eth0');
    const own = { nic: 'eth0', cidr_netmask: 24 };
    await act('stop', own);
    await act('start', own);
    expect(await a.ip('route show')).toContain(`10.0.0.0/24 dev eth0`);
    expect(await a.ip(`route get ${VIP}`)).toContain(`local ${VIP} dev lo`);
    await act('stop', own);
    expect(await a.ip('route show')).not.toContain('10.0.0.0/24');
  });

  it('leaves the routes of others that have it as their source: it is local on lo', async () => {
    await act('start');
    await a.ip(`route add 172.18.0.0/16 dev eth0 src ${VIP}`);
    const route = `172.18.0.0/16 dev eth0 scope link src ${VIP}`;
    await act('stop');
    expect(await a.ip('route show')).toContain(route);
    await act('start');
    expect(await a.ip('route show')).toContain(route);
  });

  it('puts it back on lo where start fails', async () => {
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
  ])('is 6 for %s', async (_, parameters) => {
    for (const action of ['start', 'validate-all']) {
      const { status, reason } = await act(action, parameters);
      expect(status).toBe(6);
      expect(reason).toContain('lvs_support');
    }
    await expectPlaces(OFF_LOOPBACK, OFF_NETWORK);
  });

  it('is set right by the next action after start or stop were killed', async () => {
    /** How long an action takes after the other one. */
    const measure = (action: 'start' | 'stop') => async () => {
      await act(otherThan(action));
      return durationOf(a, action, REAL_SERVER);
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
