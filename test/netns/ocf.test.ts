/** The interface between cluster managers and resource agents (OCF). */
import { copyFile, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { createSegment, type Segment } from '../../lab/lab.ts';
import { nodeCommand } from '../../lab/node.ts';
import { runWithOwnMounts } from '../../lab/own-mounts.ts';

const VIP = '10.0.0.10';
/** Of the executable, under resource.d/floatip. */
const NAMES = ['VirtualIP', 'IPaddr2'];

let segment: Segment;
let folder: string;
beforeAll(async () => {
  segment = await createSegment();
});
afterAll(() => segment.lab.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-ocf-'));
});
afterEach(async () => {
  await segment.a.agent('stop', { ip: VIP });
  await rm(folder, { recursive: true, force: true });
});

describe('actions', () => {
  it.each([['usage'], ['help']])('%s prints the usage', async (action) => {
    const run = await segment.a.agent(action);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('start|stop|reload-agent|status|monitor');
  });

  it.each([['promote'], ['Start'], [''], ['start\n']])('%j returns 3', async (action) => {
    const run = await segment.a.agent(action, { ip: VIP });
    expect(run.status).toBe(3);
    expect(await segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('ignore every argument but the first', async () => {
    const run = await segment.a.agent(['monitor', 'start', 'ip=10.0.0.99', '--help'], { ip: VIP });
    expect(run).toMatchObject({ status: 7, stdout: '' });
  });

  it('meta-data prints the rendered file', async () => {
    const run = await segment.a.agent('meta-data');
    expect(`${run.stdout}\n`).toBe(await readFile('build/meta-data.xml', 'utf8'));
  });

  it('meta-data has the name under which the agent was called, and differs in nothing else', async () => {
    const run = await segment.a.agent('meta-data');
    const asIpaddr2 = join(folder, 'IPaddr2');
    await symlink(VIRTUAL_IP, asIpaddr2);
    const { stdout } = await execa(asIpaddr2, ['meta-data'], { extendEnv: false });
    expect(stdout).toContain('<resource-agent name="IPaddr2" ');
    expect(stdout.replace('"IPaddr2"', '"VirtualIP"')).toBe(run.stdout);
  });
});

describe('validate-all', () => {
  it('at level 0 checks the parameters only', async () => {
    const level = { OCF_CHECK_LEVEL: '0' };
    expect(
      (await segment.a.agent('validate-all', { ip: '203.0.113.1', nic: 'no0' }, level)).status,
    ).toBe(0);
    expect((await segment.a.agent('validate-all', { ip: 'x' }, level)).status).toBe(6);
  });

  it.each([[{}], [{ OCF_CHECK_LEVEL: '10' }], [{ OCF_CHECK_LEVEL: '20' }]])(
    'with %j also checks this host',
    async (level) => {
      expect((await segment.a.agent('validate-all', { ip: VIP }, level)).status).toBe(0);
      expect((await segment.a.agent('validate-all', { ip: VIP, nic: 'no0' }, level)).status).toBe(
        6,
      );
      expect((await segment.a.agent('validate-all', { ip: '203.0.113.1' }, level)).status).toBe(1);
      expect(await segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    },
  );
});

describe('the reason', () => {
  it('is the last line on stderr, after the prefix', async () => {
    const { stderr } = await segment.a.agent('start', { ip: VIP, nic: 'no0' });
    expect(stderr.split('\n').at(-1)).toMatch(/^ocf-exit-reason:nic="no0": no such interface/);
  });

  it('has the prefix of OCF_EXIT_REASON_PREFIX', async () => {
    const { stderr } = await segment.a.agent(
      'start',
      { ip: '' },
      { OCF_EXIT_REASON_PREFIX: 'why>' },
    );
    expect(stderr.split('\n').at(-1)).toMatch(/^why>ip is not set/);
  });
});

describe('the log', () => {
  const started = (variables: Record<string, string>) =>
    segment.a.agent('start', { ip: VIP, arp_count: 1 }, variables);
  const text = (file: string) => readFile(join(folder, file), 'utf8');

  it('is written to stderr by default', async () => {
    const run = await started({});
    expect(run.log.at(-1)).toMatch(
      /^\w{3} \d\d \d\d:\d\d:\d\d INFO: 10\.0\.0\.10\/24 added to eth0$/,
    );
  });

  it('is written to HA_LOGFILE, and not to stderr', async () => {
    const run = await started({ HA_LOGFILE: join(folder, 'log') });
    expect(run.stderr).toBe('');
    expect(await text('log')).toMatch(/ VirtualIP\(vip\)\[\d+\]: {4}INFO: .* added to eth0\n$/);
  });

  it('is written to HA_logfile too, with the tag of HA_LOGTAG', async () => {
    await started({ HA_logfile: join(folder, 'log'), HA_LOGTAG: 'mine' });
    expect(await text('log')).toContain(' mine:    INFO: ');
  });

  it('is written to HA_DEBUGLOG too, with debug messages only if HA_debug is set', async () => {
    await started({ HA_DEBUGLOG: join(folder, 'quiet') });
    await segment.a.agent('stop', { ip: VIP });
    await started({ HA_debuglog: join(folder, 'loud'), HA_debug: '1' });
    expect(await text('quiet')).toContain('INFO: ');
    expect(await text('quiet')).not.toContain('DEBUG: ');
    expect(await text('loud')).toContain('DEBUG: 10.0.0.10: packets sent on eth0: 2');
  });

  it('has the reason, which is on stderr only once', async () => {
    const run = await segment.a.agent('start', { ip: '' }, { HA_LOGFILE: join(folder, 'log') });
    expect(await text('log')).toContain('ERROR: ip is not set');
    expect(run.stderr.split('\n')).toHaveLength(1);
  });

  it('start succeeds if the log file cannot be written', async () => {
    const run = await started({ HA_LOGFILE: join(folder, 'no', 'such', 'folder') });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('INFO: ');
  });

  it('is sent to the socket of the system log, with facility and severity', async () => {
    // /dev/log of a mount namespace, served by log-socket.ts.
    const script = `
      mount -t tmpfs tmpfs /dev && mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/urandom c 1 9
      file=$1 agent=$2
      shift 2
      "$@" > "$file" & reader=$!
      while [ ! -S /dev/log ]; do sleep 0.01; done
      HA_LOGFACILITY=local3 HA_RSCTMP="$file.state" "$agent" start
      OCF_RESKEY_ip= HA_LOGFACILITY=daemon "$agent" validate-all
      wait $reader`;
    const reader = nodeCommand('lab/log-socket.ts', '/dev/log', 'ERROR: ip is not set');
    const file = join(folder, 'syslog');
    const { stderr } = await runWithOwnMounts(segment.a, script, [file, VIRTUAL_IP, ...reader], {
      OCF_RESKEY_ip: VIP,
      OCF_RESKEY_arp_count: '1',
      OCF_RESOURCE_INSTANCE: 'vip',
    });
    const lines = (await text('syslog')).split('\n');
    const info = 19 * 8 + 6;
    const error = 3 * 8 + 3;
    expect(lines[0]).toMatch(
      new RegExp(`^<${info}>\\w{3} [ \\d]\\d [\\d:]{8} VirtualIP\\(vip\\)\\[\\d+\\]: INFO: `),
    );
    expect(lines.join('\n')).toMatch(new RegExp(`<${error}>.*ERROR: ip is not set`));
    expect(stderr).toMatch(/^ocf-exit-reason:ip is not set.*$/);
  });
});

describe('administration tools', () => {
  /** Runs a script with a copy of the agent in its OCF folder, which all users can execute. */
  async function inPlace(script: string, ...args: string[]) {
    const agent = join(folder, 'VirtualIP');
    await copyFile(VIRTUAL_IP, agent);
    const mount = `
      chmod 755 "$1" && chmod 755 "$1/VirtualIP" && mount -t tmpfs tmpfs /usr/lib/ocf/resource.d &&
      mkdir /usr/lib/ocf/resource.d/floatip && cp "$1/VirtualIP" /usr/lib/ocf/resource.d/floatip/ &&
      ln -s VirtualIP /usr/lib/ocf/resource.d/floatip/IPaddr2 && shift &&
      ${script}`;
    return runWithOwnMounts(segment.a, mount, [folder, ...args], {
      HA_RSCTMP: segment.a.stateDirectory,
    });
  }
  const agent = '/usr/lib/ocf/resource.d/floatip/VirtualIP';

  it.each([
    [['-o', `ip=${VIP}`]],
    [['-o', `ip=${VIP}`, '-o', 'nic=eth0']],
    [['-o', `ip=${VIP}`, '-o', 'cidr_netmask=24']],
    [['-o', `ip=${VIP}`, '-o', 'nic=eth0', '-o', 'cidr_netmask=24']],
  ])('ocf-tester passes with %j', async (options) => {
    const { exitCode, all } = await inPlace('ocf-tester -n vip "$@"', ...options, agent);
    expect(all).toContain('passed all tests');
    expect(exitCode).toBe(0);
  });

  it.each(NAMES)('pcs describes it as %s', async (name) => {
    const { exitCode, all } = await inPlace(`pcs resource describe ocf:floatip:${name}`);
    expect(exitCode).toBe(0);
    expect(all).toContain(`ocf:floatip:${name} - Manages a virtual`);
    expect(all).toContain('ip (required) (unique group: address)');
    expect(all).toContain('One of both, request, reply.');
  });

  it.each(NAMES)('crmsh describes it as %s', async (name) => {
    const { all } = await inPlace(`crm ra info ocf:floatip:${name}`);
    expect(all).toContain(`(ocf:floatip:${name})`);
    expect(all).toContain('ip* (string)');
    expect(all).toContain('arp_interval (integer, [200])');
  });

  it.each(NAMES)('crm_resource shows its meta-data as %s', async (name) => {
    const { exitCode, stdout } = await inPlace(`crm_resource --show-metadata ocf:floatip:${name}`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`<resource-agent name="${name}"`);
  });

  it('crm_resource starts, checks and stops it', async () => {
    const { all } = await inPlace(
      `cd "$1" && cibadmin --empty > cluster.xml && export CIB_file=$PWD/cluster.xml &&
      pcs -f cluster.xml resource create vip ocf:floatip:VirtualIP ip=${VIP} arp_count=1
      for operation in start check stop check; do crm_resource -r vip --force-$operation; done`,
      folder,
    );
    expect(all?.match(/force-.*/g)).toEqual([
      'force-start for vip (ocf:floatip:VirtualIP) returned 0 (ok)',
      'force-check for vip (ocf:floatip:VirtualIP) returned 0 (ok)',
      'force-stop for vip (ocf:floatip:VirtualIP) returned 0 (ok)',
      'force-check for vip (ocf:floatip:VirtualIP) returned 7 (not running)',
    ]);
  });

  it('pcs creates a resource of it, and runs validate-all', async () => {
    const create = 'pcs -f cib.xml resource create';
    const { all } = await inPlace(
      `cd "$1" && cibadmin --empty > cib.xml &&
      pcs -f cib.xml property set stonith-enabled=false &&
      ${create} vip ocf:floatip:VirtualIP ip=${VIP} op monitor interval=10s --agent-validation &&
      pcs -f cib.xml resource config vip
      ${create} other ocf:floatip:VirtualIP ip=10.0.0.300 --agent-validation
      ${create} again ocf:floatip:VirtualIP ip=${VIP}`,
      folder,
    );
    expect(all).toContain('Resource: vip (class=ocf provider=floatip type=VirtualIP)');
    expect(all).toContain('ip="10.0.0.300" is not an IP address');
    expect(all).toContain("(group 'address') is not unique");
  });
});
