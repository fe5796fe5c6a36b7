/** The output of `floatip metrics`: docs/metrics.md describes each metric. */
import manifest from '../../package.json' with { type: 'json' };
import { linkHealth } from '../vip/link/link-health.ts';
import type { AnnouncementRecord } from '../vip/state/announcement-record.ts';
import { assignedIn } from './disagreement.ts';
import { Exposition, type Labels, type Sample } from './exposition.ts';
import type { Inventory, PacemakerView, VirtualIp } from './virtual-ip.ts';

/**
 * @param now clock.now()
 * @param unixTime seconds since 1970 at the same time
 */
export function metricsText(inventory: Inventory, now: number, unixTime: number): string {
  const { cluster, virtualIps } = inventory;
  const exposition = new Exposition();
  exposition.gauge('floatip_build_info', 'The version of floatip', [
    { labels: { version: manifest.version }, value: 1 },
  ]);
  addCluster(exposition, inventory);
  addHost(exposition, virtualIps);
  if (cluster.status) addPacemaker(exposition, virtualIps);
  // From the clock of the records to the time of day.
  addAnnouncements(exposition, virtualIps, unixTime - now / 1000);
  return exposition.text();
}

function addCluster(exposition: Exposition, { cluster }: Inventory): void {
  const { problem, status } = cluster;
  exposition.gauge(
    'floatip_cluster_configuration_read',
    'Whether the configuration of the cluster could be read',
    [flag({}, problem === undefined)],
  );
  exposition.gauge('floatip_cluster_status_read', 'Whether Pacemaker said what runs where', [
    flag({}, status !== undefined),
  ]);
  if (!status) return;
  exposition.gauge('floatip_cluster_quorate', 'Whether the partition of this host has quorum', [
    flag({}, status.isQuorate),
  ]);
  exposition.gauge('floatip_cluster_maintenance_mode', 'Whether maintenance-mode is set', [
    flag({}, status.isInMaintenance),
  ]);
}

/** What the kernel of this host says. */
function addHost(exposition: Exposition, virtualIps: readonly VirtualIp[]): void {
  const valid: Sample[] = [];
  const up: Sample[] = [];
  const assigned: Sample[] = [];
  const link: Sample[] = [];
  for (const one of virtualIps) {
    const labels = labelsOf(one);
    const { problems, host } = one;
    if (one.ip !== '') valid.push(flag(labels, problems.length === 0));
    const report = host.report;
    if (!report) continue;
    const held = assignedIn(report);
    up.push(flag(labels, report.state.kind === 'up' && report.share?.fault === undefined));
    assigned.push(flag(labels, held !== undefined));
    if (held) {
      const name = held.link.name;
      link.push(flag({ ...labels, interface: name }, linkHealth(held.link) === 'up'));
    }
  }
  exposition.gauge('floatip_vip_parameters_valid', 'Whether floatip accepts the parameters', valid);
  exposition.gauge('floatip_vip_up', 'Whether the address is up on this host', up);
  exposition.gauge(
    'floatip_vip_assigned',
    'Whether the kernel of this host has the address, also if it is not usable',
    assigned,
  );
  exposition.gauge(
    'floatip_vip_link_up',
    'Whether the interface of the address is up and has a carrier',
    link,
  );
}

