/** monitor and status: is the address up? By the kernel's addresses and links alone. */
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING, OCF_SUCCESS } from '../ocf/exit-status.ts';
import type { VipRequest } from '../ocf/request.ts';
import { wouldBeUnlabelled } from '../vip/address-label.ts';
import { lookUndisturbed } from '../vip/address-list.ts';
import { Announcement } from '../vip/announce.ts';
import { detectionOf } from '../vip/duplicate-address-detection.ts';
import { linkHealth } from '../vip/link-health.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import { fittingOnly, type Holding, type Survey, survey } from '../vip/observation.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { type ActionContext, soughtBy } from './context.ts';
import { finishAnnouncement, reportRounds } from './finish-announcement.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';
import { absence, strayedBecause, type Unusable, unlikeWhat, unusable } from './state-in-words.ts';

export type Observation = { readonly kind: 'up'; readonly holding: Holding } | NotUp;

/** With one line that says why, for a person. */
export type NotUp =
  | {
      readonly kind:
        | 'no-carrier'
        | 'link-down'
        /** IPv6: the kernel holds it without using it; see duplicate-address-detection. */
        | 'tentative'
        | 'duplicate'
        /** With another prefix length or label than was asked for. */
        | 'unlike'
        /** Where start put it, but not where nic says any more. */
        | 'strayed';
      readonly holding: Holding;
      readonly reason: string;
    }
  /** Without the address: its label in the policy table, or rules of one that hosts share. */
  | { readonly kind: 'remains'; readonly reason: string }
  /** Nothing that stop would take away. */
  | { readonly kind: 'absent' | 'no-interface'; readonly reason: string };

/** What was looked for, and what was found. */
export interface Sighting {
  readonly ip: IpAddress;
  readonly observation: Observation;
  /** Where it is up, and hosts share it. */
  readonly share?: SharedPart | undefined;
}

/** What of a shared address's clients this host answers. */
export interface SharedPart {
  /** What makes it so. */
  readonly tool: string;
  readonly total: number;
  /** Counted from 1. */
  readonly buckets: readonly number[];
  /** What is wrong with it. */
  readonly fault?: string | undefined;
}

export function look(context: ActionContext): Observation {
  const { kernel, request, deadline } = context;
  const { wanted, missing } = soughtBy(context);
  if (missing === undefined) {
    const fitting = fittingOnly(kernel, wanted);
    const first = fitting.at(0);
    if (first) return usability(request, first, fitting);
  }
  const found = lookUndisturbed(kernel, deadline, () => survey(kernel, wanted));
  return missing === undefined
    ? notAsAsked(context, found)
    : withoutInterface(context, found, missing);
}

/** One that carries is enough. */
function usability(request: VipRequest, first: Holding, all: readonly Holding[]): Observation {
  for (const holding of all) {
    if (request.checkLinkStatus && linkHealth(holding.link).kind !== 'up') continue;
    const detection = detectionOf(holding.entry);
    if (detection === 'unique') return { kind: 'up', holding };
    return { kind: detection, holding, reason: unusable(request, holding, detection) };
  }
  const isDown = linkHealth(first.link).kind === 'administratively-down';
  const kind: Unusable = isDown ? 'link-down' : 'no-carrier';
  return { kind, holding: first, reason: unusable(request, first, kind) };
}

function notAsAsked(context: ActionContext, found: Survey): Observation {
  const { request } = context;
  const first = found.fitting.at(0);
  if (first) return usability(request, first, found.fitting);
  const strayed = found.strayed.at(0);
  if (strayed) {
    return { kind: 'strayed', holding: strayed, reason: strayedBecause(request, strayed) };
  }
  const unlike = found.unlike.at(0);
  if (unlike) return { kind: 'unlike', holding: unlike, reason: unlikeWhat(request, unlike) };
  return labelLeft(context) ?? { kind: 'absent', reason: absence(request, found.elsewhere) };
}

/** Where nic names nothing, stop takes the address from where start put it. */
function withoutInterface(context: ActionContext, found: Survey, missing: string): Observation {
  const ip = context.request.ip.text;
  const holding = found.strayed.at(0);
  if (holding) {
    const reason = `${ip} is on ${holding.link.name}, where start put it; ${missing}`;
    return { kind: 'strayed', holding, reason };
  }
  const other = found.elsewhere.at(0);
  const reason = other ? `${missing}; ${ip} is on ${other.link.name}` : missing;
  return labelLeft(context) ?? { kind: 'no-interface', reason };
}

/** What a start that was cut off has left, or the end of an interface that had the address. */
function labelLeft({ kernel, request: { ip } }: ActionContext): NotUp | undefined {
  if (ip.family !== 'inet6' || !wouldBeUnlabelled(kernel, ip)) return undefined;
  const reason = `${ip.text} is not on this host, but its label in the policy table is; stop removes it`;
  return { kind: 'remains', reason };
}

export function monitor(context: ActionContext): Outcome {
  const observation = look(context);
  if (observation.kind === 'up') {
    refresh(context, observation.holding.link);
    return SUCCESS;
  }
  return notUp(context, observation);
}

export function status(context: ActionContext): Outcome {
  const observation = look(context);
  if (observation.kind === 'up') return { status: OCF_SUCCESS, output: 'running\n' };
  return { ...notUp(context, observation), output: 'stopped\n' };
}

/**
 * What is wrong, and the exit status that says it: OCF_NOT_RUNNING only where stop would find nothing
 * to take away. For the cluster manager it means that the address is cleanly stopped, so that it
 * starts it elsewhere and never calls stop here.
 */
export function notUp({ environment }: ActionContext, observation: NotUp): Outcome {
  const kind = observation.kind;
  const reason = observation.reason;
  const isAbsent = kind === 'absent' || kind === 'no-interface';
  // A probe only asks; that the address is not here is the usual answer.
  if (isAbsent && environment.isProbe) return { status: OCF_NOT_RUNNING };
  return failure(kind === 'absent' ? OCF_NOT_RUNNING : OCF_ERR_GENERIC, reason);
}

/** The neighbours may have been misled since the last time. */
export function refresh(
  context: ActionContext,
  link: Link,
  count = context.request.announcement.refreshCount,
): void {
  const { kernel, request, log } = context;
  const { interval, type } = request.announcement;
  if (count === 0 || !hasNeighbours(link)) return;
  try {
    const plan = { ip: request.ip, link, type, count, interval, holder: context.holder };
    const announcement = Announcement.prepare(kernel, plan, kernel.clock.now());
    // Somebody else is telling them at this moment.
    if (!announcement) return;
    refreshBy(context, announcement, link);
  } catch (error) {
    log.warn(`arp_count_refresh: ${(error as Error).message}`);
  }
}

function refreshBy(context: ActionContext, announcement: Announcement, link: Link): void {
  const { request, log } = context;
  try {
    // A stop may have come between the look and the lock.
    if (!announcement.isHeld()) {
      announcement.close();
      return;
    }
    reportRounds(log, request.ip, link, announcement.sendFirstRound());
  } catch (error) {
    announcement.close();
    throw error;
  }
  finishAnnouncement(context, announcement);
}
