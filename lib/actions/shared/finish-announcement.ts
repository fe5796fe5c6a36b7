/** What start and monitor have in common: the end of an announcement, and the report of it. */
import { OCF_ERR_GENERIC } from '../../ocf/exit-status.ts';
import type { Announcement } from '../../vip/announce.ts';
import type { Log } from '../../vip/kernel.ts';
import type { RoundsOutcome } from '../../vip/rounds.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { ActionContext } from './context.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';

/** Sees to the rounds after the first, here or in the background. */
export function finishAnnouncement(context: ActionContext, announcement: Announcement): Outcome {
  const { request, log } = context;
  const inBackground = request.announcement.background && announcement.hasMoreRounds;
  try {
    if (inBackground) {
      announcement.handOver();
      return SUCCESS;
    }
    if (announcement.hasMoreRounds && announcement.sendOtherRounds().kind === 'address-gone') {
      announcement.close();
      return failure(OCF_ERR_GENERIC, goneMeanwhile(request.ip));
    }
  } catch (error) {
    // The address is up and announced once: that is worth more than the other rounds.
    log.error(`the other rounds of the announcement: ${(error as Error).message}`);
  }
  announcement.close();
  return SUCCESS;
}

export function goneMeanwhile(ip: IpAddress): string {
  return `${ip.text} was removed by somebody else meanwhile`;
}

export function reportRounds(log: Log, ip: IpAddress, link: Link, rounds: RoundsOutcome): void {
  const { sent, unsent } = rounds;
  const [error] = unsent;
  if (error) {
    log.warn(`${ip.text}: packets not sent on ${link.name}: ${unsent.length} (${error.message})`);
  }
  log.debug(`${ip.text}: packets sent on ${link.name}: ${sent}`);
}
