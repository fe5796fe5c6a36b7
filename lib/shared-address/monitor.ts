/** monitor, status and reload-agent of a shared address: is it up, and does this host answer its part of the clients? */

import type { ActionContext } from '../actions/context.ts';
import { look, notUp, type Observation, refresh } from '../actions/monitor.ts';
import { failure, type Outcome, SUCCESS } from '../actions/outcome.ts';
import { reloadAgent } from '../actions/reload-agent.ts';
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING, OCF_SUCCESS } from '../ocf/exit-status.ts';
import { parseHardwareAddress } from '../wire/hardware-address.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { describeLack, type Inspection, inspectShare } from './inspection.ts';
import { openFirewalls } from './open-firewalls.ts';
import { asHolder } from './plan.ts';
import { areOfOthers, bucketsOf, type RulesInForce, rulesInForce } from './rules-in-force.ts';
import type { Shared } from './shared.ts';

export function monitorShare(context: ActionContext, shared: Shared): Outcome {
  return whenServed(context, shared, (served, link) => {
    refresh(served, link);
    return SUCCESS;
  });
}

/** reload-agent: what can be changed meanwhile is the same as of any address. */
export function reloadShare(context: ActionContext, shared: Shared): Outcome {
  return whenServed(context, shared, reloadAgent);
}

function whenServed(
  context: ActionContext,
  shared: Shared,
  action: (context: ActionContext, link: Link) => Outcome,
): Outcome {
  const observation = lookShare(context, shared);
  if (observation.kind !== 'up') return notUp(context, observation);
  const { link } = observation.holding;
  const inspection = inspectShare(context, shared, observation.holding);
  if (inspection.kind !== 'served') return notServed(context, shared, link.name, inspection);
  return action(asHolder(context, parseHardwareAddress(inspection.mac)), link);
}

/** Without the address, rules that stop of this instance would change are half of it. */
export function lookShare(context: ActionContext, shared: Shared): Observation {
  const observation = look(context);
  const kind = observation.kind;
  if (kind !== 'absent' && kind !== 'no-interface') return observation;
  const inForce = readIfPossible(context, shared);
  if (!inForce || areOfOthers(bucketsOf(inForce.rules), shared.bucket)) return observation;
  const rules = `rules of ${inForce.firewall.name} for it are here`;
  const reason = `${context.request.ip.text} is not on this host, but ${rules}; stop removes them`;
  return { kind: 'remains', reason };
}

/** What cannot be read, stop cannot remove either. */
function readIfPossible(context: ActionContext, shared: Shared): RulesInForce | undefined {
  try {
    return rulesInForce(openFirewalls(context, shared).all, context.request.ip);
  } catch {
    return undefined;
  }
}

export function statusOfShare(context: ActionContext, shared: Shared): Outcome {
  // Without announcements, a monitor only looks.
  const { request } = context;
  const announcement = { ...request.announcement, refreshCount: 0 };
  const outcome = monitorShare({ ...context, request: { ...request, announcement } }, shared);
  const isRunning = outcome.status === OCF_SUCCESS;
  return { ...outcome, output: isRunning ? 'running\n' : 'stopped\n' };
}

/** Of a probe, that other instances run here and this one does not is the usual answer. */
function notServed(
  { request, environment }: ActionContext,
  shared: Shared,
  nic: string,
  inspection: Exclude<Inspection, { kind: 'served' }>,
): Outcome {
  if (inspection.kind === 'other-buckets' && environment.isProbe) {
    return { status: OCF_NOT_RUNNING };
  }
  // Something to be stopped is there, hence not OCF_NOT_RUNNING.
  const lack = describeLack(shared, inspection);
  return failure(OCF_ERR_GENERIC, `${request.ip.text} is on ${nic}, but ${lack}`);
}
