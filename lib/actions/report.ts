/** `floatip status`: the address on this host, and what was recorded about it. */
import type { ActionContext } from '../ocf/action-context.ts';
import { readAnnouncement } from '../vip/state/announcement-record.ts';
import { type AddressReport, checkAddress } from './monitor.ts';

/** Changes nothing, and asks nobody. */
export function report(context: ActionContext): AddressReport {
  const { kernel, request } = context;
  const { ip, nic } = request;
  const state = checkAddress(context);
  if (state.kind !== 'up') return { ip, nic, state };
  const announcement = readAnnouncement(kernel, ip, state.assigned.link.index);
  return { ip, nic, state, announcement, now: kernel.clock.now() };
}
