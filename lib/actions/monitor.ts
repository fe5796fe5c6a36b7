/** monitor and status: is the address up? By the kernel's addresses and links alone. */
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING, OCF_SUCCESS } from '../ocf/exit-status.ts';
import { observeSettled } from '../vip/address-list.ts';
import { Announcement } from '../vip/announce.ts';
import { detectionOf } from '../vip/duplicate-address-detection.ts';
import { linkHealth } from '../vip/link-health.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import type { Holding } from '../vip/observation.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { type ActionContext, requestedLink } from './shared/context.ts';
import { finishAnnouncement, reportRounds } from './shared/finish-announcement.ts';
import { failure, type Outcome, SUCCESS } from './shared/outcome.ts';

export type Observation =
  | { readonly kind: 'up'; readonly holding: Holding }
  | { readonly kind: 'no-carrier' | 'link-down'; readonly holding: Holding }
  /** IPv6: the kernel holds it without using it; see duplicate-address-detection. */
  | { readonly kind: 'tentative' | 'duplicate'; readonly holding: Holding }
  | { readonly kind: 'absent' }
  | { readonly kind: 'no-interface'; readonly reason: string };

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

/** Why the kernel does not use an address that it holds. */
export const NOT_IN_USE = {
  tentative: 'duplicate address detection is still under way',
  duplicate: 'another host on the network has it too (duplicate address detection failed)',
} as const;

export function sight(context: ActionContext): Sighting {
  return { ip: context.request.ip, observation: look(context) };
}

export function look(context: ActionContext): Observation {
  const { kernel, request } = context;
  const requested = requestedLink(context);
  if (requested.kind === 'missing') return { kind: 'no-interface', reason: requested.reason };
  const [first, ...others] = observeSettled(kernel, request.ip, requested.link);
  if (!first) return { kind: 'absent' };
  for (const holding of [first, ...others]) {
    const carries = !request.checkLinkStatus || linkHealth(holding.link).kind === 'up';
    if (!carries) continue;
    const detection = detectionOf(holding.entry);
    return { kind: detection === 'unique' ? 'up' : detection, holding };
  }
  const isDown = linkHealth(first.link).kind === 'administratively-down';
  return { kind: isDown ? 'link-down' : 'no-carrier', holding: first };
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

/** What is wrong, and the exit status that says it. */
export function notUp(
  { request, environment }: ActionContext,
  observation: Exclude<Observation, { kind: 'up' }>,
): Outcome {
  const ip = request.ip.text;
  switch (observation.kind) {
    case 'absent': {
      // A probe only asks; that the address is not here is the usual answer.
      if (environment.isProbe) return { status: OCF_NOT_RUNNING };
      const where = request.nic === undefined ? 'this host' : request.nic;
      return failure(OCF_NOT_RUNNING, `${ip} is not on ${where}`);
    }
    case 'link-down':
    case 'no-carrier': {
      const { name } = observation.holding.link;
      const state = observation.kind === 'link-down' ? 'is down' : 'has no carrier';
      return failure(OCF_NOT_RUNNING, `${ip} is on ${name}, but ${name} ${state}`);
    }
    // Something to be stopped is there, hence not OCF_NOT_RUNNING.
    case 'tentative':
    case 'duplicate':
      return failure(
        OCF_ERR_GENERIC,
        `${ip} is on ${observation.holding.link.name}, but ${NOT_IN_USE[observation.kind]}`,
      );
    case 'no-interface':
      if (environment.isProbe) return { status: OCF_NOT_RUNNING };
      return failure(OCF_ERR_GENERIC, observation.reason);
    default: {
      const never: never = observation;
      return never;
    }
  }
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
