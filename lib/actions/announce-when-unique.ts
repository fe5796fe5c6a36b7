import { OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import { quoted } from '../ocf/quote.ts';
import type { Announcement } from '../vip/announce.ts';
import { awaitDetection } from '../vip/duplicate-address-detection.ts';
import { linkHealth } from '../vip/link-health.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { type ActionContext, TIMEOUT_SHARE } from './context.ts';
import { goneMeanwhile, reportRounds } from './finish-announcement.ts';
import { SUCCESS } from './outcome.ts';
import { withoutCarrier } from './placement-in-words.ts';
import { fail, type Started } from './started.ts';

/** What is left to do once the kernel knows that nobody else has the address. */
export function announceWhenUnique(
  context: ActionContext,
  link: Link,
  announcement: Announcement | undefined,
): Started {
  const { kernel, request, environment, log, deadline } = context;
  const { ip } = request;
  const verdict = awaitDetection(kernel, ip, link.index, deadline);
  switch (verdict) {
    case 'unique': {
      // Without a carrier nobody could have answered.
      const now = kernel.links.byIndex(link.index) ?? link;
      const health = linkHealth(now);
      if (health.kind !== 'up' && request.checkLinkStatus) {
        return fail(OCF_ERR_GENERIC, withoutCarrier(link.name, { health, raised: false }));
      }
      const rounds = announcement?.sendFirstRound();
      if (rounds?.kind === 'address-gone') return fail(OCF_ERR_GENERIC, goneMeanwhile(ip));
      if (rounds) reportRounds(log, ip, link, rounds);
      return { outcome: SUCCESS, announcement };
    }
    case 'duplicate':
      return fail(OCF_ERR_GENERIC, takenBy(ip, link, 'another host'));
    case 'gone':
      return fail(OCF_ERR_GENERIC, goneMeanwhile(ip));
    case 'tentative': {
      const limit = `${(environment.timeout * TIMEOUT_SHARE) / 1000} s`;
      return fail(
        OCF_ERR_GENERIC,
        `${ip.text}: duplicate address detection on ${link.name} did not end within ${limit}; ` +
          'see to the link, give start more time, or set nodad=true',
      );
    }
  }
}

export function takenBy(ip: IpAddress, link: Link, who: string): string {
  const problem = `${who} on the network of ${link.name} has this address already`;
  return `${quoted('ip', ip.text)}: ${problem}; take it away there first`;
}
