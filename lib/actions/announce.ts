/** Sends announcements for start, monitor and reload-agent. */

import { type ExitStatus, OCF_ERR_GENERIC } from '../../ocf-metadata/exit-status.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { messageOf, Refusal } from '../ocf/refusal.ts';
import { Announcement } from '../vip/announce/announcement.ts';
import { type AnnouncementPlan, announcementPlan } from '../vip/announce/announcement-plan.ts';
import type { RoundsOutcome } from '../vip/announce/rounds.ts';
import { hasNeighbours } from '../vip/link/link-health.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';

/** @throws Refusal if the address was removed meanwhile */
export function firstRoundOrRefuse(ip: IpAddress, announcement: Announcement): RoundsOutcome {
  const rounds = announcement.sendFirstRound();
  if (rounds.kind === 'address-gone') throw addressGone(OCF_ERR_GENERIC, ip);
  return rounds;
}

export function reportRounds(
  { request, log }: ActionContext,
  link: Link,
  { sent, unsent }: RoundsOutcome,
): void {
  const ip = request.ip.text;
  const error = unsent.at(0);
  if (error) {
    log.warn(`${ip}: packets not sent on ${link.name}: ${unsent.length} (${error.message})`);
  }
  log.debug(`${ip}: packets sent on ${link.name}: ${sent}`);
}

/** Sends the rounds after the first, in this process or in a background process. */
export function finishAnnouncement(context: ActionContext, announcement: Announcement): void {
  const { request, log } = context;
  const inBackground = request.boolean('arp_bg') && announcement.hasMoreRounds();
  if (inBackground && tryBackground(context, announcement)) return;
  try {
    if (announcement.hasMoreRounds()) otherRoundsOrWarn(context, announcement);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The address is up and was announced once: start does not fail.
    log.error(`the other announcement rounds were not sent: ${messageOf(error)}`);
  } finally {
    announcement.close();
  }
}

/** Returns false if no background process sends the rounds. */
function tryBackground({ log }: ActionContext, announcement: Announcement): boolean {
  if (!announcement.canBeHandedOver()) return false;
  try {
    announcement.handOver();
    return true;
  } catch (error) {
    // EAGAIN, ENOMEM: the limit of processes (TasksMax) is reached, or memory is short.
    const reason = messageOf(error);
    log.warn(
      `no background process for the other announcement rounds (${reason}): sending them now`,
    );
    return false;
  }
}

function otherRoundsOrWarn(context: ActionContext, announcement: Announcement): void {
  const { request, log, deadline } = context;
  const { kind } = announcement.sendOtherRounds(deadline);
  if (kind === 'address-gone') throw addressGone(OCF_ERR_GENERIC, request.ip);
  if (kind !== 'cut-short') return;
  log.warn(
    `${request.ip.text}: timeout too short for all announcement rounds (arp_count, arp_interval)`,
  );
}

export function addressGone(status: ExitStatus, { text }: IpAddress): Refusal {
  return new Refusal(status, `${text} was removed by another process`);
}

/** The part of an announcement that is repeated. */
export interface Repetition extends Pick<AnnouncementPlan, 'prefixLength' | 'count' | 'late'> {
  /** Whether a background announcer is replaced; otherwise nothing is repeated while there is one. */
  readonly replaces: boolean;
}

/** Repeats the announcement, unless another process is announcing the address. Logs a failure. */
export function announceAgain(
  context: ActionContext,
  link: Link,
  { prefixLength, count, late, replaces }: Repetition,
): void {
  const { kernel, request, log } = context;
  if (count === 0 || !hasNeighbours(link)) return;
  try {
    const plan = { ...announcementPlan(context, link, prefixLength), count, late };
    const replaced = replaces ? Announcement.replace(kernel, plan) : undefined;
    const announcement = replaced ?? Announcement.prepare(kernel, plan, kernel.clock.now());
    if (announcement) announceIfHeld(context, announcement, link);
  } catch (error) {
    // The address was removed meanwhile.
    if (error instanceof Refusal) return;
    log.warn(`${request.ip.text} was not announced again: ${messageOf(error)}`);
  }
}

function announceIfHeld(context: ActionContext, announcement: Announcement, link: Link): void {
  try {
    // stop may have removed the address before the announcer lock was acquired.
    if (!announcement.isHeld()) {
      announcement.close();
      return;
    }
    announcement.reserve(context.deadline);
    reportRounds(context, link, firstRoundOrRefuse(context.request.ip, announcement));
  } catch (error) {
    announcement.close();
    throw error;
  }
  finishAnnouncement(context, announcement);
}
