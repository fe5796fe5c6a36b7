/** validate-all of a shared address: checks that start would find link and firewall tool. Changes nothing. */
import { validateAll } from '../actions/validate-all.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { planShare } from './plan.ts';
import { openFirewalls, type SharedAddress } from './shared-address.ts';

export function validateShared(context: ActionContext, shared: SharedAddress): void {
  validateAll(context);
  planShare(context, shared, openFirewalls(context, shared));
}
