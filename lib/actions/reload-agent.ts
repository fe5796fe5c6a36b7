/** reload-agent: new values of reloadable parameters, for an address that stays where it is. */
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING } from '../ocf/exit-status.ts';
import { relabelAddress } from '../vip/address-label.ts';
import { changeInAnyCase } from '../vip/address-list.ts';
import { Announcement } from '../vip/announce.ts';
import { turnName } from '../vip/lock-names.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import type { Holding } from '../vip/observation.ts';
import { NONE_SENT } from '../vip/rounds.ts';
import { createdAt, IFA_F_NODAD, IFA_F_NOPREFIXROUTE } from '../wire/ifaddrmsg.ts';
import { look, notUp } from './monitor.ts';
import type { ActionContext } from './shared/context.ts';
import { finishAnnouncement, goneMeanwhile, reportRounds } from './shared/finish-announcement.ts';
import { failure, type Outcome, SUCCESS } from './shared/outcome.ts';

/** Most of them matter only to the actions to come, and need nothing here. */
export function reloadAgent(context: ActionContext): Outcome {
  const { kernel, request, deadline } = context;
  const turn = kernel.locks.acquire(turnName(kernel.namespaceId, request.ip), deadline);
  if (!turn) {
    const problem = 'a start or stop of this address is still running; look for it with ps';
    return failure(OCF_ERR_GENERIC, `${request.ip.text}: ${problem}`);
  }
  let replaced: Replaced;
  try {
    const observation = look(context);
    if (observation.kind !== 'up') return notUp(asAnswer(context), observation);
    if (request.ip.family === 'inet6') {
      if (!changeLifetime(context, observation.holding)) {
        return failure(OCF_NOT_RUNNING, goneMeanwhile(request.ip));
      }
      relabelAddress(kernel, request.ip, request.addressLabel);
    }
    replaced = replaceAnnouncer(context, observation.holding);
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

/** A lifetime that ends is counted anew. False where the address was removed meanwhile. */
function changeLifetime({ kernel, request }: ActionContext, { entry }: Holding): boolean {
  const { preferredLifetime, ip } = request;
  if (entry.preferredLifetime === preferredLifetime) return true;
  let stays = true;
  changeInAnyCase(kernel, () => {
    // A change sets these flags as well, and clears those that it does not name.
    const flags = entry.flags & (IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
    kernel.addresses.change({ ...entry, flags, preferredLifetime });
    // The kernel adds what it is told to change and does not have. It must not come back by us.
    const [now] = kernel.addresses.find(ip, entry.index);
    stays = now !== undefined && createdAt(now) === createdAt(entry);
    if (now && !stays) kernel.addresses.remove(now);
  });
  return stays;
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
