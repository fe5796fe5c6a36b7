/** floatip doctor under Pacemaker: of each cause, made in the cluster, it names this one first. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFloatip } from '../../lab/agent.ts';
import { Cluster } from '../../lab/cluster/cluster.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { until } from '../../lab/until.ts';
import type { DoctorReport } from '../../lib/doctor/report.ts';

const AGENT = 'ocf:floatip:VirtualIP';
const VIP = '192.0.2.10';
/** An address that no route of the nodes covers: start fails. */
const NOWHERE = '203.0.113.5';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.create({ nodes: 2 });
  await pcs(`resource create vip ${AGENT} ip=${VIP} op monitor interval=5s`);
  await cluster.runTogether(['vip']);
});
afterAll(() => cluster?.close());

const pcs = (line: string) => cluster.pcs(...line.split(' '));

async function doctor(node: Node, ...args: readonly string[]): Promise<DoctorReport> {
  const command = asFloatip('doctor', ...args, '--json');
  const output = await node.run(...command).catch((error: { stdout: string }) => error.stdout);
  return JSON.parse(output);
}

/** The first cause on a node, with the whole report for the message of a failed test. */
async function firstCause(node: Node, ...args: readonly string[]) {
  const report = await doctor(node, ...args);
  return { cause: report.findings[0]?.cause, report };
}

function expectFirst(found: { cause: string | undefined; report: DoctorReport }, cause: string) {
  expect(found).toEqual({ cause, report: found.report });
}

async function holder(): Promise<{ node: Node; other: Node }> {
  const node = await cluster.runTogether(['vip']);
  const [other] = cluster.others(node.name);
  if (!other) throw new Error('the lab has two nodes');
  return { node, other };
}

describe('a running resource', () => {
  it('in a cluster of two nodes without fencing: this is named', async () => {
    const { node } = await holder();
    expectFirst(await firstCause(node, 'vip'), 'fencing');
    expectFirst(await firstCause(node, `ip=${VIP}`), 'fencing');
  });

  it('on the other node', async () => {
    const { node, other } = await holder();
    const found = await firstCause(other, 'vip');
    expectFirst(found, 'runs-elsewhere');
    expect(found.report.findings[0]?.advice).toEqual([`on ${node.name}: floatip doctor vip`]);
  });

  it('whose address somebody adds on the other node', async () => {
    const { other } = await holder();
    await other.host.ip(`addr add ${VIP}/24 dev eth0`);
    expectFirst(await firstCause(other, 'vip'), 'not-pacemakers');
    await other.host.ip(`addr del ${VIP}/24 dev eth0`);
  });

  it('that is banned from a node', async () => {
    const { node, other } = await holder();
    await pcs(`resource ban vip ${other.name}`);
    await cluster.waitUntilIdle();
    expectFirst(await firstCause(other, 'vip'), 'banned');
    expectFirst(await firstCause(node, 'vip'), 'fencing');
    await pcs('resource clear vip');
  });

  it('whose address is configured twice', async () => {
    await pcs(`resource create twin ${AGENT} ip=${VIP} --disabled --force`);
    const { node } = await holder();
    expectFirst(await firstCause(node, 'vip'), 'two-resources');
    await pcs('resource delete twin');
    // The stop of the twin has removed the address; the next monitor notices it.
    await until('the address is back', async () => {
      const { node } = await holder();
      return (await node.host.addresses('eth0')).includes(`${VIP}/24`);
    });
  });

  it('whose packets a firewall drops', async () => {
    const { node } = await holder();
    await node.run('nft', 'add table inet t');
    await node.run('nft', 'add chain inet t c { type filter hook input priority 0; }');
    await node.run('nft', `add rule inet t c ip daddr ${VIP} drop`);
    expectFirst(await firstCause(node, 'vip'), 'firewall');
    await node.run('nft', 'delete table inet t');
  });
});

describe('a resource that does not run', () => {
  const anyNode = () => cluster.anyNode;

  it('because it is disabled', async () => {
    await pcs('resource disable vip');
    await cluster.waitUntilIdle();
    expectFirst(await firstCause(anyNode(), 'vip'), 'stopped');
    expectFirst(await firstCause(anyNode(), `ip=${VIP}`), 'stopped');
    await pcs('resource enable vip');
    await cluster.runTogether(['vip']);
  });

  it('because it is banned from all nodes', async () => {
    for (const { name } of cluster.nodes) await pcs(`resource ban vip ${name}`);
    await cluster.waitUntilIdle();
    expectFirst(await firstCause(anyNode(), 'vip'), 'banned');
    await pcs('resource clear vip');
    await cluster.runTogether(['vip']);
  });

  it('because all nodes are in standby', async () => {
    await pcs('node standby --all');
    await cluster.waitUntilIdle();
    expectFirst(await firstCause(anyNode(), 'vip'), 'standby');
    await pcs('node unstandby --all');
    await cluster.runTogether(['vip']);
  });

  it('because Pacemaker does not manage it', async () => {
    const { node } = await holder();
    await pcs('resource unmanage vip');
    await node.run(...asFloatip('stop', `ip=${VIP}`));
    await cluster.until('the monitor has noticed it', ({ resources }) =>
      resources.some(({ id, nodes, failed }) => id === 'vip' && (failed || nodes.length === 0)),
    );
    expectFirst(await firstCause(node, 'vip'), 'unmanaged');
    await pcs('resource manage vip');
    await pcs('resource cleanup vip');
    await cluster.runTogether(['vip']);
  });

  it('because the cluster has no location for it', async () => {
    await pcs('property set symmetric-cluster=false');
    await cluster.waitUntilIdle();
    expectFirst(await firstCause(anyNode(), 'vip'), 'banned');
    await pcs('property set symmetric-cluster=true');
    await cluster.runTogether(['vip']);
  });

  it('because no fence device is configured', async () => {
    await pcs('resource disable vip');
    await cluster.waitUntilIdle();
    await pcs('property set stonith-enabled=true');
    await pcs('resource enable vip');
    await cluster.waitUntilIdle();
    expectFirst(await firstCause(anyNode(), 'vip'), 'fence-device');
    await pcs('property set stonith-enabled=false');
    await cluster.runTogether(['vip']);
  });

  it('because its start has failed on all nodes', async () => {
    await pcs(`resource create nowhere ${AGENT} ip=${NOWHERE}`);
    await cluster.waitUntilIdle();
    const found = await firstCause(anyNode(), 'nowhere');
    expectFirst(found, 'failed');
    expect(found.report.findings[0]?.seen.join('\n')).toContain('no on-link route in table main');
    await pcs('resource delete nowhere');
  });

  it('because it is blocked', async () => {
    await pcs(`resource create stuck ${AGENT} ip=${NOWHERE} op start on-fail=block`);
    await cluster.waitUntilIdle();
    expectFirst(await firstCause(anyNode(), 'stuck'), 'blocked');
    await pcs('resource cleanup stuck');
    await pcs('resource delete stuck');
  });

  it('because it waits for another resource', async () => {
    await pcs('resource create first ocf:pacemaker:Dummy --disabled');
    await pcs(`resource create second ${AGENT} ip=192.0.2.11`);
    await pcs('constraint colocation add second with first');
    await cluster.waitUntilIdle();
    expectFirst(await firstCause(anyNode(), 'second'), 'not-started');
    await pcs('resource delete second');
    await pcs('resource delete first');
  });
});
