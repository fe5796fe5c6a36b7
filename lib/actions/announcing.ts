/** What start and monitor have in common: the end of an announcement, and the report of it. */
import { OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import type { Announcement } from '../vip/announce.ts';
import type { Log } from '../vip/kernel.ts';
import type { RoundsOutcome } from '../vip/rounds.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { ActionContext } from './context.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';

/** Sees to the rounds after the first, here or in the background. */
export function finishAnnouncement(context: ActionContext, announcement: Announcement): Outcome {
  const { request, log } = context;
  if (!announcement.hasMoreRounds) {
    announcement.close();
    return SUCCESS;
  }
  if (request.announcement.background) {
    try {
      announcement.handOver();
    } catch (error) {
      // The address is up and announced once: that is worth more than the other rounds.
      log.error(`no process for the other rounds: ${(error as Error).message}`);
      announcement.close();
    }
    return SUCCESS;
  }
  const rounds = announcement.sendOtherRounds();
  announcement.close();
  if (rounds.kind === 'address-gone') {
    return failure(OCF_ERR_GENERIC, `${request.ip.text} was removed while it was announced`);
  }
  return SUCCESS;
}

export function reportRounds(log: Log, ip: IpAddress, link: Link, rounds: RoundsOutcome): void {
  const [error] = rounds.unsent;
  if (error)
    log.warn(
      `${ip.text}: ${rounds.unsent.length} packets not sent on ${link.name}: ${error.message}`,
    );
  log.debug(`${ip.text}: ${rounds.sent} gratuitous ARP packets sent on ${link.name}`);
}
