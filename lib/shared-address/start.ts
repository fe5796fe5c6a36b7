/** start of a shared address: this host answers one part of the clients more. */

import type { ActionContext } from '../actions/context.ts';
import { refresh } from '../actions/monitor.ts';
import type { Outcome } from '../actions/outcome.ts';
import { startInTurn, takeOver } from '../actions/start.ts';
import { allOrNothing, type Undo } from '../actions/undo.ts';
import type { Lock } from '../linux/kernel.ts';
import { OCF_SUCCESS } from '../ocf/exit-status.ts';
import type { Firewalls } from './firewall/find.ts';
import type { Share } from './firewall/rule.ts';
import { withFirewallLock } from './firewall-lock.ts';
import { leaveMemberships, membershipsOf } from './multicast.ts';
import { openFirewalls } from './open-firewalls.ts';
import { asHolder, planShare, type SharePlan } from './plan.ts';
import { bucketsOf, faultIn, rulesInForce } from './rules-in-force.ts';
import type { Shared } from './shared.ts';

export function startShare(context: ActionContext, shared: Shared): Outcome {
  let plan: SharePlan | undefined;
  const outcome = startInTurn(context, (turn) =>
    allOrNothing(context, (_, undo) => {
      const planned = withFirewallLock(context, (lock) =>
        takeShare(context, shared, turn, lock, undo),
      );
      if ('status' in planned) return { outcome: planned };
      plan = planned;
      return takeOver(asHolder(context, planned.holder), undo);
    }),
  );
  if (outcome.status === OCF_SUCCESS && plan?.isThereAlready) {
    // Whoever had this bucket may have died in disorder, telling its own hardware address.
    refresh(asHolder(context, plan.holder), plan.link, context.request.announcement.count);
  }
  return outcome;
}

/**
 * What comes before the address, so that no client is ever answered that is another host's. The rules
 * say what interface listens to what: a stop finds it there even after a crash.
 *
 * @param turn of the address
 * @param lock the firewall's, if it could be had
 */
function takeShare(
  context: ActionContext,
  shared: Shared,
  turn: Lock,
  lock: Lock | undefined,
  undo: Undo,
): SharePlan | Outcome {
  const firewalls = openFirewalls(context, shared, [turn, lock]);
  const plan = planShare(context, shared, firewalls);
  if ('status' in plan) return plan;
  enforce(context, shared, plan, firewalls, turn, undo);
  join(shared, plan, undo);
  return plan;
}

function join({ memberships }: Shared, { link, holder }: SharePlan, undo: Undo): void {
  if (memberships.has(link.name, holder)) return;
  memberships.join(link.name, holder);
  undo.push(() => memberships.leave(link.name, holder));
}

function enforce(
  context: ActionContext,
  shared: Shared,
  { share, firewall, isThereAlready }: SharePlan,
  { all }: Firewalls,
  turn: Lock,
  undo: Undo,
): void {
  const { ip } = share;
  const inForce = rulesInForce(all, ip);
  // Without the address there was nobody to answer: such rules are what a crash left.
  const before = isThereAlready && inForce ? bucketsOf(inForce.rules) : [];
  const wanted = withBuckets(share, [...before, shared.bucket]);
  const isInForce = inForce?.firewall === firewall && faultIn(inForce, wanted) === undefined;
  if (!isInForce) {
    const old = membershipsOf(inForce?.rules ?? []);
    const others = old.filter(({ nic, mac }) => nic !== share.nic || mac !== share.mac);
    if (others.length > 0) leaveMemberships(context, shared, all, others);
    undo.push(() => restore(context, shared, turn, withBuckets(share, before)));
    firewall.replace(ip, firewall.rulesFor(wanted));
    for (const other of all) if (other !== firewall) other.replace(ip, []);
  }
  const what = `bucket ${shared.bucket} of ${shared.total}`;
  context.log.info(`${ip.text}: ${what} (${firewall.name}, ${share.mac} on ${share.nic})`);
}

/** Back to the buckets that this host had before. */
function restore(context: ActionContext, shared: Shared, turn: Lock, share: Share): void {
  withFirewallLock(context, (lock) => {
    const { chosen } = openFirewalls(context, shared, [turn, lock]);
    chosen?.replace(share.ip, share.hash.buckets.length > 0 ? chosen.rulesFor(share) : []);
    return true;
  });
}

function withBuckets(share: Share, buckets: readonly number[]): Share {
  const ascending = [...new Set(buckets)].sort((a, b) => a - b);
  return { ...share, hash: { ...share.hash, buckets: ascending } };
}
