/** Commands of administrators and their output. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFloatip } from '../../lab/agent.ts';
import { Cluster } from '../../lab/cluster/cluster.ts';
import { CRM_EXAMPLE, PCS_EXAMPLE } from '../../ocf-metadata/examples.ts';
import { parameters } from '../../ocf-metadata/parameters.ts';

const AGENT = 'ocf:floatip:VirtualIP';
const VIP = '192.0.2.10';
/** An address that no route of the nodes covers. */
const NOWHERE = '203.0.113.5';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.create();
});
afterAll(() => cluster?.close());

const type = (command: string, ...args: string[]) => cluster.anyNode.run(command, ...args);
const typeFailing = (command: string, ...args: string[]) =>
  type(command, ...args).then(
    (output) => expect.fail(`${command} succeeded: ${output}`),
    (error: { exitCode: number; all: string }) => error,
  );

describe('pcs resource describe', () => {
  let text: string;
  beforeAll(async () => {
    text = await type('pcs', 'resource', 'describe', AGENT);
  });

  it('prints the descriptions of the agent', () => {
    expect(text).toMatch(/^ocf:floatip:VirtualIP - [A-Z].*[^.]\n\n[A-Z].*\.\n\n/);
  });

  it('lists the parameters in order, each with whole sentences', () => {
    const [, options = ''] = /^Resource options:\n((?: {2}.*\n)+)/m.exec(text) ?? [];
    const lines = options.trimEnd().split('\n');
    expect(lines.map((line) => /\w+/.exec(line)?.[0])).toEqual(
      parameters().map(({ name }) => name),
    );
    for (const line of lines) expect(line).toMatch(/^ {2}\w+( \([^)]+\))*: [A-Z].*\.$/);
    expect(lines.find((line) => line.startsWith('  arp_count:'))).toMatch(/\. Default: 5\.$/);
  });

  it('shows which parameters are required, and which are unique together', () => {
    expect(text).toMatch(/^ {2}ip \(required\) \(unique group: address\): /m);
    expect(text).toMatch(/^ {2}nic \(unique group: address\): /m);
  });

  it('lists the operations with their timeouts', () => {
    const [, operations = ''] = /^Default operations:\n((?: .*\n?)+)/m.exec(text) ?? [];
    for (const name of ['start', 'stop', 'reload-agent', 'monitor']) {
      expect(operations).toMatch(
        new RegExp(`^  ${name}:\n    interval=\\d+s\n    timeout=20s$`, 'm'),
      );
    }
  });
});

describe('crm ra', () => {
  it('list has the agent', async () => {
    expect(await type('crm', 'ra', 'list', 'ocf', 'floatip')).toContain('VirtualIP');
  });

  it('info shows the description, type and default of each parameter', async () => {
    const text = await type('crm', 'ra', 'info', AGENT);
    expect(text).toMatch(/^ip\* \(string\): .+\n {4}The address to manage, /m);
    expect(text).toMatch(/^arp_count \(integer, \[5\]\): /m);
    for (const { name } of parameters()) expect(text).toMatch(new RegExp(`^${name}\\*? \\(`, 'm'));
  });
});

describe('the examples of the manual page', () => {
  const FILE = '/tmp/example.xml';
  const asOneLine = (lines: readonly string[]) => lines.join('\n').replaceAll(/ *\\\n */g, ' ');
  const onFile = (...command: string[]) => type('env', `CIB_file=${FILE}`, ...command);

  // pcs does not read CIB_file.
  it.each([
    ['pcs', asOneLine(PCS_EXAMPLE).replace('pcs', `pcs -f ${FILE}`)],
    ['crm', `crm configure ${asOneLine(CRM_EXAMPLE)}`],
  ])('for %s makes a resource', async (_, command) => {
    await type('sh', '-c', `cibadmin --query > ${FILE}`);
    await onFile(...split(command));
    const xml = await onFile('cibadmin', '--query', '--scope=resources');
    for (const value of ['192.0.2.10', '10s', '120s']) expect(xml).toContain(`"${value}"`);
    expect(xml).toContain('name="OCF_CHECK_LEVEL" value="10"');
  });
});

