/** kill_connections_on_stop: stop resets the TCP connections of the address. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentEnvironment, runAgent, VIRTUAL_IP } from '../../lab/agent.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { Program } from '../../lab/programs/program.ts';
import type { Ended } from '../../lab/programs/tcp-clients.ts';

const PORT = 8000;
const COUNT = 20;
const VIP = '10.0.0.10';
const KILL = { kill_connections_on_stop: true, arp_count: 1 };

let segment: Segment;
let a: Host;
let neighbour: Host;
const programs: Program[] = [];
beforeAll(async () => {
  segment = await createIpv6Segment();
  ({ a, neighbour } = segment);
});
afterAll(() => segment.lab.close());
afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill();
  for (const ip of [VIP, '2001:db8::10']) await a.agent('stop', { ip });
});

/** Starts a program of lab/programs; returns the codes with which its connections ended so far. */
async function run(host: Host, name: string, ...args: (string | number)[]): Promise<string[]> {
  const ended: string[] = [];
  const onMessage = ({ code }: Ended) => void ended.push(code);
  programs.push(await Program.start(host, name, args.map(String), onMessage));
  return ended;
}

const serve = (...addresses: string[]) => run(a, 'tcp-server', PORT, ...addresses);
const connect = (host: Host, ip: string, count: number, ...local: string[]) =>
  run(host, 'tcp-clients', ip, PORT, count, ...local);

/** Host A's sockets in the state, as `local remote`. */
async function sockets(state: 'established' | 'listening', host = a): Promise<string[]> {
  const lines = (await host.run('ss', '-tnH', 'state', state)).split('\n').filter(Boolean);
  return lines.map((line) => line.split(/ +/).slice(2, 4).join(' '));
}

interface Case {
  readonly listener: string;
  readonly ip: string;
  readonly own: string;
  readonly parameters?: Record<string, string | number>;
}

const CASES: readonly Case[] = [
  { listener: '0.0.0.0', ip: VIP, own: '10.0.0.1' },
  { listener: VIP, ip: VIP, own: '10.0.0.1' },
  // Its connections are of AF_INET6, with IPv4-mapped addresses.
  { listener: '::', ip: VIP, own: '10.0.0.1' },
  { listener: '::', ip: '2001:db8::10', own: '2001:db8::1', parameters: { nodad: 'true' } },
];

describe.each(CASES)('a server on $listener, connections to $ip', (one) => {
  const { listener, ip, own, parameters = {} } = one;
  const begin = async () => {
    expect((await a.agent('start', { ip, arp_count: 1, ...parameters })).status).toBe(0);
    return serve(...(listener === ip ? [ip, own] : [listener]));
  };

  it('stop resets each of them, and no other connection', async () => {
    const ofServer = await begin();
    const clients = await connect(neighbour, ip, COUNT);
    const others = await connect(neighbour, own, COUNT);
    const listening = await sockets('listening');
    const stopped = await a.agent('stop', { ip, ...KILL });
    expect(stopped.status).toBe(0);
    expect(stopped.stderr).toContain(`TCP connections of ${ip} closed: ${COUNT}`);
    await expect.poll(() => clients).toEqual(Array(COUNT).fill('ECONNRESET'));
    await expect.poll(() => ofServer).toEqual(Array(COUNT).fill('ECONNABORTED'));
    expect(others).toEqual([]);
    expect(await sockets('established')).toHaveLength(COUNT);
    expect(await sockets('listening')).toEqual(listening);
  });

  it('stop resets the connections of the same host', async () => {
    const ofServer = await begin();
    const clients = await connect(a, ip, 2, own);
    const both = await connect(a, ip, 2, ip);
    const others = await connect(a, own, 2, own);
    expect((await a.agent('stop', { ip, ...KILL })).status).toBe(0);
    await expect.poll(() => clients).toHaveLength(2);
    await expect.poll(() => both).toHaveLength(2);
    await expect.poll(() => ofServer).toHaveLength(4);
    expect(others).toEqual([]);
    expect(await sockets('established')).toHaveLength(4);
  });

  it('stop leaves them by default', async () => {
    await begin();
    const clients = await connect(neighbour, ip, COUNT);
    const stopped = await a.agent('stop', { ip });
    expect(stopped.status).toBe(0);
    expect(stopped.stderr).not.toContain('TCP');
    expect(await sockets('established')).toHaveLength(COUNT);
    expect(clients).toEqual([]);
  });

  it('stop closes nothing if another process has removed the address', async () => {
    await begin();
    const clients = await connect(neighbour, ip, COUNT);
    await a.ip(`address delete ${ip}/${ip === VIP ? 24 : 64} dev eth0`);
    expect(await a.agent('stop', { ip, ...KILL })).toMatchObject({ status: 0, stderr: '' });
    expect(await sockets('established')).toHaveLength(COUNT);
    expect(clients).toEqual([]);
  });
});

