/**
 * reload-agent: applies changed reloadable parameters to an address that stays up. Most of them only matter to
 * later actions.
 *
 * The steps, in order:
 *
 *  1. take the address lock; check that the address is up
 *  2. set its lifetime, and its label in the policy table (IPv6)
 *  3. replace the announcer that runs with the old values, and send the first round
 *  4. free the lock; send the other rounds, here or in the background
 */
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING } from '../../ocf-metadata/exit-status.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { setPolicyLabel } from '../vip/address/policy-label.ts';
import { Announcement, announcementPlan } from '../vip/announce/announcement.ts';
import { hasNeighbours } from '../vip/link/link-health.ts';
import { withAddressLock } from '../vip/state/locks.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { addressGone, finishAnnouncement, firstRoundOrRefuse, reportRounds } from './announce.ts';
import { checkAddress, notUp } from './monitor.ts';
import { setLifetime } from './set-lifetime.ts';

export function reloadAgent(context: ActionContext): void {
  const announcement = withAddressLock(context, 'required', () => applyParameters(context));
  if (announcement) finishAnnouncement(context, announcement);
}

/** Steps 1 to 3. */
function applyParameters(context: ActionContext): Announcement | undefined {
  const { kernel, request, log } = context;
  const state = checkAddress(context);
  if (state.kind !== 'up') throw notUp(withReason(context), state);
  const { link } = state.assigned;
  if (!setLifetime(context, state.assigned)) throw addressGone(OCF_NOT_RUNNING, request.ip);
  if (request.ip.family === 'inet6') setPolicyLabel(kernel, request.ip, request.addressLabel());
  const announcement = replaceAnnouncer(context, link);
  log.info(`${request.ip.text} on ${link.name}: changed parameters applied`);
  return announcement;
}

/** Not a probe, although its interval is 0: it gives a reason. */
function withReason(context: ActionContext): ActionContext {
  return { ...context, environment: { ...context.environment, isProbe: false } };
}

/** Undefined if no background process is announcing the address. */
function replaceAnnouncer(context: ActionContext, link: Link): Announcement | undefined {
  const { kernel, request } = context;
  if (!hasNeighbours(link)) return undefined;
  const announcement = Announcement.replace(kernel, announcementPlan(context, link));
  if (!announcement) return undefined;
  try {
    // The watch does not report a removal that came before it.
    if (!announcement.isHeld()) throw addressGone(OCF_ERR_GENERIC, request.ip);
    reportRounds(context, link, firstRoundOrRefuse(request.ip, announcement));
    return announcement;
  } catch (error) {
    announcement.close();
    throw error;
  }
}
