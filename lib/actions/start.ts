/**
 * start: adds the address and announces it.
 *
 * The steps, in order; if one fails, the steps before it are undone:
 *
 *  1. take the address lock: one start or stop of an address at a time
 *  2. plan: interface, prefix length and label, or adoption of an assigned address (changes nothing)
 *  3. bring the link up, and wait for its carrier
 *  4. run_arping: detect a conflict; dad=fast: detect a duplicate
 *  5. remove entries for which duplicate address detection failed
 *  6. prepare the announcement: announcer lock, sockets, packets; reserve its time; ask whether another host has
 *     the address
 *  7. add the label to the policy table (IPv6), and create the place mark, by which stop finds the address
 *  8. take the list lock; add the address, remove it from the loopback interface, send the first round
 *  9. IPv6: wait for duplicate address detection, then send the first round
 * 10. release the locks; send the other rounds, in this process or in a background process
 */
import { OCF_ERR_GENERIC } from '../../ocf-metadata/exit-status.ts';
import type { GroupMembership, HeldAddress } from '../linux/kernel.ts';
import { SystemError } from '../linux/system-error.ts';
import { type ActionContext, TIMEOUT_SHARE } from '../ocf/action-context.ts';
import type { Log } from '../ocf/log.ts';
import { messageOf, Refusal } from '../ocf/refusal.ts';
import { deleteAddress } from '../vip/address/delete-address.ts';
import { dadState, waitForDad } from '../vip/address/duplicate-address-detection.ts';
import { entriesOnLoopback } from '../vip/address/loopback.ts';
import { newAddress } from '../vip/address/new-address.ts';
import { addPolicyLabel, removePolicyLabel } from '../vip/address/policy-label.ts';
import { Announcement } from '../vip/announce/announcement.ts';
import { announcementPlan } from '../vip/announce/announcement-plan.ts';
import type { RoundsOutcome } from '../vip/announce/rounds.ts';
import { detectConflict } from '../vip/conflict/detect-conflict.ts';
import { asksItself, detectDuplicate } from '../vip/conflict/detect-duplicate.ts';
import { hasNeighbours, linkHealth, setLinkDown, setLinkUp } from '../vip/link/link-health.ts';
import { linkState } from '../vip/link/link-state.ts';
import {
  clearAnnouncement,
  forgetAnnouncement,
  recordAnnouncement,
  recordedState,
} from '../vip/state/announcement-record.ts';
import { withAddressListLock, withAddressLock } from '../vip/state/locks.ts';
import { clearPlaceMark, markPlace } from '../vip/state/place-marks.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import type { InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { addressGone, finishAnnouncement, firstRoundOrRefuse, reportRounds } from './announce.ts';
import { describePlacement, whyNoCarrier, whyNotFast, whyTaken, withPrefix } from './messages.ts';
import { type Addition, type Adoption, planStart } from './plan-start.ts';
import { setLifetime } from './set-lifetime.ts';

/** The fraction of start's remaining time that start waits for the carrier of a link that was down. */
const CARRIER_SHARE = 0.25;

export function start(context: ActionContext): void {
  const announcement = withAddressLock<Announcement | undefined>(context, 'required', () =>
    withRollback<Announcement | undefined>(context.log, (undo) => addAddress(context, undo)),
  );
  if (announcement) finishAnnouncement(context, announcement);
}

/** Functions that undo the completed steps, in the order of the steps. */
export type Rollback = (() => void)[];

/**
 * Runs `steps`, which adds a function to `undo` for each completed step. If a step throws, calls these
 * functions in reverse order. The list lock is free by then, so they can take it.
 */
export function withRollback<Result>(log: Log, steps: (undo: Rollback) => Result): Result {
  const undo: Rollback = [];
  try {
    return steps(undo);
  } catch (error) {
    while (undo.length > 0) {
      try {
        undo.pop()?.();
      } catch (failure) {
        log.error(`cleaning up after the failed start: ${messageOf(failure)}`);
      }
    }
    throw error;
  }
}

/** Steps 2 to 9 of start, which the top of this file lists. Returns the announcement if it has more rounds to send. */
export function addAddress(context: ActionContext, undo: Rollback): Announcement | undefined {
  const plan = planStart(context);
  for (const warning of plan.warnings) context.log.warn(warning);
  const wasDown = bringLinkUp(context, undo, plan.link);
  return plan.kind === 'add'
    ? addNewAddress(context, undo, plan)
    : adoptAddress(context, undo, plan, wasDown);
}

