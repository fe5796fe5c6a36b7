/**
 * reload-agent: applies changed reloadable parameters while the address stays up. Most of them only affect later
 * actions.
 *
 * The steps, in order:
 *
 *  1. take the address lock; check that the address is up
 *  2. set its lifetime, and its label in the policy table (IPv6)
 *  3. replace a running announcer, which has the old values, and send the first round
 *  4. release the lock; send the other rounds, in this process or in a background process
 */
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING } from '../../ocf-metadata/exit-status.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import { setPolicyLabel } from '../vip/address/policy-label.ts';
import { Announcement } from '../vip/announce/announcement.ts';
import { announcementPlan } from '../vip/announce/announcement-plan.ts';
import { hasNeighbours } from '../vip/link/link-health.ts';
import { withAddressLock } from '../vip/state/locks.ts';
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
  const announcement = replaceAnnouncer(context, state.assigned);
  log.info(`${request.ip.text} on ${link.name}: changed parameters applied`);
  return announcement;
}

/** Clears isProbe, which Pacemaker's interval of 0 sets: unlike a probe, reload-agent gives a reason. */
function withReason(context: ActionContext): ActionContext {
  return { ...context, environment: { ...context.environment, isProbe: false } };
}

/** Undefined if no background process is announcing the address. */
function replaceAnnouncer(
  context: ActionContext,
  { link, entry }: AssignedAddress,
): Announcement | undefined {
  const { kernel, request } = context;
  if (!hasNeighbours(link)) return undefined;
  const plan = announcementPlan(context, link, entry.prefixLength);
  const announcement = Announcement.replace(kernel, plan);
  if (!announcement) return undefined;
  try {
    // The watch does not report removals before its creation.
    if (!announcement.isHeld()) throw addressGone(OCF_ERR_GENERIC, request.ip);
    announcement.reserve(context.deadline);
    reportRounds(context, link, firstRoundOrRefuse(request.ip, announcement));
    return announcement;
  } catch (error) {
    announcement.close();
    throw error;
  }
}
