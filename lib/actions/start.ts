/** start: take over the address, and say so to the neighbours. */

import type { Lock } from '../linux/kernel.ts';
import { OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import { changeAddressList } from '../vip/address-list.ts';
import { detectionOf } from '../vip/duplicate-address-detection.ts';
import { turnName } from '../vip/lock-names.ts';
import { addAndAnnounce, removeAdded } from './add-address.ts';
import { announceWhenUnique } from './announce-when-unique.ts';
import { type ActionContext, formatAddress } from './context.ts';
import { finishAnnouncement, goneMeanwhile } from './finish-announcement.ts';
import { giveLabel } from './give-label.ts';
import { giveLifetime } from './give-lifetime.ts';
import { leaveLoopback } from './leave-loopback.ts';
import { noteItsPlace } from './note-place.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';
import { withoutCarrier } from './placement-in-words.ts';
import { prepareAnnouncement } from './prepare-announcement.ts';
import { raise } from './raise.ts';
import { type Adoption, planStart, warningsOf } from './start-plan.ts';
import { fail, listIsBusy, type Started } from './started.ts';
import { allOrNothing, type Undo } from './undo.ts';

export function start(context: ActionContext): Outcome {
  return startInTurn(context, () => allOrNothing(context, takeOver));
}

/** One start or stop of an address at a time. */
export function startInTurn(context: ActionContext, steps: (turn: Lock) => Started): Outcome {
  const { kernel, request, deadline } = context;
  const turn = kernel.locks.acquire(turnName(kernel.namespaceId(), request.ip), deadline);
  if (!turn) {
    return failure(
      OCF_ERR_GENERIC,
      `${request.ip.text}: another start or stop of this address is still running; look for it with ps`,
    );
  }
  let started: Started;
  try {
    started = steps(turn);
  } finally {
    // Before the other rounds: a stop must not wait for them.
    turn.release();
  }
  const { outcome, announcement } = started;
  return announcement ? finishAnnouncement(context, announcement) : outcome;
}

export function takeOver(context: ActionContext, undo: Undo): Started {
  const { request, log } = context;
  const plan = planStart(context);
  if (plan.kind === 'refuse') return { outcome: plan.outcome };
  for (const warning of warningsOf(plan)) log.warn(warning);
  const link = plan.kind === 'add' ? plan.placement.link : plan.holding.link;

  const raised = raise(context, undo, link);
  if (raised.health.kind !== 'up' && request.checkLinkStatus) {
    return fail(OCF_ERR_GENERIC, withoutCarrier(link.name, raised));
  }
  return plan.kind === 'add'
    ? addAndAnnounce(context, undo, plan)
    : adopt(context, undo, plan, raised.raised);
}

/** The address is there as it was asked for: of IPaddr2, or of a start that was cut off. */
function adopt(
  context: ActionContext,
  undo: Undo,
  adoption: Adoption,
  wasRaised: boolean,
): Started {
  const { kernel, request, log, deadline } = context;
  const { holding, isOurs } = adoption;
  const { entry, link } = holding;
  giveLabel(context, undo);
  noteItsPlace(context, undo, link, entry.prefixLength);
  log.info(`${formatAddress(request.ip, entry.prefixLength)} is on ${link.name} already`);
  if (!giveLifetime(context, holding)) return fail(OCF_ERR_GENERIC, goneMeanwhile(request.ip));
  if (
    request.lvsSupport &&
    !changeAddressList(kernel, deadline, () => {
      leaveLoopback(context, undo);
      return true;
    })
  ) {
    return listIsBusy(request.ip);
  }
  // With its link, an IPv6 address that was kept starts anew.
  const isInUse = request.ip.family === 'inet' || !wasRaised;
  if (isInUse && detectionOf(entry) === 'unique') return { outcome: SUCCESS };
  // An earlier start ended before it could say so to the neighbours.
  if (isOurs) undo.push(() => removeAdded(context, link, entry.prefixLength));
  const prepared = prepareAnnouncement(context, undo, link);
  if (prepared.kind === 'busy') return { outcome: prepared.outcome };
  return announceWhenUnique(context, link, prepared.announcement);
}