/** Brings the link up. Returns whether the link was down. @throws Refusal by check_link_status */
function bringLinkUp(context: ActionContext, undo: Rollback, link: Link): boolean {
  const { kernel, request, log, deadline } = context;
  const needsCarrier = request.boolean('check_link_status');
  const health = linkHealth(link);
  if (health !== 'down') {
    if (health === 'up' || !needsCarrier) return false;
    throw new Refusal(OCF_ERR_GENERIC, whyNoCarrier(link.name, health));
  }
  const before = kernel.addresses.onLink('inet', link.index).length;
  const now = kernel.clock.now();
  const patience = needsCarrier ? (deadline - now) * CARRIER_SHARE : 0;
  const result = setLinkUp(kernel, link, now + patience);
  log.info(`${link.name} was down: brought up`);
  undo.push(() => {
    // Another start may have added an address meanwhile.
    const isInUse = kernel.addresses.onLink('inet', link.index).length > before;
    if (isInUse || !setLinkDown(kernel, link)) {
      log.warn(`${link.name} stays up: other addresses on it are in use`);
    }
  });
  if (result.health !== 'up' && needsCarrier) {
    throw new Refusal(OCF_ERR_GENERIC, whyNoCarrier(link.name, result.health, result.waited));
  }
  return true;
}

function addNewAddress(
  context: ActionContext,
  undo: Rollback,
  plan: Addition,
): Announcement | undefined {
  const { link } = plan;
  refuseConflict(context, link);
  // A member until the kernel itself joins the group with the address: the group is never left in between.
  const group = refuseDuplicate(context, link);
  try {
    return addAndAnnounce(context, undo, plan, group !== undefined);
  } finally {
    group?.close();
  }
}

/** @param isUnique dad=fast: no other host has the address */
function addAndAnnounce(
  context: ActionContext,
  undo: Rollback,
  plan: Addition,
  isUnique: boolean,
): Announcement | undefined {
  const { request, log } = context;
  const { link, placement } = plan;
  for (const entry of plan.duplicates) deleteEntry(context, entry);
  forgetOldAnnouncement(context, link);
  const announcement = prepareAnnouncement(context, undo, link, placement.prefixLength);
  addLabel(context, undo);
  addPlaceMark(context, undo, link, placement.prefixLength);
  const entry = newAddress(context, placement, plan.label, isUnique);
  const added = withAddressListLock(context, 'required', () =>
    addEntryAndAnnounce(context, undo, link, entry, announcement),
  );
  // Logged after the first packet and without the list lock: writing a log may take long.
  log.info(describePlacement(request, placement));
  log.info(`${withPrefix(request.ip, placement.prefixLength)} added to ${link.name}`);
  if (added.isTentative) return announceWhenUnique(context, link, announcement);
  if (!added.isAnnounced) recordUnannounced(context, link);
  if (!added.isAnnounced || !announcement) return undefined;
  reportRounds(context, link, added.rounds ?? firstRoundOrRefuse(request.ip, announcement));
  return announcement;
}

/** run_arping */
function refuseConflict({ kernel, request, announcedMac }: ActionContext, link: Link): void {
  if (!request.boolean('run_arping') || !hasNeighbours(link)) return;
  const other = detectConflict(kernel, link, request.ip, announcedMac);
  if (!other) return;
  const reason = whyTaken(request.ip, link, formatHardwareAddress(other));
  throw new Refusal(OCF_ERR_GENERIC, reason);
}

/**
 * dad=fast. Returns the membership in the group of the address; undefined if the address was not checked.
 * @throws Refusal if another host has the address
 */
function refuseDuplicate(context: ActionContext, link: Link): GroupMembership | undefined {
  const { kernel, request, log } = context;
  if (!asksItself(context, link)) return undefined;
  const { ip } = request;
  const detection = detectDuplicate(kernel, link, ip);
  if (detection.kind === 'unique') return detection.group;
  if (detection.kind === 'taken') {
    const reason = whyTaken(ip, link, formatHardwareAddress(detection.hardwareAddress));
    throw new Refusal(OCF_ERR_GENERIC, reason);
  }
  log.warn(`${ip.text}: ${whyNotFast(detection.reason)}`);
  return undefined;
}

