/** `floatip status`: the address, and the buckets that this host answers. */
import { type AddressReport, checkAddress, type SharedPart } from '../actions/monitor.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import { readAnnouncement } from '../vip/state/announcement-record.ts';
import { checkShare } from './check-share.ts';
import { checkSharedAddress } from './monitor.ts';
import { bucketsOf, rulesInForce } from './rules-in-force.ts';
import { openFirewalls, type SharedAddress } from './shared-address.ts';

/** Also reports the buckets if the parameters contain no clone-max or instance number, as by hand. */
export function reportShared(context: ActionContext, shared: SharedAddress): AddressReport {
  const isInstance = shared.total > 1;
  const { ip, nic } = context.request;
  const state = isInstance ? checkSharedAddress(context, shared) : checkAddress(context);
  if (state.kind !== 'up') return { ip, nic, state };
  const { kernel } = context;
  const now = kernel.clock.now();
  const announcement = readAnnouncement(kernel, ip, state.assigned.link.index);
  try {
    const share = shareOf(context, shared, state.assigned);
    return { ip, nic, state, share, announcement, now };
  } catch (error) {
    // Only root can read the rules.
    if (!isInstance) return { ip, nic, state, announcement, now };
    throw error;
  }
}

function shareOf(
  context: ActionContext,
  shared: SharedAddress,
  assigned: AssignedAddress,
): SharedPart | undefined {
  const inForce = rulesInForce(openFirewalls(context, shared).all, context.request.ip);
  const hash = inForce?.rules.find(({ role }) => role === 'share')?.hash;
  const share = shared.total > 1 ? checkShare(context, shared, assigned) : undefined;
  if (!inForce && !share) return undefined;
  return {
    tool: inForce?.firewall.name ?? 'none',
    total: hash?.total ?? shared.total,
    buckets: inForce ? bucketsOf(inForce.rules) : [],
    fault: share && share.kind !== 'served' ? share.fault : undefined,
  };
}
