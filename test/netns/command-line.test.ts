/** The command floatip. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentEnvironment, VIRTUAL_IP } from '../../lab/agent.ts';
import { createSegment, type Segment } from '../../lab/lab.ts';
import manifest from '../../package.json' with { type: 'json' };

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
  return onNode([join(folder, 'floatip'), ...args]);
}

function onNode(command: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const { a } = segment;
  return execa('ip', ['netns', 'exec', a.namespace, ...command], {
    env: { HA_RSCTMP: a.stateDirectory, PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...variables },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

/** Runs a command with stdout to a device that is full. */
const TO_FULL_DEVICE = ['sh', '-c', 'exec "$0" "$@" > /dev/full'];

/** Runs a command with stdout to a pipe whose read end is closed. */
const TO_CLOSED_PIPE = [
  'sh',
  '-c',
  'pipe=$(mktemp -u) && mkfifo "$pipe" && exec 3<> "$pipe" 4> "$pipe" 3<&- && rm "$pipe" && exec "$0" "$@" >&4',
];

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

  it("explain and status show the address of a clone's instance", async () => {
    const instance = ['CRM_meta_clone=2', 'CRM_meta_globally_unique=true'];
    const words = [`ip=${VIP}`, 'unique_clone_address=true', ...instance];
    const { stdout } = await floatip('explain', ...words);
    expect(stdout).toContain('10.0.0.12/24 on eth0');
    const { stdout: json } = await floatip('status', ...words, '--json');
    expect(JSON.parse(json)).toMatchObject({ ip: '10.0.0.12', state: 'absent' });
  });

  it('status --json prints the state as JSON', async () => {
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
      peers: [],
    });
    await floatip('stop', `ip=${VIP}`);
    const gone = await floatip('status', `ip=${VIP}`, '--json');
    expect(JSON.parse(gone.stdout)).toEqual({
      ip: VIP,
      state: 'absent',
      problem: `${VIP} is not on this host`,
    });
  });

  it('explain shows the address and the frames of the following start', async () => {
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
    // The first one is the ARP Probe.
    expect(frames.slice(1, 3)).toEqual(
      plan.packets.map((packet: { frame: string }) => packet.frame),
    );
    const own = await a.hardwareAddress('eth0');
    expect(plan.packets[1].fields).toEqual({
      ethernet: { destination: 'ff:ff:ff:ff:ff:ff', source: own },
      arp: {
        operation: 2,
        senderHardwareAddress: own,
        senderProtocolAddress: VIP,
        targetHardwareAddress: own,
        targetProtocolAddress: VIP,
      },
    });
    expect((await a.addressEntries('eth0'))[1]).toMatchObject({
      local: VIP,
      broadcast: '10.0.0.255',
      label: 'eth0:vip',
    });
  });

  it.each([
    ['the link has no carrier', [], 'start would fail: interface eth0 has no carrier', 1],
    ['start would probe', ['run_arping=true'], 'would check for an address conflict for 300 ms', 0],
    ['start would wait', ['arp_bg=false'], 'and wait until all are sent', 0],
    ['one round would be sent', ['arp_count=1'], 'would announce the address once', 0],
    ['the prefix length is another', ['cidr_netmask=28'], 'ip address add 10.0.0.10/28', 0],
    ['metric is set', ['cidr_netmask=28', 'metric=7'], 'dev eth0 metric 7\n', 0],
  ])('explain shows that %s', async (what, words, expected, status) => {
    const { lab, a } = segment;
    if (status === 1) await lab.setCable(a, 'eth0', 'down');
    const { stdout, exitCode } = await floatip('explain', `ip=${VIP}`, ...words);
    if (status === 1) await lab.setCable(a, 'eth0', 'up');
    expect(stdout, what).toContain(expected);
    expect(exitCode).toBe(status);
  });

  it('explain gives the warnings of start', async () => {
    const { stderr, exitCode } = await floatip('explain', `ip=${VIP}`, 'metric=7');
    expect(stderr).toMatch(
      /^floatip: .*metric="7" has no effect beside 10\.0\.0\.\d+\/24 on eth0/m,
    );
    expect(exitCode).toBe(0);
  });

  it('explain shows that the address is assigned, or with another label', async () => {
    await floatip('start', `ip=${VIP}`);
    const { stdout } = await floatip('explain', `ip=${VIP}`);
    expect(stdout).toContain('The address is already assigned');
    expect(stdout).not.toContain('neighbours');
    const other = await floatip('explain', `ip=${VIP}`, 'iflabel=vip');
    expect(other).toMatchObject({ exitCode: 1 });
    expect(other.stderr).toContain('with the label eth0, not eth0:vip');
  });

  it('status and monitor report an absent address and a missing interface', async () => {
    await segment.a.ip('link add other type veth peer name other-peer');
    const status = await floatip('status', `ip=${VIP}/24`, 'nic=other', '--json');
    expect(JSON.parse(status.stdout)).toEqual({
      ip: VIP,
      state: 'absent',
      interface: 'other',
      problem: `${VIP} is not on other`,
    });
    const missing = await floatip('status', `ip=${VIP}`, 'nic=no0');
    expect(missing.stdout).toContain('nic="no0": no such interface');
    const monitor = await floatip('monitor', `ip=${VIP}`, 'netmask=24');
    expect(monitor).toMatchObject({ exitCode: 7, stderr: `floatip: ${VIP} is not on this host` });
    await segment.a.ip('link del other');
  });

  it('explain prints text without --json', async () => {
    const { stdout, exitCode } = await floatip('explain', `ip=${VIP}`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('10.0.0.0/24 dev eth0  <- chosen');
    expect(stdout).toContain('Nothing was changed.');
    expect(stdout).toMatch(/^ {4}sender protocol address {2}10\.0\.0\.10$/m);
    const { stdout: ipv6 } = await floatip('explain', 'ip=2001:db8::10/64', 'nic=eth0');
    const own = await segment.a.hardwareAddress('eth0');
    expect(ipv6).toContain(`    Ethernet                   ${own} > 33:33:00:00:00:01\n`);
    expect(ipv6).toContain(`    target link-layer address  ${own}\n`);
  });

  it('status returns 1 if the interface of the address has no carrier', async () => {
    const { lab, a } = segment;
    await floatip('start', `ip=${VIP}`);
    await lab.setCable(a, 'eth0', 'down');
    const status = await floatip('status', `ip=${VIP}`);
    await lab.setCable(a, 'eth0', 'up');
    expect(status).toMatchObject({
      exitCode: 1,
      stdout: `no carrier  ${VIP} is on eth0, but eth0 has no carrier`,
    });
  });

  it('stop with lvs_support leaves the address on lo', async () => {
    const { a } = segment;
    const words = [`ip=${VIP}`, 'lvs_support=true', 'arp_count=1'];
    await floatip('start', ...words);
    const stop = await floatip('stop', ...words);
    expect(stop.exitCode).toBe(0);
    expect(await a.addresses('lo')).toContain(`${VIP}/32`);
    const absent = `absent      ${VIP} is only on lo (ignored unless nic names the interface)`;
    expect(stop.stdout).toBe(absent);
    expect(await floatip('status', ...words)).toMatchObject({ exitCode: 7, stdout: absent });
    await a.ip(`address del ${VIP}/32 dev lo`);
  });

  it('stop removes an address of lo without a warning', async () => {
    await floatip('start', 'ip=127.0.0.5');
    expect(await floatip('stop', 'ip=127.0.0.5')).toMatchObject({
      exitCode: 0,
      stderr: 'floatip: 127.0.0.5/8 removed from lo',
    });
  });

  it('start prints each warning once, and "floatip: " on each line', async () => {
    const start = await floatip('start', `ip=${VIP}`, 'nodad=true', 'cidr_netmask=255.255.255.0');
    expect(start.exitCode).toBe(0);
    const lines = start.stderr.split('\n');
    for (const line of lines) expect(line).toMatch(/^floatip: /);
    expect(lines.filter((line) => line.startsWith('floatip: warning: '))).toEqual([
      'floatip: warning: cidr_netmask="255.255.255.0": please write it as cidr_netmask=24',
      'floatip: warning: nodad="true" has no effect on an address of this family',
    ]);
    expect(lines).toContain(`floatip: ${VIP}/24 added to eth0`);
  });

  it.each([['mac=zz'], ['clusterip_hash=foo'], ['clusterip_table=a b']])(
    'all commands refuse %s with the same reason, for shared and other addresses',
    async (word) => {
      const instance = [
        'CRM_meta_clone=1',
        'CRM_meta_clone_max=2',
        'CRM_meta_globally_unique=true',
      ];
      for (const others of [[], instance]) {
        for (const action of ['start', 'status', 'explain', 'validate-all']) {
          const run = await floatip(action, `ip=${VIP}`, word, ...others);
          expect(run, action).toMatchObject({ exitCode: 6, stdout: '' });
          expect(run.stderr).toMatch(
            new RegExp(
              `^floatip: ${word.split('=')[0]}=".*" (must be|is not a valid value; write) `,
            ),
          );
        }
        const stop = await floatip('stop', `ip=${VIP}`, word, ...others);
        expect(stop.exitCode).toBe(0);
        expect(stop.stderr).toMatch(/^floatip: warning: /);
      }
      expect(await segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    },
  );

  it('--help lists parameters and exit statuses, and --version prints the version', async () => {
    const help = await floatip('--help');
    expect(help.exitCode).toBe(0);
    for (const word of ['arp_interval', 'network_namespace', 'Exit status:', 'explain']) {
      expect(help.stdout).toContain(word);
    }
    const compiler = `scriptc ${manifest.devDependencies.scriptc}`;
    expect((await floatip('--version')).stdout).toMatch(
      new RegExp(`^floatip ${manifest.version} \\(${compiler}, commit .+\\)$`),
    );
    expect((await floatip('meta-data')).stdout).toContain('<resource-agent name="VirtualIP"');
  });

  it.each([
    [['status', 'ip=1.2.3'], 6, 'ip="1.2.3"'],
    [['start', `ip=${VIP}`, 'nci=eth0'], 2, 'unknown parameter nci; did you mean nic?'],
    [['start', VIP], 2, 'write name=value'],
    [['start', `ip=${VIP}`, `ip=${VIP}`], 2, 'parameter ip is given twice'],
    [['start'], 2, 'name=value'],
    [['status', `ip=${VIP}`, '--yaml'], 2, '--yaml'],
    [['start', `ip=${VIP}`, 'address=x'], 2, 'unknown parameter address; floatip --help lists'],
    [['begin', `ip=${VIP}`], 3, "unknown command 'begin'; see floatip --help"],
    [['strat', `ip=${VIP}`], 3, "unknown command 'strat'; did you mean start?"],
    [[], 2, 'no command given; see floatip --help'],
    [['start', `ip=${VIP}`, 'nic=no0'], 5, 'nic="no0"'],
  ])('%j returns %i', async (args, status, message) => {
    const { exitCode, stderr } = await floatip(...args);
    expect(exitCode).toBe(status);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^floatip: .*$/);
    expect(await segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('uses no colour without a terminal', async () => {
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

  it.each([
    [['--help']],
    [['--version']],
    [['meta-data']],
    [['explain', `ip=${VIP}`]],
    [['start', `ip=${VIP}`]],
    [['status', `ip=${VIP}`]],
  ])('%j fails if its output cannot be written', async (args) => {
    await floatip('start', `ip=${VIP}`);
    const run = await onNode([...TO_FULL_DEVICE, join(folder, 'floatip'), ...args]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr.split('\n').at(-1)).toBe(
      'floatip: standard output: ENOSPC (no space left on the device)',
    );
  });

  it.each([
    ['meta-data', 1],
    ['usage', 1],
    ['status', 1],
    ['nonsense', 3],
  ])('the action %s returns %i if its output cannot be written', async (action, status) => {
    await floatip('start', `ip=${VIP}`);
    const agent = agentEnvironment({ ip: VIP });
    const run = await onNode([...TO_FULL_DEVICE, VIRTUAL_IP, action], agent);
    expect(run.exitCode).toBe(status);
    expect(run.stderr.split('\n').at(-1)).toMatch(
      status === 1
        ? /^ocf-exit-reason:standard output: ENOSPC/
        : /^ocf-exit-reason:unknown action=/,
    );
  });

  it('does not fail if its output is a closed pipe', async () => {
    const unread = (...args: string[]) =>
      onNode([...TO_CLOSED_PIPE, join(folder, 'floatip'), ...args]);
    expect(await unread('--help')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await unread('status', `ip=${VIP}`)).toMatchObject({ exitCode: 7, stderr: '' });
    const agent = agentEnvironment({ ip: VIP });
    const run = await onNode([...TO_CLOSED_PIPE, VIRTUAL_IP, 'meta-data'], agent);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('is also available as the executable with parameters as arguments', async () => {
    const run = await segment.a.agent(['status', `ip=${VIP}`], {}, { OCF_RESOURCE_INSTANCE: '' });
    expect(run.stdout).toMatch(/^absent +10\.0\.0\.10 is not on (this host|eth0)$/);
  });
});
