/** Checks of the cluster: whether Pacemaker runs the resource, where, and why not. */
import type { Resource } from '../../cluster/configuration.ts';
import type { ClusterStatus, ResourceStatus } from '../../cluster/status.ts';
import type { XmlElement } from '../../cluster/xml.ts';
import type { Diagnosis, Likelihood } from '../diagnosis.ts';
import type { ClusterFacts } from '../facts/cluster.ts';
import type { Facts } from '../facts/facts.ts';

/** INFINITY of Pacemaker, and the fail-count after a failed start or stop. */
const INFINITE = 1_000_000;
const MAX_REASONS = 3;

/** A resource of the cluster, and where it runs. */
interface Subject {
  readonly facts: Facts;
  readonly cluster: ClusterFacts;
  readonly resource: Resource;
  readonly instances: readonly ResourceStatus[];
  /** The nodes on which Pacemaker runs it. */
  readonly nodes: readonly string[];
  readonly isHere: boolean;
  /** How sure it is that a reason against running is why nobody answers here. */
  readonly blame: Likelihood;
  /** The ids of the resource and of what contains it: a constraint may name any of them. */
  readonly ids: readonly string[];
}

export function checkCluster(facts: Facts, cluster: ClusterFacts, diagnosis: Diagnosis): void {
  const resource = cluster.resources.at(0);
  if (!resource) {
    diagnosis.isWell(`no resource of the cluster has ${facts.ip.text}`);
    return;
  }
  checkTwins(facts, cluster, diagnosis);
  const subject = subjectOf(facts, cluster, resource);
  checkQuorum(subject, diagnosis);
  checkNodes(subject, diagnosis);
  checkStopped(subject, diagnosis);
  checkBlocked(subject, diagnosis);
  checkManaged(subject, diagnosis);
  checkBans(subject, diagnosis);
  checkFailures(subject, diagnosis);
  checkFencing(subject, diagnosis);
  checkDependencies(subject, diagnosis);
  checkPlace(subject, diagnosis);
}

function subjectOf(facts: Facts, cluster: ClusterFacts, resource: Resource): Subject {
  const { status, localNode } = cluster;
  const instances = status.resources.filter(
    ({ id, isOrphaned }) => id === resource.id && !isOrphaned,
  );
  const nodes: string[] = [];
  for (const instance of instances) {
    for (const node of instance.nodes) {
      if (instance.isActive && !nodes.includes(node)) nodes.push(node);
    }
  }
  const ids = [resource.id, ...resource.containers.map(({ id }) => id)];
  const isHere = nodes.includes(localNode);
  const blame: Likelihood = nodes.length === 0 || !isHere ? 'certain' : 'hint';
  return { facts, cluster, resource, instances, nodes, isHere, blame, ids };
}

function checkTwins({ ip }: Facts, { resources }: ClusterFacts, diagnosis: Diagnosis): void {
  if (resources.length < 2) return;
  const names = resources.map(({ id }) => id).join(', ');
  diagnosis.add({
    cause: 'two-resources',
    // The probe of a stopped one finds the address, and its stop removes it.
    likelihood: 'certain',
    summary: `several resources have ${ip.text}: ${names}; they take the address from each other`,
    seen: [`the configuration of the cluster: ip=${ip.text} in ${names}`],
    advice: ['delete all but one: pcs resource delete RESOURCE'],
  });
}

function checkQuorum(subject: Subject, diagnosis: Diagnosis): void {
  const { status, configuration } = subject.cluster;
  if (status.isQuorate) {
    diagnosis.isWell('the cluster has quorum');
    return;
  }
  const policy = configuration.option('no-quorum-policy') ?? 'stop';
  const isIgnored = policy === 'ignore';
  const offline = status.nodes.filter(({ isOnline }) => !isOnline).map(({ name }) => name);
  diagnosis.add({
    cause: 'quorum',
    likelihood: isIgnored || subject.isHere ? 'hint' : 'certain',
    summary: isIgnored
      ? 'the cluster has no quorum, and no-quorum-policy=ignore: another part of it may run the address too'
      : `the cluster has no quorum: Pacemaker starts nothing here (no-quorum-policy=${policy})`,
    seen: [
      'crm_mon: partition WITHOUT quorum',
      ...(offline.length > 0 ? [`nodes that are offline: ${offline.join(', ')}`] : []),
    ],
    advice: [
      'corosync-quorumtool',
      'corosync-cfgtool -s',
      'bring the other nodes or their links back',
    ],
  });
}

