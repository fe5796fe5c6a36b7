/** Everything that an announcement needs, got hold of before there is anything to announce. */
import { OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import { Announcement } from '../vip/announce.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { ActionContext } from './context.ts';
import { failure, type Outcome } from './outcome.ts';
import type { Undo } from './undo.ts';

export type PreparedAnnouncement =
  /** Without an announcement where there is nobody to tell. */
  | { readonly kind: 'ready'; readonly announcement: Announcement | undefined }
  | { readonly kind: 'busy'; readonly outcome: Outcome };

export function prepareAnnouncement(
  { kernel, request, deadline, holder }: ActionContext,
  undo: Undo,
  link: Link,
): PreparedAnnouncement {
  const { ip } = request;
  if (!hasNeighbours(link)) return { kind: 'ready', announcement: undefined };
  const { type, count, interval } = request.announcement;
  const plan = { ip, link, type, count, interval, holder };
  const announcement = Announcement.prepare(kernel, plan, deadline);
  if (announcement) {
    undo.push(() => announcement.close());
    return { kind: 'ready', announcement };
  }
  const problem = 'an earlier announcer for it does not end; look for "announcer" with ps -e';
  return { kind: 'busy', outcome: failure(OCF_ERR_GENERIC, `${ip.text}: ${problem}`) };
}
