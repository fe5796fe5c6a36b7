/** Virtual IPs for tests of what is shown of them. */
import type { AddressState } from '../../../lib/actions/monitor.ts';
import type { ClusterStatus } from '../../../lib/cluster/status.ts';
import type { Inventory, PacemakerView, VirtualIp } from '../../../lib/inventory/virtual-ip.ts';
import { REPORTED_IP, report } from '../support/address-reports.ts';

export const VIEW: PacemakerView = {
  nodes: ['node1'],
  isHere: true,
  change: undefined,
  isFailed: false,
  isBlocked: false,
  isManaged: true,
  isDisabled: false,
  isOrphaned: false,
  uncleanNodes: [],
  failures: [],
  failCount: 0,
};

export const FAILURE = {
  resource: 'vip',
  operation: 'start',
  interval: 0,
  node: 'node2',
  exitCode: 1,
  exitStatus: 'error',
  exitReason: 'no route',
  status: 'complete',
  lastChange: undefined,
};

/** A resource that runs here, and is in the given state for the kernel. */
export function virtualIp(
  kind: AddressState['kind'] = 'up',
  changes: Partial<VirtualIp> = {},
): VirtualIp {
  return {
    resource: 'vip',
    instance: undefined,
    agent: 'ocf:floatip:VirtualIP',
    containers: [],
    ip: REPORTED_IP,
    prefixLength: undefined,
    nic: undefined,
    networkNamespace: undefined,
    problems: [],
    pacemaker: VIEW,
    host: { report: report(kind), problem: undefined },
    disagreement: undefined,
    ...changes,
  };
}

const STATUS: ClusterStatus = {
  dc: 'node1',
  isQuorate: true,
  isInMaintenance: false,
  hasFencing: true,
  stopsAllResources: false,
  nodes: [],
  resources: [],
  failures: [],
  failCounts: [],
  bans: [],
};

export function inventoryOf(...virtualIps: readonly VirtualIp[]): Inventory {
  const cluster = { problem: undefined, statusProblem: undefined, status: STATUS };
  return { node: 'node1', cluster, virtualIps };
}

/** Without a cluster. */
export function inventoryByHand(...virtualIps: readonly VirtualIp[]): Inventory {
  const cluster = { problem: 'no cibadmin', statusProblem: 'no cibadmin', status: undefined };
  return { node: 'host', cluster, virtualIps };
}