function checkNodes(subject: Subject, diagnosis: Diagnosis): void {
  const { cluster, nodes, isHere } = subject;
  const { status, localNode } = cluster;
  const isStopped = nodes.length === 0;
  for (const node of status.nodes) {
    if (node.isUnclean) {
      diagnosis.add({
        cause: 'node-offline',
        likelihood: isStopped || nodes.includes(node.name) ? 'certain' : 'hint',
        summary: `node ${node.name} must be fenced before its resources may start elsewhere (UNCLEAN)`,
        seen: [`crm_mon: node ${node.name} is UNCLEAN`],
        advice: [
          'pcs stonith status',
          'pcs stonith history',
          `if you have made sure that it is off: pcs stonith confirm ${node.name}`,
        ],
      });
    } else if (!node.isOnline) {
      diagnosis.add({
        cause: 'node-offline',
        likelihood: 'hint',
        summary: `node ${node.name} is offline`,
        seen: [`crm_mon: node ${node.name} is OFFLINE`],
        advice: [`on ${node.name}: pcs cluster start`],
      });
    }
  }
  const usable = status.nodes.filter(
    ({ isOnline, isInStandby, type }) => isOnline && !isInStandby && type !== 'ping',
  );
  const standby = status.nodes.filter(({ isInStandby }) => isInStandby);
  const names = standby.map(({ name }) => name);
  if (names.length > 0) {
    const isAll = usable.length === 0 && isStopped;
    const isOurs = names.includes(localNode) && !isHere;
    diagnosis.add({
      cause: 'standby',
      likelihood: isAll || isOurs ? 'certain' : isStopped ? 'likely' : 'hint',
      summary: `node${names.length === 1 ? '' : 's'} ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} in standby: Pacemaker runs nothing there`,
      seen: [`crm_mon: standby: ${names.join(', ')}`],
      advice: names.map((name) => `pcs node unstandby ${name}`),
    });
  }
}

function checkStopped(subject: Subject, diagnosis: Diagnosis): void {
  const { cluster, resource, blame } = subject;
  const { configuration, status } = cluster;
  if (status.stopsAllResources) {
    diagnosis.add({
      cause: 'stop-all',
      likelihood: blame,
      summary: 'the cluster stops all resources (stop-all-resources=true)',
      seen: ['pcs property config: stop-all-resources=true'],
      advice: ['pcs property set stop-all-resources=false'],
    });
  }
  const meta = configuration.metaAttributes(resource).values;
  const role = meta.get('target-role') ?? defaultOf(subject, 'target-role');
  if (role === undefined || role.toLowerCase() !== 'stopped') return;
  diagnosis.add({
    cause: 'stopped',
    likelihood: blame,
    summary: `${resource.id} is disabled: target-role=${role}`,
    seen: [
      `the configuration of the cluster: target-role=${role} (${whereSet(subject, 'target-role')})`,
    ],
    advice: [`pcs resource enable ${whereSet(subject, 'target-role')}`],
  });
}

/** A value of rsc_defaults. */
function defaultOf({ cluster }: Subject, name: string): string | undefined {
  const section = cluster.configuration.section('rsc_defaults');
  for (const set of section?.all('meta_attributes') ?? []) {
    for (const pair of set.all('nvpair')) {
      if (pair.attribute('name') === name) return pair.attribute('value');
    }
  }
  return undefined;
}

/** The id of what has the meta attribute: the resource, or what contains it. */
function whereSet({ resource }: Subject, name: string): string {
  const has = (element: XmlElement) =>
    element
      .all('meta_attributes')
      .some((set) => set.all('nvpair').some((pair) => pair.attribute('name') === name));
  if (has(resource.element)) return resource.id;
  const container = resource.containers.find(({ element }) => has(element));
  return container?.id ?? resource.id;
}

function checkBlocked({ resource, instances }: Subject, diagnosis: Diagnosis): void {
  if (!instances.some(({ isBlocked }) => isBlocked)) return;
  diagnosis.add({
    cause: 'blocked',
    likelihood: 'certain',
    summary: `${resource.id} is blocked: Pacemaker does nothing with it before you clear the failure`,
    seen: [`crm_mon: ${resource.id} FAILED (blocked)`],
    advice: [
      'crm_mon --one-shot shows the failed action: a stop that fails without fencing blocks',
      `remove what made it fail, then: pcs resource cleanup ${resource.id}`,
    ],
  });
}