describe('a resource', () => {
  beforeAll(async () => {
    const command = 'pcs resource create vip ocf:floatip:VirtualIP ip=192.0.2.10';
    await type(...split(`${command} op monitor interval=2s`));
    await cluster.waitUntilIdle();
  });

  it('is shown by pcs with its parameters and the operations of its agent', async () => {
    const text = await type('pcs', 'resource', 'config', 'vip');
    expect(text).toContain('Resource: vip (class=ocf provider=floatip type=VirtualIP)');
    expect(text).toContain('ip=192.0.2.10');
    expect(text).toMatch(/monitor: vip-monitor-interval-2s\n\s+interval=2s\n/);
    expect(text).toMatch(/stop: vip-stop-interval-0s\n\s+interval=0s\n?\s+timeout=20s/);
  });

  it('runs on one node according to crm_mon, pcs, crmsh and the kernel', async () => {
    const node = await cluster.runTogether(['vip']);
    const line = new RegExp(`\\* vip\\s+\\(ocf:floatip:VirtualIP\\):\\s+Started ${node.name}`);
    expect(await type('crm_mon', '--one-shot')).toMatch(line);
    expect(await type('pcs', 'status')).toMatch(line);
    expect(await type('crm', 'status')).toMatch(line);
    for (const { name, host } of cluster.nodes) {
      const addresses = await host.addresses('eth0');
      expect(addresses.includes(`${VIP}/24`)).toBe(name === node.name);
    }
  });

  it('is valid for crm_resource, which refuses an invalid address', async () => {
    expect(await type('crm_resource', '--validate', '--resource', 'vip')).toContain(
      'returned 0 (ok)',
    );
    const agent = '--class ocf --provider floatip --agent VirtualIP';
    const command = `crm_resource --validate ${agent} --option ip=192.0.2.999`;
    const { exitCode, all } = await typeFailing(...split(command));
    expect(exitCode).toBe(6);
    expect(all).toContain('ip="192.0.2.999" is not an IP address; write it as 192.0.2.10');
  });

  it('is refused by pcs with --agent-validation if the address is invalid, with the reason', async () => {
    const command = `pcs resource create bad ${AGENT} ip=192.0.2.999 --agent-validation`;
    const { all } = await typeFailing(...split(command));
    expect(all).toContain('ip="192.0.2.999" is not an IP address; write it as 192.0.2.10');
  });

  it('that cannot be started has a failed action with the whole reason', async () => {
    await type(...split(`pcs resource create nowhere ${AGENT} ip=${NOWHERE}`));
    await cluster.waitUntilIdle();
    const text = await type('crm_mon', '--one-shot');
    // Pacemaker keeps 128 characters.
    const reason =
      `ip="${NOWHERE}": no on-link route in table main covers it; ` +
      "set nic and cidr_netmask, or add the interface's own address";
    for (const { name } of cluster.nodes) {
      expect(text).toContain(`* nowhere start on ${name} returned 'error' (${reason}) at `);
    }
    await type(...split('pcs resource delete nowhere'));
  });

  it('can be monitored on any node with pcs resource debug-monitor', async () => {
    const node = await cluster.runTogether(['vip']);
    const [other] = cluster.others(node.name);
    const monitor = ['resource', 'debug-monitor', 'vip', '--full'] as const;
    expect(await node.run('pcs', ...monitor)).toContain('returned 0 (ok)');
    await expect(other?.run('pcs', ...monitor)).rejects.toMatchObject({
      all: expect.stringContaining('returned 7 (not running)'),
    });
  });

  it('gives its parameters to the command floatip', async () => {
    const node = await cluster.runTogether(['vip']);
    const floatip = (...args: string[]) => node.run(...asFloatip(...args));
    expect(await floatip('status', 'vip')).toMatch(/^up +192\.0\.2\.10\/24 is on eth0 /);
    expect(await floatip('monitor', 'vip')).toBe('');
    await expect(floatip('status', 'vap')).rejects.toMatchObject({
      exitCode: 2,
      all: expect.stringContaining('floatip: the cluster has no resource "vap"'),
    });
  });

  it('is deleted with its address', async () => {
    await type('pcs', 'resource', 'delete', 'vip');
    for (const { host } of cluster.nodes) {
      expect(await host.addresses('eth0')).toHaveLength(1);
      expect(await host.stateFiles()).toEqual([]);
    }
    expect(await type('crm_mon', '--one-shot')).toContain('No active resources');
  });
});

function split(line: string): [string, ...string[]] {
  return line.split(' ') as [string, ...string[]];
}
