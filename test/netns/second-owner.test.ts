/** on_conflict: a second owner of the address is seen and named, and nothing else is. */
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentRun, Parameters } from '../../lab/agent.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { Program } from '../../lab/programs/program.ts';
import { until } from '../../lab/until.ts';

const VIP = '10.0.0.10';
const VIP6 = '2001:db8::10';
const DEEP = { OCF_CHECK_LEVEL: '10' };

let segment: Segment;
let a: Host;
let b: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a, b } = segment);
  // Probes for an IPv6 address come from the link-local address.
  await a.waitForDad();
});
afterEach(() => segment.lab.close());

/** start sends its only round itself: no announcer is left. */
const startOn = (host: Host, ip: string, parameters: Parameters = {}) =>
  host.agent('start', {
    ...{ ip, arp_count: 1, arp_bg: false, announce_to: 'none', nodad: ip === VIP6 },
    ...parameters,
  });
const monitorDeep = (ip: string, parameters: Parameters = {}): Promise<AgentRun> =>
  a.agent('monitor', { ip, ...parameters }, DEEP);
const mask = (ip: string) => (ip === VIP ? `${ip}/24` : `${ip}/64`);
const holdByHand = (host: Host, ip: string) =>
  host.ip(`address add ${mask(ip)} dev eth0${ip === VIP ? '' : ' nodad'}`);
const leaveByHand = (host: Host, ip: string) => host.ip(`address del ${mask(ip)} dev eth0`);

describe.each([VIP, VIP6])('%s on a second Linux host', (ip) => {
  it('is found by a monitor with OCF_CHECK_LEVEL=10, reported until it is gone, then forgotten', async () => {
    await startOn(a, ip);
    expect(await monitorDeep(ip)).toMatchObject({ status: 0, reason: undefined });
    await holdByHand(b, ip);
    const mac = await b.hardwareAddress('eth0');
    const first = await monitorDeep(ip);
    expect([first.status, first.reason]).toEqual([190, expect.stringContaining(mac)]);
    const ordinary = await a.agent('monitor', { ip });
    expect([ordinary.status, ordinary.reason]).toEqual([190, expect.stringContaining(mac)]);
    await leaveByHand(b, ip);
    expect(await a.agent('monitor', { ip })).toMatchObject({ status: 0, stderr: '' });
    expect(await monitorDeep(ip)).toMatchObject({ status: 0, stderr: '' });
  });

  it('is heard by the announcer, and reported by the next monitor', async () => {
    await a.agent('start', { ip, announce_to: 'none', nodad: ip === VIP6, arp_late: '1' });
    await holdByHand(b, ip);
    const mac = await b.hardwareAddress('eth0');
    await a.waitForAnnouncers();
    await leaveByHand(b, ip);
    const run = await a.agent('monitor', { ip });
    expect([run.status, run.reason]).toEqual([190, expect.stringContaining(mac)]);
    expect(await a.agent('monitor', { ip })).toMatchObject({ status: 0, stderr: '' });
  });

  it('does not change the table of a third host', async () => {
    const { neighbour } = segment;
    await startOn(a, ip);
    await holdByHand(b, ip);
    const mac = await a.hardwareAddress('eth0');
    await neighbour.ip(`neigh replace ${ip} lladdr ${mac} dev eth0 nud reachable`);
    for (let turn = 0; turn < 5; turn++) expect((await monitorDeep(ip)).status).toBe(190);
    expect(await neighbour.neighbour(ip)).toBe(mac);
  });

  it.each([
    ['warn', 0],
    ['degrade', 190],
    ['fail', 1],
    ['defend', 190],
  ])('on_conflict=%s: monitor returns %i, and names it', async (on_conflict, status) => {
    await startOn(a, ip);
    await holdByHand(b, ip);
    const run = await monitorDeep(ip, { on_conflict });
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(await b.hardwareAddress('eth0'));
  });
});

it.each([0, 1, 2])('a second owner with arp_ignore=%i is found', async (arp_ignore) => {
  await startOn(a, VIP);
  for (const nic of ['all', 'eth0']) await b.sysctl(`net.ipv4.conf.${nic}.arp_ignore`, arp_ignore);
  await holdByHand(b, VIP);
  expect((await monitorDeep(VIP)).status).toBe(190);
});

it('Pacemaker that does not know OCF_DEGRADED gets a warning', async () => {
  await startOn(a, VIP);
  await holdByHand(b, VIP);
  const old = { ...DEEP, OCF_RA_VERSION_MAJOR: '1', OCF_RA_VERSION_MINOR: '0' };
  const run = await a.agent('monitor', { ip: VIP }, old);
  expect([run.status, run.reason]).toEqual([0, undefined]);
  expect(run.stderr).toContain(await b.hardwareAddress('eth0'));
});

it('on_conflict=defend announces again at once, and not again within ten seconds', async () => {
  await startOn(a, VIP);
  await holdByHand(b, VIP);
  const capture = await segment.neighbour.capture('eth0', 'arp');
  const mac = await a.hardwareAddress('eth0');
  await segment.neighbour.ip(
    `neigh replace ${VIP} lladdr ${await b.hardwareAddress('eth0')} dev eth0 nud stale`,
  );
  for (let turn = 0; turn < 3; turn++) await monitorDeep(VIP, { on_conflict: 'defend' });
  await expect
    .poll(
      async () =>
        (await capture.arp(VIP)).filter(({ arp }) => arp.targetProtocolAddress.join('.') === VIP)
          .length,
    )
    .toBe(2);
  expect(await segment.neighbour.neighbour(VIP)).toBe(mac);
  await capture.stop();
});