function checkManaged(subject: Subject, diagnosis: Diagnosis): void {
  const { cluster, resource, instances, nodes, facts } = subject;
  const { status, localNode } = cluster;
  const local = status.nodes.find(({ name }) => name === localNode);
  const isWide = status.isInMaintenance;
  const isNode = local?.isInMaintenance === true;
  const isOwn = instances.some(({ isManaged, isInMaintenance }) => !isManaged || isInMaintenance);
  if (!isWide && !isNode && !isOwn) return;
  const isMissing = nodes.length === 0 || (subject.isHere && !facts.holder);
  const how = isWide
    ? 'maintenance-mode=true'
    : isNode
      ? `node ${localNode} is in maintenance`
      : 'is-managed=false or maintenance=true';
  diagnosis.add({
    cause: 'unmanaged',
    likelihood: isMissing ? 'certain' : 'hint',
    summary: `Pacemaker does not manage ${resource.id} (${how}): it neither starts nor recovers it`,
    seen: [`crm_mon: ${resource.id} ${isWide || isNode ? 'maintenance' : 'unmanaged'}`],
    advice: isWide
      ? ['pcs property set maintenance-mode=false']
      : isNode
        ? [`pcs node unmaintenance ${localNode}`]
        : [`pcs resource manage ${resource.id}`],
  });
}

function checkBans(subject: Subject, diagnosis: Diagnosis): void {
  const { cluster, resource, nodes, isHere, ids } = subject;
  const { configuration, localNode, status } = cluster;
  const constraints = configuration.section('constraints')?.all('rsc_location') ?? [];
  const banned: string[] = [];
  const seen: string[] = [];
  let hasRule = false;
  let hasPreference = false;
  for (const constraint of constraints) {
    if (!concerns(constraint, ids)) continue;
    const score = constraint.attribute('score') ?? '';
    const node = constraint.attribute('node');
    const id = constraint.attribute('id') ?? '';
    if (node !== undefined && isMinusInfinity(score)) {
      if (!banned.includes(node)) banned.push(node);
      seen.push(`constraint ${id}: ${resource.id} not on ${node} (score ${score})`);
    } else if (node !== undefined) {
      hasPreference = true;
    }
    for (const rule of constraint.all('rule')) {
      const ruleScore = rule.attribute('score') ?? '';
      if (!isMinusInfinity(ruleScore)) {
        hasPreference = true;
        continue;
      }
      hasRule = true;
      seen.push(`constraint ${id}: a rule with the score ${ruleScore}`);
    }
  }
  const isOptIn = (configuration.option('symmetric-cluster') ?? 'true').toLowerCase() === 'false';
  if (isOptIn && !hasPreference && nodes.length === 0) {
    diagnosis.add({
      cause: 'banned',
      likelihood: 'certain',
      summary: `symmetric-cluster=false, and no location constraint lets ${resource.id} run on a node`,
      seen: ['pcs property config: symmetric-cluster=false'],
      advice: [
        `pcs constraint location ${resource.id} prefers NODE`,
        'or: pcs property set symmetric-cluster=true',
      ],
    });
  }
  if (seen.length === 0) return;
  const online = status.nodes.filter(({ isOnline }) => isOnline).map(({ name }) => name);
  const isEverywhere = online.every((name) => banned.includes(name));
  const isOurs = banned.includes(localNode) && !isHere;
  const isCertain = (nodes.length === 0 && isEverywhere) || isOurs;
  const likely: Likelihood = nodes.length === 0 ? 'likely' : 'hint';
  const where = banned.length > 0 ? banned.join(', ') : 'the nodes that the rule selects';
  const likelihood: Likelihood = isCertain ? 'certain' : hasRule && !isHere ? 'likely' : likely;
  diagnosis.add({
    cause: 'banned',
    likelihood,
    summary: `a location constraint keeps ${resource.id} from ${where}`,
    seen,
    advice: [
      `a ban or move: pcs resource clear ${resource.id}`,
      'another constraint: pcs constraint delete ID (pcs constraint --full lists them)',
    ],
  });
}

function concerns(constraint: XmlElement, ids: readonly string[]): boolean {
  const named = constraint.attribute('rsc');
  if (named !== undefined) return ids.includes(named);
  for (const set of constraint.all('resource_set')) {
    for (const reference of set.all('resource_ref')) {
      const id = reference.attribute('id');
      if (id !== undefined && ids.includes(id)) return true;
    }
  }
  return false;
}

