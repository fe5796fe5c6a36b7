/** What start and monitor have in common: the end of an announcement, and the report of it. */

import { OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import type { Log } from '../ocf/log.ts';
import type { Announcement } from '../vip/announce.ts';
import type { RoundsOutcome } from '../vip/rounds.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { ActionContext } from './context.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';

/** Sees to the rounds after the first, here or in the background. */
export function finishAnnouncement(context: ActionContext, announcement: Announcement): Outcome {
  const { request, log } = context;
  if (announcement.hasMoreRounds()) {
    if (request.announcement.background && leftToBackground(context, announcement)) return SUCCESS;
    try {
      const rounds = announcement.sendOtherRounds(context.deadline);
      if (rounds.kind === 'address-gone') {
        announcement.close();
        return failure(OCF_ERR_GENERIC, goneMeanwhile(request.ip));
      }
      if (rounds.kind === 'cut-short') {
        log.warn(
          `${request.ip.text}: no time for all rounds of the announcement (arp_count, arp_interval)`,
        );
      }
    } catch (error) {
      // The address is up and announced once: that is worth more than the other rounds.
      log.error(`the other rounds of the announcement: ${(error as Error).message}`);
    }
  }
  announcement.close();
  return SUCCESS;
}

/** False where this process must send them itself. */
function leftToBackground({ log }: ActionContext, announcement: Announcement): boolean {
  if (!announcement.canBeHandedOver()) return false;
  try {
    announcement.handOver();
    return true;
  } catch (error) {
    // EAGAIN, ENOMEM: as many processes as there may be (TasksMax), or no memory for one more.
    const why = (error as Error).message;
    log.warn(
      `no background process for the other rounds of the announcement (${why}): sending them now`,
    );
    return false;
  }
}

export function goneMeanwhile(ip: IpAddress): string {
  return `${ip.text} was removed by somebody else meanwhile`;
}

export function reportRounds(log: Log, ip: IpAddress, link: Link, rounds: RoundsOutcome): void {
  const { sent, unsent } = rounds;
  const error = unsent.at(0);
  if (error) {
    log.warn(`${ip.text}: packets not sent on ${link.name}: ${unsent.length} (${error.message})`);
  }
  log.debug(`${ip.text}: packets sent on ${link.name}: ${sent}`);
}