/** Undefined if the link has no neighbours. */
function prepareAnnouncement(
  context: ActionContext,
  undo: Rollback,
  link: Link,
  prefixLength: number,
): Announcement | undefined {
  const { kernel, request, deadline } = context;
  if (!hasNeighbours(link)) return undefined;
  const plan = announcementPlan(context, link, prefixLength);
  const announcement = Announcement.prepare(kernel, plan, deadline);
  if (!announcement) {
    const reason = 'an earlier announcer is still running; look for "announcer" with ps -e';
    throw new Refusal(OCF_ERR_GENERIC, `${request.ip.text}: ${reason}`);
  }
  undo.push(() => {
    announcement.close();
    clearAnnouncement(kernel, request.ip, link.index);
  });
  announcement.reserve(deadline);
  return announcement;
}

/**
 * lvs_ipv6_addrlabel. Adds the label before the address, so that the kernel never chooses the address as a
 * source.
 */
function addLabel({ kernel, request, log }: ActionContext, undo: Rollback): void {
  const { ip } = request;
  const label = request.addressLabel();
  if (label === undefined) return;
  try {
    if (addPolicyLabel(kernel, ip, label)) undo.push(() => removePolicyLabel(kernel, ip));
  } catch (error) {
    log.warn(`lvs_ipv6_addrlabel: no label for ${ip.text}: ${messageOf(error)}`);
  }
}

/** Creates the mark before the address is added, so that stop finds the address even if start is killed. */
function addPlaceMark(
  { kernel, request, log }: ActionContext,
  undo: Rollback,
  { index }: Link,
  prefixLength: number,
): void {
  const { ip, nic } = request;
  const place = { index, prefixLength };
  try {
    if (markPlace(kernel, ip, nic, place)) undo.push(() => clearPlaceMark(kernel, ip, nic, place));
  } catch (error) {
    log.warn(`stop will not find the address if its interface is renamed: ${messageOf(error)}`);
  }
}

interface Added {
  /** IPv6: the kernel does not use the address before duplicate address detection has finished. */
  readonly isTentative: boolean;
  /** False if another process has added and announced the address. */
  readonly isAnnounced: boolean;
  readonly rounds: RoundsOutcome | undefined;
}

/** Requires the list lock. Adds the address and sends its first packet without a pause. */
function addEntryAndAnnounce(
  context: ActionContext,
  undo: Rollback,
  link: Link,
  entry: InterfaceAddress,
  announcement: Announcement | undefined,
): Added {
  const { kernel, request } = context;
  const { ip } = request;
  try {
    kernel.addresses.add(entry);
  } catch (error) {
    if (!(error instanceof SystemError && error.code === 'EEXIST')) throw error;
    return adoptMeanwhile(context, undo, link, announcement);
  }
  undo.push(() => deleteAdded(context, link, entry.prefixLength));
  const held = kernel.addresses.find(ip, link.index).at(0);
  if (!held) {
    const address = withPrefix(ip, entry.prefixLength);
    throw new Refusal(OCF_ERR_GENERIC, `${address} was added to ${link.name}, but is not there`);
  }
  if (dadState(held) !== 'unique')
    return { isTentative: true, isAnnounced: false, rounds: undefined };
  removeFromLoopback(context, undo);
  // A round that must wait (announce_rate) is sent without the list lock.
  const isDue = announcement?.isDue() === true;
  const rounds = isDue ? firstRoundOrRefuse(ip, announcement) : undefined;
  return { isTentative: false, isAnnounced: true, rounds };
}

/**
 * The address was added after the plan was made: by another process, or by a stop of another address, which
 * had removed it and put it back.
 */
function adoptMeanwhile(
  context: ActionContext,
  undo: Rollback,
  link: Link,
  announcement: Announcement | undefined,
): Added {
  const plan = planStart(context);
  if (plan.kind === 'add') {
    const reason = `another process keeps adding ${context.request.ip.text} to ${link.name} and removing it`;
    throw new Refusal(OCF_ERR_GENERIC, reason);
  }
  const isTentative = dadState(plan.assigned.entry) === 'tentative';
  if (!isTentative) {
    announcement?.close();
    removeFromLoopback(context, undo);
  }
  return { isTentative, isAnnounced: false, rounds: undefined };
}

