/** The output of `floatip list --json`: docs/list.md describes it. Members without a value are absent. */
import { type StatusReport, statusReport } from '../cli/status-report.ts';
import type { FailedAction } from '../cluster/status.ts';
import type { ClusterView, Inventory, PacemakerView, VirtualIp } from './virtual-ip.ts';

interface ListReport {
  readonly node: string;
  readonly cluster: ClusterReport;
  readonly virtualIps: readonly VirtualIpReport[];
}

interface ClusterReport {
  readonly configurationProblem: string | undefined;
  readonly statusProblem: string | undefined;
  readonly dc: string | undefined;
  readonly quorate: boolean | undefined;
  readonly maintenance: boolean | undefined;
}

interface VirtualIpReport {
  readonly resource: string | undefined;
  readonly instance: number | undefined;
  readonly agent: string | undefined;
  readonly containers: readonly string[];
  readonly ip: string;
  readonly prefixLength: number | undefined;
  readonly nic: string | undefined;
  readonly networkNamespace: string | undefined;
  readonly problems: readonly string[];
  readonly pacemaker: PacemakerReport | undefined;
  /** As `floatip status --json` shows it. */
  readonly host: StatusReport | undefined;
  readonly hostProblem: string | undefined;
  readonly disagreement: string | undefined;
}

interface PacemakerReport {
  readonly nodes: readonly string[];
  readonly here: boolean;
  readonly change: string | undefined;
  readonly failed: boolean;
  readonly blocked: boolean;
  readonly managed: boolean;
  readonly disabled: boolean;
  readonly orphaned: boolean;
  readonly uncleanNodes: readonly string[];
  readonly failCount: number;
  readonly failures: readonly FailureReport[];
}

interface FailureReport {
  readonly operation: string;
  readonly node: string;
  readonly exitCode: number;
  readonly exitStatus: string;
  readonly exitReason: string;
  readonly lastChange: string | undefined;
}

export function listJson({ node, cluster, virtualIps }: Inventory): string {
  const list: VirtualIpReport[] = [];
  for (const one of virtualIps) list.push(virtualIpReport(one));
  const report: ListReport = { node, cluster: clusterReport(cluster), virtualIps: list };
  return `${JSON.stringify(report)}\n`;
}

function clusterReport({ problem, statusProblem, status }: ClusterView): ClusterReport {
  return {
    configurationProblem: problem,
    statusProblem,
    dc: status?.dc,
    quorate: status?.isQuorate,
    maintenance: status?.isInMaintenance,
  };
}

function virtualIpReport(one: VirtualIp): VirtualIpReport {
  const { pacemaker, host } = one;
  return {
    resource: one.resource,
    instance: one.instance,
    agent: one.agent,
    containers: one.containers,
    ip: one.ip,
    prefixLength: one.prefixLength,
    nic: one.nic,
    networkNamespace: one.networkNamespace,
    problems: one.problems,
    pacemaker: pacemaker && pacemakerReport(pacemaker),
    host: host.report && statusReport(host.report),
    hostProblem: host.problem,
    disagreement: one.disagreement,
  };
}

function pacemakerReport(view: PacemakerView): PacemakerReport {
  const failures: FailureReport[] = [];
  for (const failure of view.failures) failures.push(failureReport(failure));
  return {
    nodes: view.nodes,
    here: view.isHere,
    change: view.change,
    failed: view.isFailed,
    blocked: view.isBlocked,
    managed: view.isManaged,
    disabled: view.isDisabled,
    orphaned: view.isOrphaned,
    uncleanNodes: view.uncleanNodes,
    failCount: view.failCount,
    failures,
  };
}

function failureReport(failure: FailedAction): FailureReport {
  const { operation, node, exitCode, exitStatus, exitReason, lastChange } = failure;
  return { operation, node, exitCode, exitStatus, exitReason, lastChange };
}
