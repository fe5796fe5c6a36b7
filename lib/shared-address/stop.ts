/**
 * stop of a shared address: this host stops answering one bucket of clients, and with its last bucket removes the address.
 *
 * The steps, in order; stop logs a step that fails, and goes on:
 *
 *  1. take the address lock
 *  2. take the firewall lock; remove the bucket from the rules. If other buckets remain, stop is done
 *  3. otherwise remove the address, as lib/actions/stop.ts does: before its rules, because without them this host
 *     would answer every client
 *  4. take the firewall lock; stop receiving frames for the shared hardware address, and remove the rules
 */
import { findRemovable, removeAddress } from '../actions/stop.ts';
import type { Lock } from '../linux/kernel.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { messageOf } from '../ocf/refusal.ts';
import { withAddressLock, withFirewallLock } from '../vip/state/locks.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import type { Firewall, Rule } from './firewall/rule.ts';
import { leaveMemberships, type Membership, membershipsOf } from './multicast.ts';
import { sharedMac } from './plan.ts';
import { bucketsOf, type RulesInForce, rulesInForce, withBuckets } from './rules-in-force.ts';
import { missingFirewall, openFirewalls, type SharedAddress } from './shared-address.ts';

export function stopShared(context: ActionContext, shared: SharedAddress): void {
  withAddressLock(context, 'optional', (lock) => {
    if (!removeBucket(context, shared, lock)) removeAllBuckets(context, shared, lock);
  });
}

/** stop by hand: removes the address with all its buckets, not one instance. */
export function stopAllBuckets(context: ActionContext, shared: SharedAddress): void {
  withAddressLock(context, 'optional', (lock) => {
    removeAllBuckets(context, shared, lock);
  });
}

/** Step 2. Returns false if no other bucket is known: the address must be removed. */
function removeBucket(
  context: ActionContext,
  shared: SharedAddress,
  addressLock: Lock | undefined,
): boolean {
  const { request, log } = context;
  const { bucket } = shared;
  return withFirewallLock(context, (lock) => {
    const inForce = readRules(context, openFirewalls(context, shared, [addressLock, lock]).all);
    const buckets = inForce ? bucketsOf(inForce.rules) : [];
    const others = buckets.filter((one) => one !== bucket);
    if (!inForce || others.length === 0) return false;
    const what = `${request.ip.text}: bucket ${bucket}`;
    if (others.length === buckets.length) {
      log.info(`${what} is not here; ${listed(others)} stays`);
      return true;
    }
    try {
      inForce.firewall.replace(request.ip, withBuckets(inForce.rules, others));
    } catch (error) {
      log.error(`${messageOf(error)}; removing the address with all its buckets`);
      return false;
    }
    log.info(`${what} removed; ${listed(others)} stays`);
    return true;
  });
}

/** Steps 3 and 4. */
function removeAllBuckets(
  context: ActionContext,
  shared: SharedAddress,
  addressLock: Lock | undefined,
): void {
  const memberships = membershipsOfAssigned(context);
  removeAddress(context);
  withFirewallLock(context, (lock) => {
    const { all } = openFirewalls(context, shared, [addressLock, lock]);
    // Without an address there may never have been rules.
    if (all.length === 0 && memberships.length > 0)
      warnOfRules(context, missingFirewall(context.request));
    const found = all.map((firewall) => ({ firewall, rules: rulesOf(context, firewall) }));
    memberships.push(...found.flatMap(({ rules }) => membershipsOf(rules)));
    if (!leaveMemberships(context, shared, all, memberships)) return;
    for (const { firewall, rules } of found) if (rules.length > 0) removeRules(context, firewall);
  });
}

/** Undefined if there are no rules, or if they cannot be read. */
function readRules(
  { request, log }: ActionContext,
  all: readonly Firewall[],
): RulesInForce | undefined {
  try {
    return rulesInForce(all, request.ip);
  } catch (error) {
    log.warn(`${messageOf(error)}; removing the address with all its buckets`);
    return undefined;
  }
}

function rulesOf(context: ActionContext, firewall: Firewall): readonly Rule[] {
  try {
    return firewall.read(context.request.ip);
  } catch (error) {
    warnOfRules(context, messageOf(error));
    return [];
  }
}

function warnOfRules({ request, log }: ActionContext, why: string): void {
  log.warn(`rules of ${request.ip.text}, if any, were not removed: ${why}`);
}

/** Logs a failure: without the address, its rules have no effect. */
function removeRules({ request, log }: ActionContext, firewall: Firewall): void {
  try {
    firewall.replace(request.ip, []);
    log.info(`${request.ip.text}: rules removed (${firewall.name})`);
  } catch (error) {
    log.warn(`rules of ${request.ip.text} were not removed: ${messageOf(error)}`);
  }
}

/** Derives the memberships from the addresses: the rules, which contain them, may have been removed. */
function membershipsOfAssigned(context: ActionContext): Membership[] {
  return findRemovable(context).map(({ link, entry }) => {
    const mac = sharedMac(context, entry.prefixLength, entry.broadcast);
    return { nic: link.name, mac: formatHardwareAddress(mac) };
  });
}

function listed(buckets: readonly number[]): string {
  return buckets.length === 1 ? `bucket ${buckets[0]}` : `buckets ${buckets.join(', ')}`;
}
