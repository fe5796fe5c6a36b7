/** floatip list and metrics on a host without a cluster, and with a configuration in a file. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { createSegment, type Segment } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';

const VIP = '10.0.0.10';
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

let segment: Segment;
let folder: string;
beforeAll(async () => {
  segment = await createSegment();
  folder = await mkdtemp(join(tmpdir(), 'floatip-list-'));
  await chmod(folder, 0o755);
  await symlink(VIRTUAL_IP, join(folder, 'floatip'));
  // A host without Pacemaker.
  await mkdir(join(folder, 'bin'));
});
afterEach(async () => {
  const { a, b } = segment;
  for (const host of [a, b]) {
    for (const ip of [VIP, '10.0.0.11']) await host.agent('stop', { ip });
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await segment.lab.close();
});

function floatip(
  args: readonly string[],
  as: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
) {
  const { a } = segment;
  const command = ['netns', 'exec', a.namespace, ...as, join(folder, 'floatip'), ...args];
  const path = as.length > 0 ? '/usr/bin:/bin' : join(folder, 'bin');
  return execa('/usr/sbin/ip', command, {
    env: { HA_RSCTMP: a.stateDirectory, PATH: path, ...variables },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    cwd: folder,
  });
}
const lines = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/));

describe('without a cluster', () => {
  it('list has the addresses that start has added, and says why only these', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP, announce_to: 'none' });
    await a.agent('start', { ip: '10.0.0.11', nic: 'eth0', cidr_netmask: 32 });
    await a.ip('address add 10.0.0.77/24 dev eth0');
    const { stdout, stderr, exitCode } = await floatip(['list']);
    await a.ip('address del 10.0.0.77/24 dev eth0');
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'floatip: only virtual IPs that floatip has started on this host: ' +
        'cibadmin is not in PATH: this host has no Pacemaker',
    );
    expect(lines(stdout).slice(1)).toEqual([
      ['-', `${VIP}/24`, '-', '-', 'up on eth0'],
      ['-', '10.0.0.11/32', '-', '-', expect.stringMatching(/^up on eth0/)],
    ]);
  });

  it('is empty without addresses', async () => {
    const { stdout, stderr, exitCode } = await floatip(['list']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
    expect(stderr.split('\n').at(-1)).toBe('floatip: no virtual IP');
    expect(JSON.parse((await floatip(['list', '--json'])).stdout)).toMatchObject({
      virtualIps: [],
      cluster: { configurationProblem: expect.stringContaining('cibadmin') },
    });
  });

  it('list has the marks of another network namespace, and looks at the address there', async () => {
    const { a, b } = segment;
    await b.agent('start', { ip: VIP }, { HA_RSCTMP: a.stateDirectory });
    const { stdout } = await floatip(['list']);
    await b.agent('stop', { ip: VIP }, { HA_RSCTMP: a.stateDirectory });
    expect(lines(stdout)[1]?.slice(1)).toEqual([
      `${VIP}/24 (${b.namespace})`,
      ...['-', '-', expect.stringMatching(/^up on eth0/)],
    ]);
  });

  it('a user other than root sees the address, but not what was recorded about it', async () => {
    const { a } = segment;
    // Reachable for all users, as /run/resource-agents is; the folders of tests are not.
    const directory = await mkdtemp('/dev/shm/floatip-list-');
    await chmod(directory, 0o1755);
    const variables = { HA_RSCTMP: directory };
    try {
      await a.agent('start', { ip: VIP, announce_to: '10.0.0.99' }, variables);
      await until('list shows that nobody has answered', () => floatip(['list'], [], variables), {
        accept: ({ stdout }) => stdout.includes('no answer from 10.0.0.99'),
      });
      const { stdout, exitCode } = await floatip(['list'], NOBODY, variables);
      expect(exitCode).toBe(0);
      expect(lines(stdout)[1]?.slice(1)).toEqual([`${VIP}/24`, '-', '-', 'up on eth0']);
    } finally {
      await a.agent('stop', { ip: VIP }, variables);
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('metrics has the same facts', async () => {
    const { a } = segment;
    await a.agent('start', { ip: VIP, announce_to: '10.0.0.99' });
    const metrics = () => floatip(['metrics']);
    const { stdout, exitCode } = await until('the announcement is recorded', metrics, {
      accept: ({ stdout }) => stdout.includes('floatip_vip_peer_answered'),
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`\nfloatip_vip_up{ip="${VIP}"} 1\n`);
    expect(stdout).toContain('\nfloatip_cluster_configuration_read 0\n');
    expect(stdout).toContain(`\nfloatip_vip_peer_answered{ip="${VIP}",peer="10.0.0.99"} 0\n`);
    const [, time] = /last_announcement_timestamp_seconds\{.*\} (\d+)\n/.exec(stdout) ?? [];
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(3600);
  });
});

describe('--cib', () => {
  const primitive = (id: string, values: Readonly<Record<string, string>>, type = 'IPaddr2') => {
    const pairs = Object.entries(values).map(
      ([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`,
    );
    const provider = type === 'VirtualIP' ? 'floatip' : 'heartbeat';
    return `<primitive id="${id}" class="ocf" provider="${provider}" type="${type}">
      <instance_attributes id="${id}-i">${pairs.join('')}</instance_attributes></primitive>`;
  };
  const cib = (...resources: readonly string[]) =>
    `<cib><configuration><resources>${resources.join('')}</resources></configuration></cib>`;

  it('reads a file, with a relative path, without Pacemaker', async () => {
    const { a, b } = segment;
    await a.agent('start', { ip: VIP });
    await writeFile(
      join(folder, 'cib.xml'),
      cib(
        primitive('old', { ip: '10.0.0.12', cidr_netmask: '24' }),
        primitive('vip', { ip: VIP }, 'VirtualIP'),
        primitive('bad', { ip: '10.0.0.999', nic: 'eth0' }, 'VirtualIP'),
        primitive('blue', { ip: '10.0.0.2', network_namespace: b.namespace }, 'VirtualIP'),
        primitive('last', { ip: '10.0.0.13', nic: 'eth0' }, 'IPaddr'),
      ),
    );
    const { stdout, stderr, exitCode } = await floatip(['list', '--cib', 'cib.xml']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'floatip: what Pacemaker says is unknown: crm_mon is not in PATH: this host has no Pacemaker',
    );
    const bad = 'parameters: ip="10.0.0.999" is not an IP address; write it as ';
    expect(lines(stdout).slice(1)).toEqual([
      ['old', '10.0.0.12/24', 'ocf:heartbeat:IPaddr2', 'unknown', 'absent'],
      [
        'vip',
        `${VIP}/24`,
        'ocf:floatip:VirtualIP',
        'unknown',
        expect.stringMatching(/^up on eth0/),
      ],
      [
        ...['bad', '10.0.0.999', 'ocf:floatip:VirtualIP', 'unknown', 'unknown'],
        expect.stringContaining(bad),
      ],
      [
        ...['blue', `10.0.0.2/24 (${b.namespace})`, 'ocf:floatip:VirtualIP', 'unknown'],
        'up on eth0',
      ],
      ['last', '10.0.0.13', 'ocf:heartbeat:IPaddr', 'unknown', 'absent'],
    ]);
  });

  it('refuses a file that is missing, malformed or something else', async () => {
    await writeFile(join(folder, 'broken.xml'), '<cib><a></cib>');
    await writeFile(join(folder, 'other.xml'), '<other/>');
    const list = async (file: string) => {
      const { exitCode, stdout, stderr } = await floatip(['list', '--cib', file]);
      return [exitCode, stdout, stderr];
    };
    const path = (name: string) => join(folder, name);
    expect(await list('none.xml')).toEqual([1, '', `floatip: open ${path('none.xml')}: ENOENT`]);
    expect(await list(path('broken.xml'))).toEqual([
      ...[1, '', `floatip: ${path('broken.xml')}: not well-formed XML`],
    ]);
    expect((await list('other.xml'))[2]).toContain('not the configuration of a cluster');
  });
});
