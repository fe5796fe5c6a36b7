/**
 * monitor, status and reload-agent of a shared address.
 *
 * The steps of monitor, in order:
 *
 *  1. check the address, as lib/actions/monitor.ts does; if it is absent, check for leftover rules
 *  2. check that this host answers its bucket: rules, and reception of the shared hardware address
 *  3. announce it again, as lib/actions/monitor.ts does
 */
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING } from '../../ocf-metadata/exit-status.ts';
import {
  type AddressState,
  announceIfChanged,
  checkAddress,
  notUp,
  RUNNING,
  STOPPED,
} from '../actions/monitor.ts';
import { reloadAgent } from '../actions/reload-agent.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { Refusal } from '../ocf/refusal.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import { checkShare, type NotServed } from './check-share.ts';
import { withAnnouncedMac } from './plan.ts';
import { areOfOthers, bucketsOf, type RulesInForce, rulesInForce } from './rules-in-force.ts';
import { openFirewalls, type SharedAddress } from './shared-address.ts';

export function monitorShared(context: ActionContext, shared: SharedAddress): void {
  const { assigned, sharedContext } = checkServed(context, shared, '');
  announceIfChanged(sharedContext, assigned, context.request.integer('arp_count_refresh'));
}

export function statusOfShared(context: ActionContext, shared: SharedAddress): string {
  checkServed(context, shared, STOPPED);
  return RUNNING;
}

/** Shared and ordinary addresses have the same reloadable parameters. */
export function reloadShared(context: ActionContext, shared: SharedAddress): void {
  reloadAgent(checkServed(context, shared, '').sharedContext);
}

interface Served {
  readonly assigned: AssignedAddress;
  /** The context with the shared hardware address as announcedMac. */
  readonly sharedContext: ActionContext;
}

/** Steps 1 and 2. @throws Refusal with `output` if this host does not answer its bucket */
function checkServed(context: ActionContext, shared: SharedAddress, output: string): Served {
  const state = checkSharedAddress(context, shared);
  if (state.kind !== 'up') throw notUp(context, state, output);
  const { assigned } = state;
  const share = checkShare(context, shared, assigned);
  if (share.kind !== 'served') throw notServed(context, assigned.link.name, share, output);
  return { assigned, sharedContext: withAnnouncedMac(context, share.mac) };
}

/** Checks the address. If it is absent, but rules for this instance's bucket exist, stop must remove them. */
export function checkSharedAddress(context: ActionContext, shared: SharedAddress): AddressState {
  const state = checkAddress(context);
  if (state.kind !== 'absent' && state.kind !== 'no-interface') return state;
  const inForce = readIfPossible(context, shared);
  if (!inForce || areOfOthers(bucketsOf(inForce.rules), shared.bucket)) return state;
  const rules = `${inForce.firewall.name} still has rules for it`;
  const reason = `${context.request.ip.text} is not on this host, but ${rules}; stop removes them`;
  return { kind: 'remains', reason };
}

/** Undefined if there are no rules, or if they cannot be read: stop could not remove them either. */
function readIfPossible(context: ActionContext, shared: SharedAddress): RulesInForce | undefined {
  try {
    return rulesInForce(openFirewalls(context, shared).all, context.request.ip);
  } catch {
    return undefined;
  }
}

function notServed(
  { request, environment }: ActionContext,
  nic: string,
  { kind, fault }: NotServed,
  output: string,
): Refusal {
  // A probe normally finds only other instances on this host, and needs no reason.
  if (kind === 'other-buckets' && environment.isProbe) {
    return new Refusal(OCF_NOT_RUNNING, undefined, output);
  }
  // Not OCF_NOT_RUNNING: stop has something to remove.
  return new Refusal(OCF_ERR_GENERIC, `${request.ip.text} is on ${nic}, but ${fault}`, output);
}
