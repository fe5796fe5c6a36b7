/** The command for people. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { VIRTUAL_IP } from '../support/agent.ts';
import { createSegment, type Segment } from '../support/lab.ts';

const VIP = '10.0.0.10';

let segment: Segment;
let folder: string;
beforeAll(async () => {
  segment = await createSegment();
  folder = await mkdtemp(join(tmpdir(), 'floatip-command-'));
  await symlink(VIRTUAL_IP, join(folder, 'floatip'));
});
afterEach(() => segment.a.agent('stop', { ip: VIP }));
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await segment.lab.close();
});

function floatip(...args: string[]) {
  const { a } = segment;
  return execa('ip', ['netns', 'exec', a.namespace, join(folder, 'floatip'), ...args], {
    env: { HA_RSCTMP: a.stateDirectory, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

describe('floatip', () => {
  it('starts, shows and stops an address', async () => {
    const start = await floatip('start', `ip=${VIP}`, 'nic=eth0');
    expect(start).toMatchObject({ exitCode: 0 });
    expect(start.stdout).toMatch(/^up +10\.0\.0\.10\/24 is on eth0/);
    const status = await floatip('status', `ip=${VIP}`);
    expect(status).toMatchObject({ exitCode: 0, stdout: start.stdout });
    const stop = await floatip('stop', `ip=${VIP}`);
    expect(stop).toMatchObject({ exitCode: 0 });
    expect(stop.stdout).toMatch(/^absent +10\.0\.0\.10 is not on (this host|eth0)$/);
    expect((await floatip('status', `ip=${VIP}`)).exitCode).toBe(7);
  });

  it("speaks of the address of a clone's instance", async () => {
    const instance = ['CRM_meta_clone=2', 'CRM_meta_globally_unique=true'];
    const words = [`ip=${VIP}`, 'unique_clone_address=true', ...instance];
    const { stdout } = await floatip('explain', ...words);
    expect(stdout).toContain('10.0.0.12/24 on eth0');
    const { stdout: json } = await floatip('status', ...words, '--json');
    expect(JSON.parse(json)).toMatchObject({ ip: '10.0.0.12', state: 'absent' });
  });

  it('shows the status to programs', async () => {
    await floatip('start', `ip=${VIP}`, 'iflabel=vip');
    const { stdout } = await floatip('status', `ip=${VIP}`, '--json');
    expect(JSON.parse(stdout)).toEqual({
      ip: VIP,
      state: 'up',
      interface: 'eth0',
      prefixLength: 24,
      label: 'eth0:vip',
      hardwareAddress: await segment.a.hardwareAddress('eth0'),
      operationalState: 'UP',
    });
    await floatip('stop', `ip=${VIP}`);
    const gone = await floatip('status', `ip=${VIP}`, '--json');
    expect(JSON.parse(gone.stdout)).toEqual({ ip: VIP, state: 'absent' });
  });

  it('explains what start would do, which start then does', async () => {
    const { a } = segment;
    const before = await a.addresses('eth0');
    const { stdout } = await floatip('explain', `ip=${VIP}`, 'iflabel=vip', '--json');
    const plan = JSON.parse(stdout);
    expect(await a.addresses('eth0')).toEqual(before);
    expect(plan.command).toBe('ip address add 10.0.0.10/24 brd 10.0.0.255 dev eth0 label eth0:vip');
    expect(plan.candidates).toEqual(['10.0.0.0/24 dev eth0']);
    const capture = await segment.neighbour.capture('eth0', 'arp');
    await floatip('start', `ip=${VIP}`, 'iflabel=vip', 'arp_count=1');
    const frames = (await capture.frames()).map(({ bytes }) => Buffer.from(bytes).toString('hex'));
    await capture.stop();
    expect(frames).toEqual(plan.packets.map((packet: { frame: string }) => packet.frame));
    expect((await a.addressEntries('eth0'))[1]).toMatchObject({
      local: VIP,
      broadcast: '10.0.0.255',
      label: 'eth0:vip',
    });
  });

  it.each([
    ['the link has no carrier', [], 'start would fail: interface eth0 has no carrier', 1],
    ['it would probe', ['run_arping=true'], 'would ask the network for 300 ms', 0],
    ['it would wait', ['arp_bg=false'], 'and wait until all are sent', 0],
    ['one round is enough', ['arp_count=1'], 'would tell the neighbours once', 0],
    ['the prefix is another', ['cidr_netmask=28'], 'ip address add 10.0.0.10/28', 0],
  ])('explains that %s', async (what, words, expected, status) => {
    const { lab, a } = segment;
    if (status === 1) await lab.setCable(a, 'eth0', 'down');
    const { stdout, exitCode } = await floatip('explain', `ip=${VIP}`, ...words);
    if (status === 1) await lab.setCable(a, 'eth0', 'up');
    expect(stdout, what).toContain(expected);
    expect(exitCode).toBe(status);
  });

  it('explains that there is nothing to do, or too much', async () => {
    await floatip('start', `ip=${VIP}`);
    const { stdout } = await floatip('explain', `ip=${VIP}`);
    expect(stdout).toContain('The address is there already');
    expect(stdout).not.toContain('neighbours');
    const other = await floatip('explain', `ip=${VIP}`, 'iflabel=vip');
    expect(other).toMatchObject({ exitCode: 1 });
    expect(other.stderr).toContain('with another label');
  });

  it('says where an address is missing, and why a monitor fails', async () => {
    await segment.a.ip('link add other type veth peer name other-peer');
    const status = await floatip('status', `ip=${VIP}/24`, 'nic=other', '--json');
    expect(JSON.parse(status.stdout)).toEqual({ ip: VIP, state: 'absent', interface: 'other' });
    const missing = await floatip('status', `ip=${VIP}`, 'nic=no0');
    expect(missing.stdout).toContain('nic="no0": there is no such interface');
    const monitor = await floatip('monitor', `ip=${VIP}`, 'netmask=24');
    expect(monitor).toMatchObject({ exitCode: 7, stderr: `floatip: ${VIP} is not on this host` });
    await segment.a.ip('link del other');
  });

  it('explains in words, too', async () => {
    const { stdout, exitCode } = await floatip('explain', `ip=${VIP}`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('10.0.0.0/24 dev eth0  <- chosen');
    expect(stdout).toContain('Nothing was changed.');
  });

  it('has help with every parameter and exit status, and a version', async () => {
    const help = await floatip('--help');
    expect(help.exitCode).toBe(0);
    for (const word of ['arp_interval', 'network_namespace', 'Exit status:', 'explain']) {
      expect(help.stdout).toContain(word);
    }
    expect((await floatip('--version')).stdout).toBe(manifest.version);
    expect((await floatip('meta-data')).stdout).toContain('<resource-agent name="VirtualIP"');
  });

  it.each([
    [['status', 'ip=1.2.3'], 6, 'ip="1.2.3"'],
    [['start', `ip=${VIP}`, 'nci=eth0'], 2, 'there is no parameter "nci"'],
    [['start', VIP], 2, 'write name=value'],
    [['start', `ip=${VIP}`, `ip=${VIP}`], 2, '"ip" is given twice'],
    [['start'], 2, 'name=value'],
    [['status', `ip=${VIP}`, '--yaml'], 2, '--yaml'],
    [['begin', `ip=${VIP}`], 3, "unknown command 'begin'"],
    [['start', `ip=${VIP}`, 'nic=no0'], 5, 'nic="no0"'],
  ])('answers %j with %i', async (args, status, message) => {
    const { exitCode, stderr } = await floatip(...args);
    expect(exitCode).toBe(status);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('ocf-exit-reason');
    expect(await segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('uses no colour where no terminal is', async () => {
    const { stdout } = await floatip('explain', `ip=${VIP}`);
    expect(stdout).not.toContain('\u001b');
  });

  it('uses colour on a terminal, unless NO_COLOR is set', async () => {
    const onTerminal = (environment: Record<string, string>) =>
      execa(
        'ip',
        [
          'netns',
          'exec',
          segment.a.namespace,
          'script',
          '-qec',
          `${folder}/floatip status ip=${VIP}`,
          '/dev/null',
        ],
        {
          env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...environment },
          extendEnv: false,
          reject: false,
        },
      );
    expect((await onTerminal({})).stdout).toContain('\u001b[1mabsent');
    expect((await onTerminal({ NO_COLOR: '1' })).stdout).not.toContain('\u001b');
  });

  it('is the executable itself when it is called with parameters', async () => {
    const run = await segment.a.agent(['status', `ip=${VIP}`], {}, { OCF_RESOURCE_INSTANCE: '' });
    expect(run.stdout).toMatch(/^absent +10\.0\.0\.10 is not on (this host|eth0)$/);
  });
});
