/** monitor and status: is the address up? By the kernel's addresses and links alone. */
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING, OCF_SUCCESS } from '../ocf/exit-status.ts';
import { awaitAddressList } from '../vip/address-list.ts';
import { Announcement } from '../vip/announce.ts';
import { speaksArp } from '../vip/gratuitous-arp.ts';
import { linkHealth } from '../vip/link-health.ts';
import { type Holding, observe } from '../vip/observation.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { finishAnnouncement, reportRounds } from './announcing.ts';
import { type ActionContext, requestedLink } from './context.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';

export type Observation =
  | { readonly kind: 'up'; readonly holding: Holding }
  | { readonly kind: 'link-down'; readonly holding: Holding }
  | { readonly kind: 'absent' }
  | { readonly kind: 'no-interface'; readonly reason: string };

export function look(context: ActionContext): Observation {
  const { kernel, request } = context;
  const requested = requestedLink(context);
  if (requested.kind === 'missing') return { kind: 'no-interface', reason: requested.reason };
  const wanted = requested.kind === 'found' ? requested.link : undefined;
  let holdings = observe(kernel, request.ip, wanted);
  // It may be one that another's stop has taken along and is about to put back.
  if (holdings.length === 0 && awaitAddressList(kernel)) {
    holdings = observe(kernel, request.ip, wanted);
  }
  const [first, ...others] = holdings;
  if (!first) return { kind: 'absent' };
  for (const holding of [first, ...others]) {
    const carries = !request.checkLinkStatus || linkHealth(holding.link).kind === 'up';
    if (carries) return { kind: 'up', holding };
  }
  return { kind: 'link-down', holding: first };
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

function notUp(
  { request, environment }: ActionContext,
  observation: Exclude<Observation, { kind: 'up' }>,
): Outcome {
  const ip = request.ip.text;
  switch (observation.kind) {
    case 'absent': {
      // A probe only asks; that the address is not here is the usual answer.
      if (environment.isProbe) return { status: OCF_NOT_RUNNING };
      const where = request.nic === undefined ? 'this host' : request.nic;
      return failure(OCF_NOT_RUNNING, `${ip} is not on ${where} any more`);
    }
    case 'link-down': {
      const { link } = observation.holding;
      const state = linkHealth(link).kind === 'no-lower-layer' ? 'has no carrier' : 'is down';
      return failure(OCF_NOT_RUNNING, `${ip} is on ${link.name}, but ${link.name} ${state}`);
    }
    case 'no-interface':
      if (environment.isProbe) return { status: OCF_NOT_RUNNING };
      return failure(OCF_ERR_GENERIC, observation.reason);
    default: {
      const never: never = observation;
      return never;
    }
  }
}

/** arp_count_refresh: the neighbours may have been misled since the last time. */
function refresh(context: ActionContext, link: Link): void {
  const { kernel, request, log } = context;
  const { refreshCount: count, interval, type } = request.announcement;
  if (count === 0 || !speaksArp(link)) return;
  try {
    const plan = { ip: request.ip, link, type, count, interval };
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
