import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Pacemaker } from '../../../lib/cluster/pacemaker.ts';
import { type ClusterStatus, clusterStatus, statusIn } from '../../../lib/cluster/status.ts';
import { parseXml } from '../../../lib/cluster/xml.ts';

/** The output of crm_mon on three nodes; node1 is banned for vip, node3 is in standby. */
const CAPTURED = readFileSync(join(import.meta.dirname, 'golden/crm_mon-2.1.5.xml'), 'utf8');

const statusOf = async (xml: string): Promise<ClusterStatus> =>
  statusIn(await parseXml(xml, 'the test'));
const resource = (status: ClusterStatus, id: string) =>
  status.resources.filter((one) => one.id === id);

describe('the output of Pacemaker 2.1.5', () => {
  it('has the state of the cluster and its nodes', async () => {
    const status = await statusOf(CAPTURED);
    expect(status).toMatchObject({
      dc: 'node2',
      isQuorate: true,
      isInMaintenance: false,
      hasFencing: false,
      stopsAllResources: false,
    });
    expect(status.nodes.map(({ name }) => name)).toEqual(['node1', 'node2', 'node3']);
    expect(status.nodes[1]).toMatchObject({ isOnline: true, isDc: true, isInStandby: false });
    expect(status.nodes[2]).toMatchObject({ isOnline: true, isDc: false, isInStandby: true });
  });

  it('has an entry for each instance, in groups and clones', async () => {
    const status = await statusOf(CAPTURED);
    expect(resource(status, 'old')).toMatchObject([
      { agent: 'ocf:heartbeat:IPaddr2', role: 'Started', nodes: ['node1'], isManaged: true },
    ]);
    expect(resource(status, 'shared').map(({ instance, nodes }) => [instance, nodes])).toEqual([
      [0, ['node2']],
      [1, ['node1']],
      [2, ['node2']],
    ]);
    expect(resource(status, 'each')).toHaveLength(3);
    expect(resource(status, 'stopped')).toMatchObject([
      { role: 'Stopped', targetRole: 'Stopped', isActive: false, nodes: [] },
    ]);
    expect(resource(status, 'free')).toMatchObject([{ isManaged: false, isFailed: false }]);
  });

  it('has failed actions with their reason, and fail-counts', async () => {
    const { failures, failCounts } = await statusOf(CAPTURED);
    expect(failures.map(({ resource, node }) => `${resource} ${node}`)).toEqual([
      'nowhere node3',
      'nowhere node2',
      'each node1',
      'nowhere node1',
    ]);
    expect(failures[0]).toMatchObject({
      operation: 'start',
      interval: 0,
      exitCode: 1,
      exitStatus: 'error',
      exitReason:
        'ip="203.0.113.5": no on-link route in table main covers it; ' +
        "set nic and cidr_netmask, or add the interface's own address",
      status: 'complete',
      lastChange: '2026-11-26 10:58:52Z',
    });
    expect(failCounts).toContainEqual({
      resource: 'each',
      node: 'node1',
      count: 1_000_000,
      migrationThreshold: 1_000_000,
      lastFailure: 'Thu Nov 26 10:58:44 2026',
    });
    expect(failCounts).toHaveLength(4);
  });

  it('has bans', async () => {
    const { bans } = await statusOf(CAPTURED);
    expect(bans).toEqual([
      { id: 'cli-ban-vip-on-node1', resource: 'vip', node: 'node1', isForPromotedOnly: false },
    ]);
  });
});

describe('other versions', () => {
  it('may leave everything out', async () => {
    expect(await statusOf('<pacemaker-result/>')).toEqual({
      dc: undefined,
      isQuorate: false,
      isInMaintenance: false,
      hasFencing: false,
      stopsAllResources: false,
      nodes: [],
      resources: [],
      failures: [],
      failCounts: [],
      bans: [],
    });
  });

  it('write the agent with two colons, INFINITY, and the key of a failed action as id', async () => {
    const { resources, failures, failCounts } = await statusOf(`<pacemaker-result>
      <resources><resource id="a" resource_agent="ocf::heartbeat:IPaddr2" role="Started"/></resources>
      <node_history><node name="n"><resource_history id="a:1" fail-count="INFINITY"/></node></node_history>
      <failures><failure id="a_b:1_migrate_to_0" node="n"/><failure op_key="a_monitor_10000" node="n"/>
        <failure id="odd" node="n"/></failures>
    </pacemaker-result>`);
    expect(resources[0]?.agent).toBe('ocf:heartbeat:IPaddr2');
    expect(failCounts).toMatchObject([{ resource: 'a', count: 1_000_000 }]);
    expect(failures).toMatchObject([
      { resource: 'a_b', operation: 'migrate_to', interval: 0 },
      { resource: 'a', operation: 'monitor', interval: 10_000 },
      { resource: 'odd', operation: '', interval: 0 },
    ]);
  });
});

describe('crm_mon that fails', () => {
  const failing = (output: string) =>
    ({
      attempt: () => ({ succeeded: false, output, complaint: 'crm_mon: exit status 102' }),
    }) as unknown as Pacemaker;

  it('says why in its XML', async () => {
    const output =
      '<pacemaker-result><status code="102" message="Not connected"/></pacemaker-result>';
    await expect(clusterStatus(failing(output))).rejects.toThrow('crm_mon: Not connected');
  });

  it.each(['', '<pacemaker-result/>', 'no XML'])(
    'and writes %j is quoted as usual',
    async (output) => {
      await expect(clusterStatus(failing(output))).rejects.toThrow('crm_mon: exit status 102');
    },
  );
});
