/** Collects what the cluster and the kernel of this host say about the virtual IPs. */
import { type Configuration, isAgentOfVirtualIps, isOurAgent } from '../cluster/configuration.ts';
import { configurationFromFile } from '../cluster/configuration-file.ts';
import { Pacemaker } from '../cluster/pacemaker.ts';
import { type ClusterStatus, clusterStatus } from '../cluster/status.ts';
import { hostName } from '../linux/host-name.ts';
import { namespaceNames } from '../linux/namespace.ts';
import { readEnvironment, searchPath, type Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { messageOf } from '../ocf/refusal.ts';
import type { MarkedPlace } from '../vip/state/place-marks.ts';
import { type Address, readAddress } from './address.ts';
import { type Configured, configuredVirtualIps } from './configured.ts';
import { disagreement } from './disagreement.ts';
import { Observer } from './observer.ts';
import { pacemakerView } from './pacemaker-view.ts';
import type { ClusterView, HostView, Inventory, PacemakerView, VirtualIp } from './virtual-ip.ts';

/**
 * @param cibFile a file with the configuration, absolute; undefined for that of the running cluster
 * @throws Error if the file cannot be read
 */
export async function takeInventory(
  environment: Variables,
  cibFile: string | undefined,
  log: Log,
): Promise<Inventory> {
  const pacemaker = new Pacemaker(searchPath(environment), cibFile);
  const kept: Variables = { HA_RSCTMP: environment.HA_RSCTMP, PATH: environment.PATH };
  const { configuration, problem } = await readConfiguration(pacemaker, cibFile);
  const { status, statusProblem } = configuration
    ? await readStatus(pacemaker)
    : { status: undefined, statusProblem: problem };
  const node = nodeName(pacemaker, cibFile === undefined && status !== undefined);
  const collector = new Collector(node, status, readEnvironment(kept).stateDirectory, log);
  if (configuration) {
    for (const one of configuredVirtualIps(configuration, pacemaker, kept)) {
      collector.addConfigured(one);
    }
    collector.addOrphans();
  }
  collector.addMarked(kept);
  const cluster: ClusterView = { problem, statusProblem, status };
  return { node, cluster, virtualIps: collector.virtualIps };
}

interface ReadConfiguration {
  readonly configuration: Configuration | undefined;
  readonly problem: string | undefined;
}

async function readConfiguration(
  pacemaker: Pacemaker,
  cibFile: string | undefined,
): Promise<ReadConfiguration> {
  if (cibFile !== undefined) {
    return { configuration: await configurationFromFile(cibFile), problem: undefined };
  }
  try {
    return { configuration: await pacemaker.configuration(), problem: undefined };
  } catch (error) {
    return { configuration: undefined, problem: messageOf(error) };
  }
}

interface ReadStatus {
  readonly status: ClusterStatus | undefined;
  readonly statusProblem: string | undefined;
}

async function readStatus(pacemaker: Pacemaker): Promise<ReadStatus> {
  try {
    return { status: await clusterStatus(pacemaker), statusProblem: undefined };
  } catch (error) {
    return { status: undefined, statusProblem: messageOf(error) };
  }
}

function nodeName(pacemaker: Pacemaker, isRunning: boolean): string {
  try {
    const name = isRunning ? pacemaker.nodeName() : undefined;
    return name ?? hostName();
  } catch {
    return '';
  }
}

/** Builds the list, in its order. */
class Collector {
  readonly virtualIps: VirtualIp[] = [];
  readonly #node: string;
  readonly #status: ClusterStatus | undefined;
  readonly #observer: Observer;
  readonly #isRoot = sys_geteuid() === 0;

  constructor(node: string, status: ClusterStatus | undefined, stateDirectory: string, log: Log) {
    this.#node = node;
    this.#status = status;
    this.#observer = new Observer(stateDirectory, log);
  }

  /** Adds an address of the configuration. */
  addConfigured({ resource, agent, containers, instance, variables, problem }: Configured): void {
    const address = readAddress(variables, isOurAgent(agent), this.#instanceHere(resource));
    const pacemaker = this.#pacemaker(resource, instance);
    const host = this.#look(address);
    const { ip, prefixLength, nic, networkNamespace } = address;
    this.virtualIps.push({
      resource,
      instance,
      agent,
      containers,
      ip,
      prefixLength,
      nic,
      networkNamespace,
      problems: problem === undefined ? address.problems : [problem],
      pacemaker,
      host,
      disagreement: disagreement(pacemaker, host),
    });
  }

  /** Adds the resources that run, but are no longer configured: their parameters are unknown. */
  addOrphans(): void {
    const blank = unknown();
    const added: string[] = [];
    for (const { id, agent, isOrphaned } of this.#status?.resources ?? []) {
      if (!isOrphaned || !isAgentOfVirtualIps(agent) || added.includes(id)) continue;
      added.push(id);
      this.virtualIps.push({
        ...blank,
        resource: id,
        agent,
        pacemaker: this.#pacemaker(id, undefined),
      });
    }
  }

  /** Adds the addresses with a mark of start that no resource in the list has. */
  addMarked(environment: Variables): void {
    this.#addMarkedIn(undefined, environment);
    for (const name of namespaceNames()) this.#addMarkedIn(name, environment);
  }

  #addMarkedIn(networkNamespace: string | undefined, environment: Variables): void {
    const blank = unknown();
    for (const { ip, nic } of this.#marks(networkNamespace)) {
      if (this.#has(ip, networkNamespace)) continue;
      const variables: Variables = {
        ...environment,
        OCF_RESKEY_ip: ip,
        OCF_RESKEY_nic: nic,
        OCF_RESKEY_network_namespace: networkNamespace,
      };
      const address = readAddress(variables, true, undefined);
      this.virtualIps.push({
        ...blank,
        ip,
        nic,
        networkNamespace,
        problems: address.problems,
        host: this.#look(address),
      });
    }
  }

  /** None if the network namespace was deleted meanwhile. */
  #marks(networkNamespace: string | undefined): MarkedPlace[] {
    try {
      return this.#observer.marks(networkNamespace);
    } catch {
      return [];
    }
  }

  #has(ip: string, networkNamespace: string | undefined): boolean {
    return this.virtualIps.some(
      (known) => known.ip === ip && known.networkNamespace === networkNamespace,
    );
  }

  #pacemaker(resource: string, instance: number | undefined): PacemakerView | undefined {
    return this.#status && pacemakerView(this.#status, resource, instance, this.#node);
  }

  /** The instance of a shared address whose rules are checked; only root can read the rules of the firewall. */
  #instanceHere(resource: string): number | undefined {
    if (!this.#isRoot) return undefined;
    const here = this.#status?.resources.find(
      ({ id, nodes }) => id === resource && nodes.includes(this.#node),
    );
    return here?.instance;
  }

  #look({ request, variables, problems }: Address): HostView {
    if (!request) return { report: undefined, problem: problems.at(0) ?? 'no address' };
    return this.#observer.observe(request, variables);
  }
}

function unknown(): VirtualIp {
  return {
    resource: undefined,
    instance: undefined,
    agent: undefined,
    containers: [],
    ip: '',
    prefixLength: undefined,
    nic: undefined,
    networkNamespace: undefined,
    problems: [],
    pacemaker: undefined,
    host: { report: undefined, problem: undefined },
    disagreement: undefined,
  };
}
