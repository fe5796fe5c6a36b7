/** reload-agent: new values of reloadable parameters, for an address that stays where it is. */
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING } from '../ocf/exit-status.ts';
import { relabelAddress } from '../vip/address-label.ts';
import { Announcement } from '../vip/announce.ts';
import { turnName } from '../vip/lock-names.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import type { Holding } from '../vip/observation.ts';
import { NONE_SENT } from '../vip/rounds.ts';
import type { ActionContext } from './context.ts';
import { finishAnnouncement, goneMeanwhile, reportRounds } from './finish-announcement.ts';
import { giveLifetime } from './give-lifetime.ts';
import { look, notUp } from './monitor.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';

/** Most of them matter only to the actions to come, and need nothing here. */
export function reloadAgent(context: ActionContext): Outcome {
  const { kernel, request, log, deadline } = context;
  const turn = kernel.locks.acquire(turnName(kernel.namespaceId(), request.ip), deadline);
  if (!turn) {
    const problem = 'a start or stop of this address is still running; look for it with ps';
    return failure(OCF_ERR_GENERIC, `${request.ip.text}: ${problem}`);
  }
  let replaced: Replaced;
  try {
    const observation = look(context);
    if (observation.kind !== 'up') return notUp(asAnswer(context), observation);
    if (!giveLifetime(context, observation.holding)) {
      return failure(OCF_NOT_RUNNING, goneMeanwhile(request.ip));
    }
    if (request.ip.family === 'inet6') {
      relabelAddress(kernel, request.ip, request.addressLabel);
    }
    replaced = replaceAnnouncer(context, observation.holding);
    const { link } = observation.holding;
    log.info(`${request.ip.text} on ${link.name}: the new values of its parameters are in force`);
  } finally {
    turn.release();
  }
  if (!replaced.announcement) return replaced.outcome;
  return finishAnnouncement(context, replaced.announcement);
}

/** Somebody waits for this, unlike for a probe, though it is not repeated either. */
function asAnswer(context: ActionContext): ActionContext {
  return { ...context, environment: { ...context.environment, isProbe: false } };
}

interface Replaced {
  readonly outcome: Outcome;
  readonly announcement?: Announcement;
}

/** An announcer that is at work began with the old values. */
function replaceAnnouncer(context: ActionContext, { link }: Holding): Replaced {
  const { kernel, request, log } = context;
  const { ip } = request;
  if (!hasNeighbours(link)) return { outcome: SUCCESS };
  const { type, count, interval } = request.announcement;
  const plan = { ip, link, type, count, interval, holder: context.holder };
  const announcement = Announcement.replace(kernel, plan);
  if (!announcement) return { outcome: SUCCESS };
  // What was removed before the watch began is found only by asking.
  const rounds = announcement.isHeld() ? announcement.sendFirstRound() : NONE_SENT;
  if (rounds.kind === 'address-gone') {
    announcement.close();
    return { outcome: failure(OCF_ERR_GENERIC, goneMeanwhile(ip)) };
  }
  reportRounds(log, ip, link, rounds);
  return { outcome: SUCCESS, announcement };
}
