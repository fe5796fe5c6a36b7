/** Looks at virtual IPs on this host, also in other network namespaces; the process stays in its own. */
import type { AddressReport } from '../actions/monitor.ts';
import { report } from '../actions/report.ts';
import { openHost } from '../linux/host.ts';
import type { Kernel } from '../linux/kernel.ts';
import { comingBack, enterNetworkNamespace, namedNamespaceId } from '../linux/namespace.ts';
import { type ActionContext, TIMEOUT_SHARE } from '../ocf/action-context.ts';
import { isShared } from '../ocf/clone.ts';
import { readEnvironment, type Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { quoted } from '../ocf/quote.ts';
import { messageOf } from '../ocf/refusal.ts';
import type { VipRequest } from '../ocf/request.ts';
import { reportShared } from '../shared-address/report.ts';
import { sharedAddress } from '../shared-address/shared-address.ts';
import { prefixOfNamespace } from '../vip/state/names.ts';
import { type MarkedPlace, markedPlaces } from '../vip/state/place-marks.ts';
import type { HostView } from './virtual-ip.ts';

export class Observer {
  readonly #stateDirectory: string;
  readonly #log: Log;
  /** A netlink socket for each network namespace; '' is the own one. */
  readonly #kernels = new Map<string, Kernel>();

  constructor(stateDirectory: string, log: Log) {
    this.#stateDirectory = stateDirectory;
    this.#log = log;
  }

  /** @param variables the environment of an action; they tell whether a clone shares the address */
  observe(request: VipRequest, variables: Variables): HostView {
    try {
      return { report: this.#report(request, variables), problem: undefined };
    } catch (error) {
      return { report: undefined, problem: messageOf(error) };
    }
  }

  /** The marks of start in a network namespace. @throws SystemError */
  marks(networkNamespace: string | undefined): MarkedPlace[] {
    const kernel = this.#kernel('');
    const own = kernel.namespaceId();
    const id = networkNamespace === undefined ? own : namedNamespaceId(networkNamespace);
    // The own one may also have a name.
    if (id === undefined || (networkNamespace !== undefined && id === own)) return [];
    const prefix = prefixOfNamespace(id);
    const isRoot = sys_geteuid() === 0;
    // Root passes over files of other users, who could make them up; others see only the names of root's files.
    const names = isRoot ? kernel.marks.names(prefix) : kernel.records.names(prefix);
    return markedPlaces(prefix, names);
  }

  #report(request: VipRequest, variables: Variables): AddressReport {
    return this.#inside(request.networkNamespace, (kernel) => {
      const environment = readEnvironment(variables);
      const deadline = kernel.clock.now() + environment.timeout * TIMEOUT_SHARE;
      const context: ActionContext = { kernel, request, environment, log: this.#log, deadline };
      return isShared(variables)
        ? reportShared(context, sharedAddress(variables))
        : report(context);
    });
  }

  /** @throws Error if there is no such network namespace, or if it cannot be entered */
  #inside<T>(name: string | undefined, work: (kernel: Kernel) => T): T {
    if (name === undefined) return work(this.#kernel(''));
    return comingBack(() => {
      if (!enterNetworkNamespace(name)) {
        throw new Error(`${quoted('network_namespace', name)}: no such network namespace`);
      }
      return work(this.#kernel(name));
    });
  }

  /** The kernel in the network namespace of the process. */
  #kernel(name: string): Kernel {
    const known = this.#kernels.get(name);
    if (known) return known;
    const kernel = openHost(this.#stateDirectory, () => {});
    // Read now: later, the process may be in another one.
    kernel.namespaceId();
    this.#kernels.set(name, kernel);
    return kernel;
  }
}
