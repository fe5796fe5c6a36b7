/** What `floatip list` and `floatip metrics` show. */
import type { AddressReport } from '../actions/monitor.ts';
import type { ClusterStatus, FailedAction } from '../cluster/status.ts';

export interface Inventory {
  /** The name of this host in the cluster, or its host name. */
  readonly node: string;
  readonly cluster: ClusterView;
  /** In the order of the configuration; then those without a resource. */
  readonly virtualIps: readonly VirtualIp[];
}

export interface ClusterView {
  /** Why the configuration of the cluster cannot be read; undefined if it was read. */
  readonly problem: string | undefined;
  /** Why the state of the cluster is unknown; undefined if it is known. */
  readonly statusProblem: string | undefined;
  readonly status: ClusterStatus | undefined;
}

/** A resource, an instance of a clone that has its own address, or an address that start added by hand. */
export interface VirtualIp {
  /** The resource; undefined if only a mark of start is known. */
  readonly resource: string | undefined;
  /** The number of the instance, if each instance of a clone has its own address. */
  readonly instance: number | undefined;
  /** `ocf:floatip:VirtualIP`; undefined as `resource`. */
  readonly agent: string | undefined;
  /** The group, clone or bundle, the innermost first. */
  readonly containers: readonly string[];
  /** Of this instance, as the agent writes it; as configured if it is no address; empty if it is not set. */
  readonly ip: string;
  /** The parameter cidr_netmask, or the part of ip after a slash. */
  readonly prefixLength: number | undefined;
  readonly nic: string | undefined;
  readonly networkNamespace: string | undefined;
  /** What is wrong with the parameters. */
  readonly problems: readonly string[];
  /** Undefined if the cluster does not know the resource, or its state is unknown. */
  readonly pacemaker: PacemakerView | undefined;
  readonly host: HostView;
  /** How the cluster and the kernel of this host disagree; undefined if they agree, or one is unknown. */
  readonly disagreement: string | undefined;
}

/** What Pacemaker says about the resource, or about all instances with the address. */
export interface PacemakerView {
  /** The names of the nodes where it is active. */
  readonly nodes: readonly string[];
  /** Whether this host is one of them. */
  readonly isHere: boolean;
  /** `starting`, `stopping`, …: the action that is running; undefined if none is. */
  readonly change: string | undefined;
  readonly isFailed: boolean;
  readonly isBlocked: boolean;
  readonly isManaged: boolean;
  /** target-role=Stopped. */
  readonly isDisabled: boolean;
  /** It runs, but is no longer configured. */
  readonly isOrphaned: boolean;
  /** The nodes of `nodes` that must be fenced. */
  readonly uncleanNodes: readonly string[];
  readonly failures: readonly FailedAction[];
  /** The fail-count on this host; 1000000 is INFINITY. */
  readonly failCount: number;
}

/** What the kernel of this host says. */
export interface HostView {
  /** Undefined if it cannot be said. */
  readonly report: AddressReport | undefined;
  /** Why not. */
  readonly problem: string | undefined;
}