function isMinusInfinity(score: string): boolean {
  return score === '-INFINITY' || Number(score) <= -INFINITE;
}

function checkFailures(subject: Subject, diagnosis: Diagnosis): void {
  const { cluster, resource, nodes, isHere, ids } = subject;
  const { status, localNode } = cluster;
  const failed: string[] = [];
  const seen: string[] = [];
  for (const { resource: id, node, count, migrationThreshold } of status.failCounts) {
    if (!ids.includes(id) || count === 0) continue;
    const isOver = count >= INFINITE || (migrationThreshold > 0 && count >= migrationThreshold);
    seen.push(
      `fail-count of ${id} on ${node}: ${count >= INFINITE ? 'INFINITY' : count}` +
        (migrationThreshold > 0 ? ` (migration-threshold ${migrationThreshold})` : ''),
    );
    if (isOver && !failed.includes(node)) failed.push(node);
  }
  for (const failure of status.failures) {
    if (!ids.includes(failure.resource) || seen.length > 2 * MAX_REASONS) continue;
    const reason = failure.exitReason === '' ? failure.exitStatus : failure.exitReason;
    seen.push(`${failure.operation} on ${failure.node}: ${reason}`);
  }
  if (seen.length === 0) return;
  const isBarred = failed.length > 0;
  const isOurs = failed.includes(localNode) && !isHere;
  const likelihood: Likelihood =
    nodes.length === 0 || isOurs ? (isBarred ? 'certain' : 'likely') : 'hint';
  diagnosis.add({
    cause: 'failed',
    likelihood,
    summary: isBarred
      ? `${resource.id} has failed on ${failed.join(', ')}, and may not run there until the failure is cleared`
      : `${resource.id} has failed`,
    seen,
    advice: [
      'remove the reason, then:',
      `pcs resource cleanup ${resource.id}`,
      'failure-timeout and migration-threshold say how Pacemaker forgets failures',
    ],
  });
}

function checkFencing(subject: Subject, diagnosis: Diagnosis): void {
  const { cluster, nodes } = subject;
  const { status, configuration } = cluster;
  const count = status.nodes.filter(({ type }) => type !== 'ping').length;
  const hasDevice = configuration.resources.some(
    ({ standard, isTemplate }) => standard === 'stonith' && !isTemplate,
  );
  if (!status.hasFencing) {
    if (count < 2) return;
    diagnosis.add({
      cause: 'fencing',
      likelihood: count === 2 ? 'possible' : 'hint',
      summary: `fencing is off in a cluster of ${count} nodes: if the nodes lose each other, ${count === 2 ? 'both' : 'several'} may have the address`,
      seen: ['pcs property config: stonith-enabled=false'],
      advice: [
        'configure a fence device: pcs stonith create',
        'pcs property set stonith-enabled=true',
      ],
    });
  } else if (!hasDevice && nodes.length === 0) {
    diagnosis.add({
      cause: 'fence-device',
      likelihood: 'certain',
      summary: 'Pacemaker starts nothing: stonith-enabled=true, but no fence device is configured',
      seen: ['the configuration of the cluster has no resource of the class stonith'],
      advice: ['pcs stonith create …', 'for a test only: pcs property set stonith-enabled=false'],
    });
  }
}

