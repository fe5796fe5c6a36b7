/** reload-agent: new values of reloadable parameters, for an address that stays where it is. */
import { OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import { relabelAddress } from '../vip/address-label.ts';
import { Announcement } from '../vip/announce.ts';
import { turnName } from '../vip/lock-names.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import type { Holding } from '../vip/observation.ts';
import { IFA_F_NODAD, IFA_F_NOPREFIXROUTE } from '../wire/ifaddrmsg.ts';
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
    if (observation.kind !== 'up') return notUp(context, observation);
    if (request.ip.family === 'inet6') {
      changeLifetime(context, observation.holding);
      relabelAddress(kernel, request.ip, request.addressLabel);
    }
    replaced = replaceAnnouncer(context, observation.holding);
  } finally {
    turn.release();
  }
  if (!replaced.announcement) return replaced.outcome;
  return finishAnnouncement(context, replaced.announcement);
}

/** A lifetime that ends is counted anew. */
function changeLifetime({ kernel, request }: ActionContext, { entry }: Holding): void {
  const { preferredLifetime } = request;
  if (entry.preferredLifetime === preferredLifetime) return;
  // A change sets these flags as well, and clears those that it does not name.
  const flags = entry.flags & (IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
  kernel.addresses.change({ ...entry, flags, preferredLifetime });
}

interface Replaced {
  readonly outcome: Outcome;
  readonly announcement?: Announcement;
}

/** An announcer that is at work began with the old values. */
function replaceAnnouncer(context: ActionContext, { link }: Holding): Replaced {
  const { kernel, request, log, deadline } = context;
  const { ip } = request;
  if (!hasNeighbours(link)) return { outcome: SUCCESS };
  const { type, count, interval } = request.announcement;
  const announcement = Announcement.replace(kernel, { ip, link, type, count, interval }, deadline);
  if (!announcement) return { outcome: SUCCESS };
  const rounds = announcement.sendFirstRound();
  if (rounds.kind === 'address-gone') {
    announcement.close();
    return { outcome: failure(OCF_ERR_GENERIC, goneMeanwhile(ip)) };
  }
  reportRounds(log, ip, link, rounds);
  return { outcome: SUCCESS, announcement };
}