/** lvs_support. Requires the list lock, and the address on its interface: the host always has the address. */
function removeFromLoopback(context: ActionContext, undo: Rollback): void {
  const { kernel, request } = context;
  if (!request.boolean('lvs_support')) return;
  for (const entry of entriesOnLoopback(kernel, request.ip)) {
    undo.push(() => {
      withAddressListLock(context, 'optional', () => kernel.addresses.restore(entry));
    });
    deleteAddress(kernel, request.ip.family, entry);
  }
}

/** Waits for duplicate address detection (IPv6), then sends the first round. */
function announceWhenUnique(
  context: ActionContext,
  link: Link,
  announcement: Announcement | undefined,
): Announcement | undefined {
  const { kernel, request, environment, deadline } = context;
  const { ip } = request;
  switch (waitForDad(kernel, ip, link.index, deadline)) {
    case 'unique':
      break;
    case 'duplicate':
      throw new Refusal(OCF_ERR_GENERIC, whyTaken(ip, link, 'another host'));
    case 'gone':
      throw addressGone(OCF_ERR_GENERIC, ip);
    case 'tentative': {
      const seconds = (environment.timeout * TIMEOUT_SHARE) / 1000;
      throw new Refusal(
        OCF_ERR_GENERIC,
        `${ip.text}: duplicate address detection on ${link.name} did not finish within ${seconds} s; ` +
          'check the link, increase the timeout of start, or set nodad=true',
      );
    }
  }
  // Without a carrier, no other host can have answered.
  const health = linkHealth(kernel.links.byIndex(link.index) ?? link);
  if (health !== 'up' && request.boolean('check_link_status')) {
    throw new Refusal(OCF_ERR_GENERIC, whyNoCarrier(link.name, health));
  }
  if (announcement) reportRounds(context, link, firstRoundOrRefuse(ip, announcement));
  return announcement;
}

/** Adopts an address that is already assigned as the parameters say. */
function adoptAddress(
  context: ActionContext,
  undo: Rollback,
  { assigned, link, isOurs }: Adoption,
  wasDown: boolean,
): Announcement | undefined {
  const { request, log } = context;
  const { entry } = assigned;
  addLabel(context, undo);
  addPlaceMark(context, undo, link, entry.prefixLength);
  log.info(`${withPrefix(request.ip, entry.prefixLength)} is already on ${link.name}`);
  if (!setLifetime(context, assigned)) throw addressGone(OCF_ERR_GENERIC, request.ip);
  if (request.boolean('lvs_support')) {
    withAddressListLock(context, 'required', () => removeFromLoopback(context, undo));
  }
  // An IPv6 address on a link that was down is tentative again.
  const isInUse = request.ip.family === 'inet' || !wasDown;
  if (isInUse && dadState(entry) === 'unique') {
    recordUnannounced(context, link);
    return undefined;
  }
  // An earlier start was killed before duplicate address detection had finished.
  if (isOurs) undo.push(() => deleteAdded(context, link, entry.prefixLength));
  return announceWhenUnique(
    context,
    link,
    prepareAnnouncement(context, undo, link, entry.prefixLength),
  );
}

/** The record is left from an address that was removed by hand: a conflict in it is over. */
function forgetOldAnnouncement({ kernel, request, log }: ActionContext, link: Link): void {
  try {
    forgetAnnouncement(kernel, request.ip, link.index);
  } catch (error) {
    log.debug(`${request.ip.text}: ${messageOf(error)}`);
  }
}

/** From now on, monitor announces the address if its link changes. */
function recordUnannounced({ kernel, request, log }: ActionContext, link: Link): void {
  if (!hasNeighbours(link)) return;
  try {
    if (recordedState(kernel, request.ip, link).link !== 'none') return;
    recordAnnouncement(kernel, request.ip, link.index, linkState(kernel, link), []);
  } catch (error) {
    log.debug(`${request.ip.text}: ${messageOf(error)}`);
  }
}

function deleteAdded(context: ActionContext, link: Link, prefixLength: number): void {
  const { kernel, request } = context;
  for (const entry of kernel.addresses.find(request.ip, link.index)) {
    if (entry.prefixLength === prefixLength) deleteEntry(context, entry);
  }
}

function deleteEntry(context: ActionContext, entry: HeldAddress): void {
  const { kernel, request } = context;
  withAddressListLock(context, 'optional', () => deleteAddress(kernel, request.ip.family, entry));
}
