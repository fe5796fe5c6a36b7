/** validate-all of a shared address: would start have what it needs? Changes nothing. */
import { OCF_SUCCESS } from '../../ocf/exit-status.ts';
import type { ActionContext } from '../shared/context.ts';
import { type Outcome, SUCCESS } from '../shared/outcome.ts';
import { validateOnHost } from '../validate-all.ts';
import { openFirewalls } from './open-firewalls.ts';
import { planShare } from './plan-share.ts';
import type { Shared } from './shared.ts';

export function validateShare(context: ActionContext, shared: Shared): Outcome {
  const outcome = validateOnHost(context);
  if (outcome.status !== OCF_SUCCESS) return outcome;
  const plan = planShare(context, shared, openFirewalls(context, shared));
  return 'status' in plan ? plan : SUCCESS;
}