it('an owner that answers late is heard by the announcer', async () => {
  const late = await Program.start(b, 'arp-answerer', ['eth0', VIP, '300']);
  await a.agent('start', { ip: VIP, announce_to: 'none' });
  const mac = await b.hardwareAddress('eth0');
  const run = await until('monitor reports it', () => a.agent('monitor', { ip: VIP }), {
    accept: ({ status }) => status === 190,
  });
  expect(run.reason).toContain(mac);
  await late.kill();
});

describe('no conflict is', () => {
  it('a router that answers for every address', async () => {
    const router = await Program.start(b, 'arp-answerer', ['eth0', 'all', '0']);
    await a.agent('start', { ip: VIP, announce_to: 'none', arp_count: 3, arp_late: 0 });
    await a.waitForAnnouncers();
    for (let turn = 0; turn < 10; turn++) expect((await monitorDeep(VIP)).status).toBe(0);
    await router.kill();
  });

  it('a router with proxy_arp, which answers gratuitous ARP', async () => {
    // Its route to the network is not on eth0.
    await b.ip('address flush dev eth0');
    await b.ip('link add eth1 type veth peer name eth2');
    await b.ip('link set eth1 up');
    await b.ip('link set eth2 up');
    await b.ip('route add 10.0.0.0/24 dev eth1');
    await b.sysctl('net.ipv4.ip_forward', 1);
    await b.sysctl('net.ipv4.conf.eth0.proxy_arp', 1);
    await b.sysctl('net.ipv4.neigh.eth0.proxy_delay', 0);
    const capture = await a.capture('eth0', 'arp and inbound');
    await startOn(a, VIP, { arp_count: 3, arp_interval: 50 });
    for (let turn = 0; turn < 5; turn++) expect((await monitorDeep(VIP)).status).toBe(0);
    // It has claimed the address.
    expect((await capture.arp(VIP)).length).toBeGreaterThan(0);
    await capture.stop();
  });

  it('a router that answers for every address, slowly', async () => {
    const router = await Program.start(b, 'arp-answerer', ['eth0', 'all', '3']);
    await startOn(a, VIP, { arp_count: 3, arp_interval: 50 });
    for (let turn = 0; turn < 10; turn++) expect((await monitorDeep(VIP)).status).toBe(0);
    await router.kill();
  });

  it('one in the record of an address that was removed by hand and is started again', async () => {
    await startOn(a, VIP);
    await holdByHand(b, VIP);
    expect((await monitorDeep(VIP)).status).toBe(190);
    await leaveByHand(a, VIP);
    await leaveByHand(b, VIP);
    await startOn(a, VIP);
    expect(await a.agent('monitor', { ip: VIP })).toMatchObject({ status: 0, stderr: '' });
  });

  it('another interface of this host in the same segment, a macvlan, or a bridge', async () => {
    await segment.lab.plug(a, 'eth1', '10.0.0.11/24');
    await a.ip('link add link eth0 name macvlan0 type macvlan');
    await a.ip('address add 10.0.0.12/24 dev macvlan0');
    await a.ip('link set macvlan0 up');
    for (const nic of ['all', 'eth0', 'eth1']) await a.sysctl(`net.ipv4.conf.${nic}.arp_ignore`, 0);
    await startOn(a, VIP, { nic: 'eth0' });
    for (let turn = 0; turn < 10; turn++) {
      expect(await monitorDeep(VIP, { nic: 'eth0' })).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it('a switch that sends all frames back to where they came from', async () => {
    const { lab } = segment;
    const port = ['link', 'set', lab.port(a, 'eth0'), 'type', 'bridge_slave', 'hairpin', 'on'];
    await execa('ip', ['-n', lab.bridge, ...port]);
    const capture = await a.capture('eth0', 'arp and inbound');
    await startOn(a, VIP, { arp_count: 3, arp_interval: 20 });
    for (let turn = 0; turn < 5; turn++) expect((await monitorDeep(VIP)).status).toBe(0);
    // The frames did come back.
    expect((await capture.arp(VIP)).length).toBeGreaterThan(0);
    await capture.stop();
  });
});

it('an ordinary monitor sends nothing', async () => {
  await startOn(a, VIP);
  const capture = await a.capture('eth0', 'arp');
  for (let turn = 0; turn < 5; turn++) await a.agent('monitor', { ip: VIP });
  expect(await capture.frames()).toEqual([]);
  await capture.stop();
});

it('start sends one probe before it adds the address', async () => {
  const capture = await segment.neighbour.capture('eth0', 'arp');
  await startOn(a, VIP);
  const [first] = await capture.arp();
  expect(first?.arp).toMatchObject({ operation: 1 });
  expect(first?.source).toBe('0.0.0.0');
  expect(first?.arp.targetProtocolAddress.join('.')).toBe(VIP);
  await capture.stop();
});