/** What Pacemaker says, and whether the kernel of this host agrees. */
function addPacemaker(exposition: Exposition, virtualIps: readonly VirtualIp[]): void {
  const add = (name: string, help: string, read: (view: PacemakerView) => number) => {
    const samples: Sample[] = [];
    for (const one of virtualIps) {
      if (one.pacemaker) samples.push({ labels: labelsOf(one), value: read(one.pacemaker) });
    }
    exposition.gauge(name, help, samples);
  };
  add('floatip_vip_expected', 'Whether Pacemaker says that the address is on this host', (view) =>
    numberOf(view.isHere),
  );
  add('floatip_vip_active_nodes', 'On how many nodes Pacemaker says that the address is', (view) =>
    Number(view.nodes.length),
  );
  add('floatip_vip_managed', 'Whether Pacemaker manages the resource', (view) =>
    numberOf(view.isManaged),
  );
  add('floatip_vip_failed', 'Whether the resource is in the state failed', (view) =>
    numberOf(view.isFailed),
  );
  add('floatip_vip_blocked', 'Whether Pacemaker waits for an administrator', (view) =>
    numberOf(view.isBlocked),
  );
  add('floatip_vip_fail_count', 'The fail-count on this host, 1000000 for INFINITY', (view) =>
    Number(view.failCount),
  );
  const disagreements: Sample[] = [];
  for (const one of virtualIps) {
    const isKnown = one.pacemaker !== undefined && one.host.report !== undefined;
    if (isKnown) disagreements.push(flag(labelsOf(one), one.disagreement !== undefined));
  }
  exposition.gauge(
    'floatip_vip_disagreement',
    'Whether Pacemaker and the kernel of this host disagree about the address',
    disagreements,
  );
}

/** What was recorded of announcements. @param boot seconds since 1970 at which the clock of the records was 0 */
function addAnnouncements(
  exposition: Exposition,
  virtualIps: readonly VirtualIp[],
  boot: number,
): void {
  const announced: Sample[] = [];
  const answered: Sample[] = [];
  const answerTimes: Sample[] = [];
  const conflicts: Sample[] = [];
  const firstHeard: Sample[] = [];
  const lastHeard: Sample[] = [];
  for (const one of virtualIps) {
    const record = one.host.report?.announcement;
    if (!record) continue;
    const labels = labelsOf(one);
    if (record.announcedAt !== 0) announced.push(time(labels, record.announcedAt, boot));
    for (const { ip, askedAt, answeredAt } of record.peers) {
      const ofPeer: Labels = { ...labels, peer: ip };
      answered.push(flag(ofPeer, answeredAt !== 0));
      if (answeredAt !== 0) {
        answerTimes.push({
          labels: ofPeer,
          value: Math.round((answeredAt - askedAt) * 10) / 10_000,
        });
      }
    }
    conflicts.push(flag(labels, record.conflict !== undefined));
    addConflict(record, labels, boot, firstHeard, lastHeard);
  }
  exposition.gauge(
    'floatip_vip_last_announcement_timestamp_seconds',
    'When the last announcement of the address began',
    announced,
  );
  exposition.gauge(
    'floatip_vip_peer_answered',
    'Whether the gateway or other peer has acknowledged the address',
    answered,
  );
  exposition.gauge(
    'floatip_vip_peer_answer_seconds',
    'The time from the first question to the answer of the peer',
    answerTimes,
  );
  exposition.gauge('floatip_vip_conflict', 'Whether another host has the address too', conflicts);
  exposition.gauge(
    'floatip_vip_conflict_first_heard_timestamp_seconds',
    'When another owner of the address was heard first',
    firstHeard,
  );
  exposition.gauge(
    'floatip_vip_conflict_last_heard_timestamp_seconds',
    'When another owner of the address was heard last',
    lastHeard,
  );
}

function addConflict(
  { conflict }: AnnouncementRecord,
  labels: Labels,
  boot: number,
  firstHeard: Sample[],
  lastHeard: Sample[],
): void {
  if (!conflict) return;
  const ofHost: Labels = { ...labels, hardware_address: conflict.hardwareAddress };
  firstHeard.push(time(ofHost, conflict.firstAt, boot));
  lastHeard.push(time(ofHost, conflict.lastAt, boot));
}

/** The labels of a virtual IP: they do not change when it moves. */
function labelsOf({ resource, ip, agent, networkNamespace }: VirtualIp): Labels {
  return {
    resource: resource ?? '',
    ip,
    agent: agent ?? '',
    network_namespace: networkNamespace ?? '',
  };
}

function flag(labels: Labels, value: boolean): Sample {
  return { labels, value: numberOf(value) };
}

function numberOf(value: boolean): number {
  return value ? 1 : 0;
}

/** @param at clock.now() in milliseconds */
function time(labels: Labels, at: number, boot: number): Sample {
  return { labels, value: Math.round(boot + at / 1000) };
}