it('connections from the address to another host are reset', async () => {
  await a.agent('start', { ip: VIP, arp_count: 1 });
  const ended = await run(neighbour, 'tcp-server', PORT, '0.0.0.0');
  const clients = await connect(a, '10.0.0.3', COUNT, VIP);
  expect((await a.agent('stop', { ip: VIP, ...KILL })).status).toBe(0);
  await expect.poll(() => ended).toEqual(Array(COUNT).fill('ECONNRESET'));
  await expect.poll(() => clients).toEqual(Array(COUNT).fill('ECONNABORTED'));
});

it('sends one reset for each connection, from the address', async () => {
  await a.agent('start', { ip: VIP, arp_count: 1 });
  await serve('0.0.0.0');
  await connect(neighbour, VIP, COUNT);
  const source = `src ${VIP} and ether src ${await a.hardwareAddress('eth0')}`;
  const capture = await neighbour.capture('eth0', `tcp[tcpflags] & tcp-rst != 0 and ${source}`);
  await a.agent('stop', { ip: VIP, ...KILL });
  expect(await capture.frames()).toHaveLength(COUNT);
  await capture.stop();
});

it('the connections stay if the address stays on another interface', async () => {
  await segment.lab.plug(a, 'eth1', `${VIP}/32`);
  await a.agent('start', { ip: VIP, nic: 'eth0', cidr_netmask: 24, arp_count: 1 });
  await serve('0.0.0.0');
  const clients = await connect(neighbour, VIP, COUNT);
  const stopped = await a.agent('stop', { ip: VIP, nic: 'eth0', cidr_netmask: 24, ...KILL });
  expect(stopped.status).toBe(0);
  expect(stopped.stderr).toContain(`TCP connections of ${VIP} stay: the address is also on eth1`);
  expect(await sockets('established')).toHaveLength(COUNT);
  expect(clients).toEqual([]);
  await a.ip('link delete eth1');
});

it('a link-local address: those of its interface', async () => {
  const ip = 'fe80::10';
  await a.agent('start', { ip, nic: 'eth0', cidr_netmask: 64, nodad: true, arp_count: 1 });
  await serve('::');
  const clients = await connect(neighbour, `${ip}%eth0`, COUNT);
  const stopped = await a.agent('stop', { ip, nic: 'eth0', ...KILL });
  expect(stopped.stderr).toContain(`TCP connections of ${ip} closed: ${COUNT}`);
  await expect.poll(() => clients).toEqual(Array(COUNT).fill('ECONNRESET'));
  expect(await sockets('established')).toEqual([]);
});

it('network_namespace: those of the namespace', async () => {
  await a.agent('start', { ip: VIP, arp_count: 1 });
  await serve('::');
  const clients = await connect(neighbour, VIP, COUNT);
  const environment = agentEnvironment(
    { ip: VIP, network_namespace: a.namespace, ...KILL },
    { HA_RSCTMP: a.stateDirectory },
  );
  const place = ['ip', 'netns', 'exec', neighbour.namespace];
  const stopped = await runAgent(place, VIRTUAL_IP, ['stop'], environment);
  expect(stopped.status).toBe(0);
  // ECONNABORTED would be the end of the neighbour's own sockets.
  await expect.poll(() => clients).toEqual(Array(COUNT).fill('ECONNRESET'));
  expect(await sockets('established')).toEqual([]);
});

it('with lvs_support the connections stay, with a warning', async () => {
  const parameters = { ip: VIP, lvs_support: true, ...KILL };
  const started = await a.agent('start', parameters);
  expect(started.status).toBe(0);
  expect(started.stderr).toContain(
    'kill_connections_on_stop="true" has no effect with lvs_support',
  );
  await serve('0.0.0.0');
  const clients = await connect(neighbour, VIP, COUNT);
  expect((await a.agent('stop', parameters)).status).toBe(0);
  expect(await sockets('established')).toHaveLength(COUNT);
  expect(clients).toEqual([]);
  await a.agent('stop', { ip: VIP, nic: 'lo' });
});
