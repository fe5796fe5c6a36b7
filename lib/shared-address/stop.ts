/** stop of a shared address: this host answers one part of the clients less, or none any more. */

import type { ActionContext } from '../actions/context.ts';
import { type Outcome, SUCCESS } from '../actions/outcome.ts';
import { findRemovable, letGo, takeTurn } from '../actions/stop.ts';
import type { Lock } from '../linux/kernel.ts';
import { OCF_SUCCESS } from '../ocf/exit-status.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import type { Firewall, Rule } from './firewall/rule.ts';
import { withFirewallLock } from './firewall-lock.ts';
import { leaveMemberships, type Membership, membershipsOf } from './multicast.ts';
import { openFirewalls } from './open-firewalls.ts';
import { hardwareAddressFor } from './plan.ts';
import { bucketsOf, type RulesInForce, rulesInForce, withBuckets } from './rules-in-force.ts';
import type { Shared } from './shared.ts';

export function stopShare(context: ActionContext, shared: Shared): Outcome {
  const turn = takeTurn(context);
  try {
    return giveUpBucket(context, shared, turn) ?? giveUpAddress(context, shared, turn);
  } finally {
    turn?.release();
  }
}

/** For a person, who stops the address and not an instance of a clone. */
export function stopEverything(context: ActionContext, shared: Shared): Outcome {
  const turn = takeTurn(context);
  try {
    return giveUpAddress(context, shared, turn);
  } finally {
    turn?.release();
  }
}

/** Undefined where the address must go with it, because it is the last, or nobody knows of any other. */
function giveUpBucket(
  context: ActionContext,
  shared: Shared,
  turn: Lock | undefined,
): Outcome | undefined {
  const { request, log } = context;
  const { bucket } = shared;
  return withFirewallLock(context, (lock) => {
    const inForce = readAny(context, openFirewalls(context, shared, [turn, lock]).all);
    const buckets = inForce ? bucketsOf(inForce.rules) : [];
    const others = buckets.filter((one) => one !== bucket);
    if (!inForce || others.length === 0) return undefined;
    const what = `${request.ip.text}: bucket ${bucket}`;
    if (others.length === buckets.length) {
      log.info(`${what} is not here; ${listed(others)} stays`);
      return SUCCESS;
    }
    try {
      inForce.firewall.replace(request.ip, withBuckets(inForce.rules, others));
    } catch (error) {
      log.error(`${(error as Error).message}; stopping the address for all its buckets`);
      return undefined;
    }
    log.info(`${what} given up; ${listed(others)} stays`);
    return SUCCESS;
  });
}

/** First the address: without its rules, it would be every client's. */
function giveUpAddress(context: ActionContext, shared: Shared, turn: Lock | undefined): Outcome {
  const memberships = membershipsOfHoldings(context);
  const outcome = letGo(context);
  if (outcome.status !== OCF_SUCCESS) return outcome;
  withFirewallLock(context, (lock) => {
    const { all } = openFirewalls(context, shared, [turn, lock]);
    const found = all.map((firewall) => ({ firewall, rules: rulesOf(context, firewall) }));
    memberships.push(...found.flatMap(({ rules }) => membershipsOf(rules)));
    leaveMemberships(context, shared, all, memberships);
    for (const { firewall, rules } of found) if (rules.length > 0) removeRules(context, firewall);
    return true;
  });
  return outcome;
}

/** What cannot be read is not known: stop goes on as if there were nothing. */
function readAny(
  { request, log }: ActionContext,
  all: readonly Firewall[],
): RulesInForce | undefined {
  try {
    return rulesInForce(all, request.ip);
  } catch (error) {
    log.warn(`${(error as Error).message}; stopping the address for all its buckets`);
    return undefined;
  }
}

function rulesOf({ request, log }: ActionContext, firewall: Firewall): readonly Rule[] {
  try {
    return firewall.read(request.ip);
  } catch (error) {
    log.warn(`rules are left behind, if there are any: ${(error as Error).message}`);
    return [];
  }
}

/** Rules without their address do no harm, so that this does not make stop fail. */
function removeRules({ request, log }: ActionContext, firewall: Firewall): void {
  try {
    firewall.replace(request.ip, []);
    log.info(`${request.ip.text}: its rules are removed (${firewall.name})`);
  } catch (error) {
    log.warn(`its rules are left behind: ${(error as Error).message}`);
  }
}

/** Also where the rules are gone, which would tell. */
function membershipsOfHoldings(context: ActionContext): Membership[] {
  return findRemovable(context).map(({ link, entry }) => {
    const mac = formatHardwareAddress(hardwareAddressFor(context, entry));
    return { nic: link.name, mac };
  });
}

function listed(buckets: readonly number[]): string {
  return buckets.length === 1 ? `bucket ${buckets[0]}` : `buckets ${buckets.join(', ')}`;
}
