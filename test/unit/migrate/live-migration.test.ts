import { expect, it } from 'vitest';
import { SilentLog } from '../../../lib/cli/plain-log.ts';
import type { Configuration } from '../../../lib/cluster/configuration.ts';
import type { Pacemaker } from '../../../lib/cluster/pacemaker.ts';
import type { Clock } from '../../../lib/linux/clock.ts';
import { ClusterControl } from '../../../lib/migrate/cluster-control.ts';
import { LiveMigration } from '../../../lib/migrate/live-migration.ts';
import { unitsOf } from '../../../lib/migrate/unit.ts';
import { configurationOf, primitive } from './cib.ts';

interface Cluster {
  readonly quorum?: string;
  /** Attributes of node2. */
  readonly node2?: string;
  readonly resource?: string;
  readonly state?: string;
  readonly actions?: string;
  readonly failCount?: number;
}

/** A cluster that answers, and records what would change it. */
function fake(cluster: Cluster, configuration: Configuration) {
  const {
    quorum = 'true',
    node2 = '',
    resource = '',
    state = 'S_IDLE',
    actions = '',
    failCount = 0,
  } = cluster;
  const changes: string[] = [];
  const status = `<pacemaker-result><summary><current_dc name="node1" with_quorum="${quorum}"/></summary>
    <nodes><node name="node1" id="1" online="true"/><node name="node2" id="2" online="true" ${node2}/></nodes>
    <resources><resource id="vip" active="true" ${resource}><node name="node1"/></resource></resources>
    <node_history><node name="node1"><resource_history id="vip" fail-count="${failCount}"/></node></node_history></pacemaker-result>`;
  const pacemaker = {
    run: (name: string, args: readonly string[]) => {
      if (name === 'crmadmin') return `<crmd state="${state}"/>`;
      if (name === 'crm_simulate') return `<actions>${actions}</actions><transition/>`;
      if (name === 'cibadmin' && args[0] === '--query') return '<cib/>';
      changes.push(`${name} ${args[0]}`);
      return '';
    },
    attempt: (name: string) =>
      name === 'crm_mon'
        ? { succeeded: true, output: status, complaint: '' }
        : { succeeded: false, output: '', complaint: 'not there' },
    configuration: async () => configuration,
  } as unknown as Pacemaker;
  let now = 0;
  const clock: Clock = {
    now: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
    },
  };
  const live = new LiveMigration(new ClusterControl(pacemaker), clock, new SilentLog(), 'me');
  return { live, changes };
}

async function refusal(cluster: Cluster): Promise<{ reason: string; changes: readonly string[] }> {
  const configuration = await configurationOf({ resources: primitive('vip', { ip: '192.0.2.1' }) });
  const { live, changes } = fake(cluster, configuration);
  const reason = await live.migrate(unitsOf(configuration, 'apply')).then(
    () => expect.fail('it was migrated'),
    (error: Error) => error.message,
  );
  return { reason, changes };
}

it.each<[Cluster, string]>([
  [{ quorum: 'false' }, 'this part of the cluster has no quorum'],
  [{ node2: 'pending="true"' }, 'the cluster is in transition: node node2 is joining'],
  [{ node2: 'unclean="true"' }, 'node node2 is unclean: it must be fenced first'],
  [{ resource: 'pending="Starting"' }, 'the cluster is in transition: Starting vip'],
  [
    { state: 'S_TRANSITION_ENGINE' },
    'the cluster is in transition: the controller on node1 is busy',
  ],
  [{ resource: 'failed="true"' }, 'vip has failed'],
  [{ failCount: 1 }, 'vip has a fail-count of 1 on node1'],
])('a cluster with %j is refused, and not changed', async (cluster, expected) => {
  const { reason, changes } = await refusal(cluster);
  expect(reason).toContain(`vip: ${expected}`);
  expect(reason).toMatch(/; everything is as it was$/);
  expect(changes).toEqual([]);
});

it('actions that Pacemaker plans, but never begins, are no transition', async () => {
  const actions = '<rsc_action action="Start" resource="x" node="node1"/>';
  const { changes } = await refusal({ actions });
  // It begins, and stops because the mark is not there.
  expect(changes[0]).toBe('cibadmin --modify');
});
