/**
 * Runs an action on an address:
 *
 *  1. read the parameters from the environment, and refuse invalid ones
 *  2. check that the process is root, if the action needs it
 *  3. enter the network namespace
 *  4. open the netlink socket
 *  5. call the action's function (lib/main/actions.ts)
 */
import type { AddressAction } from '../../build/names.ts';
import { ACTIONS, type ActionRules } from '../../ocf-metadata/actions.ts';
import {
  OCF_ERR_CONFIGURED,
  OCF_ERR_INSTALLED,
  OCF_ERR_PERM,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from '../../ocf-metadata/exit-status.ts';
import { openHost } from '../linux/host.ts';
import { enterNetworkNamespace } from '../linux/namespace.ts';
import { type ActionContext, TIMEOUT_SHARE } from '../ocf/action-context.ts';
import { beforeCloning, cloneProblem, isShared, mayBeShared } from '../ocf/clone.ts';
import { type OcfEnvironment, readEnvironment, type Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { quoted } from '../ocf/quote.ts';
import { readParameters } from '../ocf/read-parameters.ts';
import { Refusal } from '../ocf/refusal.ts';
import type { VipRequest } from '../ocf/request.ts';
import { sharedAddress } from '../shared-address/shared-address.ts';
import { ACTION_FUNCTIONS, SHARED_ACTION_FUNCTIONS } from './actions.ts';

/** The smallest OCF_CHECK_LEVEL at which validate-all checks the host too. */
const HOST_CHECK_LEVEL = 10;

/** The rules of inspect(). */
const INSPECTION: ActionRules = {
  name: 'explain',
  needsRoot: false,
  refuses: 'all',
  withoutNamespace: OCF_ERR_INSTALLED,
};

/** Returns the text for stdout. @throws Refusal */
export function runAction(action: AddressAction, variables: Variables, log: Log): string {
  const context = prepare(rowOf(action), variables, log);
  if (!context) return '';
  if (!concernsShared(action, variables)) return ACTION_FUNCTIONS[action](context);
  return SHARED_ACTION_FUNCTIONS[action](context, sharedAddress(variables));
}

export function rowOf(action: AddressAction): ActionRules {
  const row = ACTIONS.find(({ name }) => name === action);
  if (!row) throw new Error(`ocf-metadata/actions.ts has no row for ${action}`);
  return row;
}

/**
 * Whether the action treats the address as shared. stop also removes leftovers of an address that was shared
 * before.
 */
export function concernsShared(action: AddressAction, variables: Variables): boolean {
  return action === 'stop' ? mayBeShared(variables) : isShared(variables);
}

/**
 * Steps 1 to 4. Undefined if there is nothing to do: stop with an invalid address or a missing namespace, or
 * validate-all of the parameters only.
 */
export function prepare(
  row: ActionRules,
  variables: Variables,
  log: Log,
): ActionContext | undefined {
  const environment = readEnvironment(variables);
  const request = readRequest(row, variables, log);
  if (row.needsRoot) requireRoot(row.name);
  // stop: an invalid address was never added.
  if (!request || !looksAtHost(row, environment)) return undefined;
  if (!enterNamespace(row, request, environment, log)) return undefined;
  const kernel = openHost(environment.stateDirectory, (error) => {
    log.warn(
      `HA_RSCTMP=${environment.stateDirectory}: ${error.message}; going on without locks or marks`,
    );
  });
  const deadline = kernel.clock.now() + environment.timeout * TIMEOUT_SHARE;
  return { kernel, request, environment, log, deadline };
}

/** What `floatip explain`, `status` and `doctor` look at. @throws Refusal */
export function inspect(variables: Variables, log: Log): ActionContext {
  const context = prepare(INSPECTION, variables, log);
  if (!context) throw new Error('an inspection always has a context');
  return context;
}

function readRequest(row: ActionRules, variables: Variables, log: Log): VipRequest | undefined {
  const meant = row.name === 'validate-all' ? beforeCloning(variables) : variables;
  const strictness = row.refuses === 'checkedByMonitor' ? 'monitor' : 'all';
  const { request, problems, warnings } = readParameters(meant, strictness);
  if (row.refuses === 'none') for (const problem of problems) log.warn(problem);
  if (row.refuses === 'all') for (const warning of warnings) log.warn(warning);
  if (row.refuses === 'none') return request;
  const problem = problems.at(0);
  if (problem !== undefined) throw new Refusal(OCF_ERR_CONFIGURED, problem);
  if (!request) throw new Error('neither an address nor a problem');
  const refusesClone = row.refuses === 'all' && isShared(variables);
  const unfit = refusesClone ? cloneProblem(variables, request.boolean('lvs_support')) : undefined;
  if (unfit !== undefined) throw new Refusal(OCF_ERR_CONFIGURED, unfit);
  return request;
}

/** @throws Refusal */
export function requireRoot(action: string): void {
  const uid = sys_geteuid();
  if (uid !== 0) throw new Refusal(OCF_ERR_PERM, `${action} must run as root, not as uid ${uid}`);
}

function looksAtHost({ name }: ActionRules, { checkLevel }: OcfEnvironment): boolean {
  return name !== 'validate-all' || (checkLevel ?? HOST_CHECK_LEVEL) >= HOST_CHECK_LEVEL;
}

/** Enters the network namespace. Returns false if it does not exist and stop has nothing to do. */
function enterNamespace(
  row: ActionRules,
  { networkNamespace: name }: VipRequest,
  { isProbe }: OcfEnvironment,
  log: Log,
): boolean {
  if (name === undefined || enterNetworkNamespace(name)) return true;
  const quotedName = quoted('network_namespace', name);
  const reason = `${quotedName}: no such network namespace; "ip netns list" lists them`;
  if (row.withoutNamespace !== OCF_SUCCESS) {
    const isProbeOfMonitor = row.name === 'monitor' && isProbe;
    throw new Refusal(isProbeOfMonitor ? OCF_NOT_RUNNING : row.withoutNamespace, reason);
  }
  log.warn(reason);
  return false;
}
