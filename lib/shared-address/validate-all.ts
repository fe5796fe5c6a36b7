/** validate-all of a shared address: would start have what it needs? Changes nothing. */

import type { ActionContext } from '../actions/context.ts';
import { type Outcome, SUCCESS } from '../actions/outcome.ts';
import { validateOnHost } from '../actions/validate-all.ts';
import { OCF_SUCCESS } from '../ocf/exit-status.ts';
import { openFirewalls } from './open-firewalls.ts';
import { planShare } from './plan.ts';
import type { Shared } from './shared.ts';

export function validateShare(context: ActionContext, shared: Shared): Outcome {
  const outcome = validateOnHost(context);
  if (outcome.status !== OCF_SUCCESS) return outcome;
  const plan = planShare(context, shared, openFirewalls(context, shared));
  return 'status' in plan ? plan : SUCCESS;
}
