/** Runs one action: reads the parameters, enters the namespace, opens the kernel, hands over. */

import type { Actions, AddressAction } from '../actions/address-action.ts';
import { type ActionContext, TIMEOUT_SHARE } from '../actions/context.ts';
import { monitor, status } from '../actions/monitor.ts';
import { failure, type Outcome, SUCCESS } from '../actions/outcome.ts';
import { reloadAgent } from '../actions/reload-agent.ts';
import { start } from '../actions/start.ts';
import { stop } from '../actions/stop.ts';
import { validateOnHost } from '../actions/validate-all.ts';
import { openHost } from '../linux/host.ts';
import { enterNetworkNamespace } from '../linux/namespace.ts';
import { beforeCloning } from '../ocf/clone-instance.ts';
import { type OcfEnvironment, readEnvironment, type Variables } from '../ocf/environment.ts';
import {
  type ExitStatus,
  OCF_ERR_CONFIGURED,
  OCF_ERR_GENERIC,
  OCF_ERR_INSTALLED,
  OCF_ERR_PERM,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from '../ocf/exit-status.ts';
import type { Log } from '../ocf/log.ts';
import { quoted } from '../ocf/quote.ts';
import { type ReadParameters, readParameters, type Selection } from '../ocf/read-parameters.ts';
import type { VipRequest } from '../ocf/request.ts';
import { isShared, mayBeShared, unfitClone } from '../ocf/shared-clone.ts';

export const ADDRESS_ACTIONS: readonly AddressAction[] = [
  'start',
  'stop',
  'reload-agent',
  'monitor',
  'status',
  'validate-all',
];

export function isAddressAction(name: string): name is AddressAction {
  return ADDRESS_ACTIONS.some((known) => known === name);
}

/** Whether an action is one on an address that several hosts share. What they left there, stop takes away. */
export function concernsShared(action: AddressAction, variables: Variables): boolean {
  return action === 'stop' ? mayBeShared(variables) : isShared(variables);
}

/** What monitor and status go by. The others matter when the address is added, and not to its being there. */
const LOOKED_AT: Selection = {
  needed: [
    'ip',
    'unique_clone_address',
    'nic',
    'network_namespace',
    'check_link_status',
    'arp_count_refresh',
    'arp_interval',
    'arp_type',
    'arp_bg',
    'send_arp_opts',
    'clusterip_firewall',
    'clusterip_table',
    'clusterip_chain',
    'clusterip_hash_seed',
    'mac',
    'clusterip_mac_mangle',
  ],
  compared: ['cidr_netmask', 'iflabel'],
};

const ACTIONS: Actions = {
  start,
  stop,
  'reload-agent': reloadAgent,
  monitor,
  status,
  'validate-all': validateOnHost,
};

/** The least OCF_CHECK_LEVEL at which validate-all looks at the host, too. */
const LEVEL_OF_HOST = 10;

export function runAction(
  action: AddressAction,
  variables: Variables,
  log: Log,
  actions = ACTIONS,
): Outcome {
  const environment = readEnvironment(variables);
  const looks = action === 'monitor' || action === 'status';
  const meant = action === 'validate-all' ? beforeCloning(variables) : variables;
  const parameters = readParameters(meant, looks ? LOOKED_AT : undefined);
  switch (action) {
    case 'start':
      return (
        refuse(parameters, variables, log) ??
        needRoot(action) ??
        onHost(environment, parameters, log, OCF_ERR_INSTALLED, actions.start)
      );
    case 'stop':
      for (const problem of parameters.problems) log.warn(problem);
      return (
        needRoot(action) ??
        (canBeUp(parameters, variables)
          ? onHost(environment, parameters, log, OCF_SUCCESS, actions.stop)
          : SUCCESS)
      );
    case 'reload-agent':
      return (
        refuse(parameters, variables, log) ??
        needRoot(action) ??
        onHost(environment, parameters, log, OCF_ERR_INSTALLED, actions['reload-agent'])
      );
    case 'monitor':
    case 'status': {
      const asksOnly = action === 'status' || environment.isProbe;
      const withoutNamespace = asksOnly ? OCF_NOT_RUNNING : OCF_ERR_GENERIC;
      return (
        malformed(parameters) ??
        onHost(environment, parameters, log, withoutNamespace, actions[action])
      );
    }
    case 'validate-all':
      return (
        refuse(parameters, variables, log) ??
        ((environment.checkLevel ?? LEVEL_OF_HOST) < LEVEL_OF_HOST
          ? SUCCESS
          : onHost(environment, parameters, log, OCF_ERR_INSTALLED, actions['validate-all']))
      );
  }
}

function malformed({ problems }: ReadParameters): Outcome | undefined {
  const problem = problems.at(0);
  return problem === undefined ? undefined : failure(OCF_ERR_CONFIGURED, problem);
}

/** Whatever start could not do as asked. */
function refuse(parameters: ReadParameters, variables: Variables, log: Log): Outcome | undefined {
  for (const warning of parameters.warnings) log.warn(warning);
  const unfit = isShared(variables)
    ? unfitClone(variables, parameters.request.lvsSupport)
    : undefined;
  return (
    malformed(parameters) ?? (unfit === undefined ? undefined : failure(OCF_ERR_CONFIGURED, unfit))
  );
}

function needRoot(action: AddressAction): Outcome | undefined {
  if (sys_geteuid() === 0) return undefined;
  return failure(OCF_ERR_PERM, `${action} needs root, this is uid ${sys_geteuid()}`);
}

/** Runs what is no action of OCF, with the parameters checked as start does. */
export function inspect<Result>(
  variables: Variables,
  log: Log,
  look: (context: ActionContext) => Result | Outcome,
): Result | Outcome {
  const parameters = readParameters(variables);
  return (
    refuse(parameters, variables, log) ??
    onHost(readEnvironment(variables), parameters, log, OCF_ERR_INSTALLED, look)
  );
}

/** What is no address, or in what is no namespace, has never been up. */
function canBeUp({ request }: ReadParameters, variables: Variables): boolean {
  const namespaceIsNone = variables.OCF_RESKEY_network_namespace && !request.networkNamespace;
  return request.ip !== undefined && !namespaceIsNone;
}

/** @param withoutNamespace the exit status where the network namespace does not exist */
function onHost<Result>(
  environment: OcfEnvironment,
  { request }: ReadParameters,
  log: Log,
  withoutNamespace: ExitStatus,
  action: (context: ActionContext) => Result | Outcome,
): Result | Outcome {
  if (!hasAddress(request)) throw new Error('no action goes on without an address');
  const namespace = request.networkNamespace;
  if (namespace !== undefined && !enterNetworkNamespace(namespace)) {
    const reason = `${quoted('network_namespace', namespace)}: there is none of this name; "ip netns list" lists them`;
    if (withoutNamespace === OCF_SUCCESS) {
      log.warn(reason);
      return SUCCESS;
    }
    return failure(withoutNamespace, reason);
  }
  const kernel = openHost(environment.stateDirectory, (error) => {
    log.warn(`HA_RSCTMP=${environment.stateDirectory}: ${error.message}; going on without locks`);
  });
  const deadline = kernel.clock.now() + environment.timeout * TIMEOUT_SHARE;
  return action({ kernel, request, environment, log, deadline });
}

function hasAddress(request: ReadParameters['request']): request is VipRequest {
  return request.ip !== undefined;
}