/** Resources that must run first, or on the same node. */
function checkDependencies(subject: Subject, diagnosis: Diagnosis): void {
  const { cluster, resource, nodes, ids } = subject;
  if (nodes.length > 0) return;
  const reasons: string[] = [];
  const others: string[] = [];
  const section = cluster.configuration.section('constraints');
  for (const constraint of section?.all('rsc_colocation') ?? []) {
    const needs = constraint.attribute('with-rsc') ?? '';
    if (!ids.includes(constraint.attribute('rsc') ?? '') || needs === '') continue;
    if ((constraint.attribute('score') ?? '').startsWith('-')) continue;
    if (!runs(cluster.status, needs)) others.push(needs);
  }
  for (const constraint of section?.all('rsc_order') ?? []) {
    const first = constraint.attribute('first') ?? '';
    if (!ids.includes(constraint.attribute('then') ?? '') || first === '') continue;
    if ((constraint.attribute('kind') ?? '') === 'Optional') continue;
    if (!runs(cluster.status, first)) others.push(first);
  }
  for (const { kind, element } of resource.containers) {
    if (kind !== 'group') continue;
    for (const { name, element: member } of membersOf(element)) {
      if (name === resource.id) break;
      if (member.name === 'primitive' && !runs(cluster.status, name)) others.push(name);
    }
  }
  for (const name of others) {
    const reason = `${name} does not run`;
    if (!reasons.includes(reason)) reasons.push(reason);
  }
  if (reasons.length > 0) {
    diagnosis.add({
      cause: 'not-started',
      likelihood: 'certain',
      summary: `${resource.id} waits for another resource: ${reasons.join(', ')}`,
      seen: ['constraints or the order of the group'],
      advice: [`look at ${others.at(0) ?? ''}: crm_mon --one-shot --inactive`],
    });
    return;
  }
  const isExplained = diagnosis.findings().some(({ likelihood }) => likelihood !== 'hint');
  if (isExplained) return;
  diagnosis.add({
    cause: 'not-started',
    likelihood: 'certain',
    summary: `Pacemaker does not run ${resource.id} on any node`,
    seen: [`crm_mon: ${resource.id} Stopped`],
    advice: [
      `crm_simulate --live-check --show-scores | grep ${resource.id}`,
      `crm_resource --why --resource ${resource.id}`,
    ],
  });
}

interface Member {
  readonly name: string;
  readonly element: XmlElement;
}

function membersOf(group: XmlElement): Member[] {
  const members: Member[] = [];
  for (const element of group.children) {
    members.push({ name: element.attribute('id') ?? '', element });
  }
  return members;
}

/** Whether a resource, or an instance of what it contains, runs. @param id of a primitive; others are taken to run */
function runs({ resources }: ClusterStatus, id: string): boolean {
  const instances = resources.filter((one) => one.id === id);
  return instances.length === 0 || instances.some(({ isActive }) => isActive);
}

function checkPlace(subject: Subject, diagnosis: Diagnosis): void {
  const { facts, cluster, resource, nodes, isHere } = subject;
  const { localNode } = cluster;
  const { holder, ip } = facts;
  if (localNode === '') return;
  if (isHere && holder) {
    diagnosis.isWell(`Pacemaker runs ${resource.id} on this node (${localNode})`);
    return;
  }
  if (isHere) {
    const hasMonitor = resource.element
      .withDescendants()
      .some((one) => one.name === 'op' && one.attribute('name') === 'monitor');
    diagnosis.add({
      cause: 'not-started',
      likelihood: 'hint',
      summary: `Pacemaker takes ${resource.id} for started on this node, but the address is gone`,
      seen: [
        `crm_mon: ${resource.id} Started ${localNode}`,
        hasMonitor
          ? 'the next monitor will notice it'
          : `${resource.id} has no monitor operation: nobody notices`,
      ],
      advice: [
        `pcs resource refresh ${resource.id}`,
        ...(hasMonitor ? [] : [`pcs resource op add ${resource.id} monitor interval=10s`]),
      ],
    });
    return;
  }
  if (holder && !facts.isShared) {
    diagnosis.add({
      cause: 'not-pacemakers',
      likelihood: 'certain',
      summary:
        nodes.length > 0
          ? `${ip.text} is on this node (${localNode}), but Pacemaker runs ${resource.id} on ${nodes.join(', ')}: two nodes have it`
          : `${ip.text} is on this node (${localNode}), but Pacemaker does not run ${resource.id} anywhere`,
      seen: [
        `ip address show to ${ip.text}: on ${holder.on.link.name}`,
        nodes.length > 0
          ? `crm_mon: ${resource.id} Started ${nodes.join(', ')}`
          : `crm_mon: ${resource.id} Stopped`,
      ],
      advice: [
        `if it was added by hand: ip address delete ${ip.text}/${holder.entry.prefixLength} dev ${holder.on.link.name}`,
        `or let Pacemaker look: pcs resource refresh ${resource.id}`,
      ],
    });
    return;
  }
  if (nodes.length === 0) return;
  diagnosis.add({
    cause: 'runs-elsewhere',
    likelihood: 'certain',
    summary: `Pacemaker runs ${resource.id} on ${nodes.join(', ')}, not on this node (${localNode})`,
    seen: [`crm_mon: ${resource.id} Started ${nodes.join(', ')}`],
    advice: [`on ${nodes.at(0) ?? ''}: floatip doctor ${resource.id}`],
  });
}
