/**
 * start of a shared address: this host then also answers the clients of one more bucket.
 *
 * The steps, in order; if one fails, the steps before it are undone:
 *
 *  1. take the address lock
 *  2. take the firewall lock; plan: link, hardware address, firewall (changes nothing)
 *  3. make the rules, before the address: without them this host would answer every client
 *  4. receive frames for the shared hardware address; release the firewall lock
 *  5. add the address and announce it: steps 2 to 10 of lib/actions/start.ts
 *  6. if the address was assigned already: announce it again, because the host that had this bucket may have
 *     announced its own hardware address before it crashed
 */
import { announceAgain, finishAnnouncement } from '../actions/announce.ts';
import { addAddress, type Rollback, withRollback } from '../actions/start.ts';
import type { Lock } from '../linux/kernel.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import type { Announcement } from '../vip/announce/announcement.ts';
import { announcementPlan } from '../vip/announce/announcement-plan.ts';
import { withAddressLock, withFirewallLock } from '../vip/state/locks.ts';
import type { Firewalls } from './firewall/find.ts';
import type { Share } from './firewall/rule.ts';
import { leaveMemberships, membershipsOf } from './multicast.ts';
import { planShare, type SharePlan, withAnnouncedMac } from './plan.ts';
import { bucketsOf, diffRules, rulesInForce } from './rules-in-force.ts';
import { openFirewalls, type SharedAddress } from './shared-address.ts';

export function startShared(context: ActionContext, shared: SharedAddress): void {
  const { plan, announcement } = withAddressLock<Started>(context, 'required', (lock) =>
    withRollback<Started>(context.log, (undo) => startBucket(context, shared, lock, undo)),
  );
  const sharedContext = withAnnouncedMac(context, plan.mac);
  if (announcement) finishAnnouncement(sharedContext, announcement);
  if (!plan.isAssigned) return;
  const { count, late } = announcementPlan(sharedContext, plan.link, plan.prefixLength);
  announceAgain(sharedContext, plan.link, {
    prefixLength: plan.prefixLength,
    count,
    late,
    replaces: true,
  });
}

interface Started {
  readonly plan: SharePlan;
  readonly announcement: Announcement | undefined;
}

/** Steps 2 to 5. @param addressLock held until a tool of the firewall has ended */
function startBucket(
  context: ActionContext,
  shared: SharedAddress,
  addressLock: Lock | undefined,
  undo: Rollback,
): Started {
  const plan = withFirewallLock(context, (lock) => {
    const firewalls = openFirewalls(context, shared, [addressLock, lock]);
    const planned = planShare(context, shared, firewalls);
    makeRules(context, shared, planned, firewalls, addressLock, undo);
    joinMulticast(shared, planned, undo);
    return planned;
  });
  return { plan, announcement: addAddress(withAnnouncedMac(context, plan.mac), undo) };
}

function makeRules(
  context: ActionContext,
  shared: SharedAddress,
  { share, firewall, isAssigned }: SharePlan,
  { all }: Firewalls,
  addressLock: Lock | undefined,
  undo: Rollback,
): void {
  const { ip } = share;
  const inForce = rulesInForce(all, ip);
  // If the address is not assigned, the rules are left from a crash.
  const before = isAssigned && inForce ? bucketsOf(inForce.rules) : [];
  const wanted = shareWithBuckets(share, [...before, shared.bucket]);
  const isInForce = inForce?.firewall === firewall && diffRules(inForce, wanted) === undefined;
  if (!isInForce) {
    const old = membershipsOf(inForce?.rules ?? []);
    const others = old.filter(({ nic, mac }) => nic !== share.nic || mac !== share.mac);
    if (others.length > 0) leaveMemberships(context, shared, all, others);
    undo.push(() => restoreRules(context, shared, addressLock, shareWithBuckets(share, before)));
    firewall.replace(ip, firewall.rulesFor(wanted));
    for (const other of all) if (other !== firewall) other.replace(ip, []);
  }
  const bucket = `bucket ${shared.bucket} of ${shared.total}`;
  context.log.info(`${ip.text}: ${bucket} (${firewall.name}, ${share.mac} on ${share.nic})`);
}

/** Restores the rules for the buckets that this host answered before. */
function restoreRules(
  context: ActionContext,
  shared: SharedAddress,
  addressLock: Lock | undefined,
  share: Share,
): void {
  withFirewallLock(context, (lock) => {
    const { chosen } = openFirewalls(context, shared, [addressLock, lock]);
    chosen?.replace(share.ip, share.hash.buckets.length > 0 ? chosen.rulesFor(share) : []);
  });
}

function joinMulticast(
  { memberships }: SharedAddress,
  { link, mac }: SharePlan,
  undo: Rollback,
): void {
  if (memberships.has(link.name, mac)) return;
  memberships.join(link.name, mac);
  undo.push(() => memberships.leave(link.name, mac));
}

function shareWithBuckets(share: Share, buckets: readonly number[]): Share {
  const ascending = [...new Set(buckets)].sort((a, b) => a - b);
  return { ...share, hash: { ...share.hash, buckets: ascending } };
}
