/** validate-all of a shared address: would start have what it needs? Changes nothing. */
import type { ActionContext } from '../shared/context.ts';
import type { Outcome } from '../shared/outcome.ts';
import { openFirewalls } from './open-firewalls.ts';
import { planShare } from './plan-share.ts';
import type { Shared } from './shared.ts';

export function validateShare(context: ActionContext, shared: Shared): Outcome {
  const { parts } = shared;
  const outcome = parts.validateOnHost(context);
  if (outcome.status !== parts.OCF_SUCCESS) return outcome;
  const plan = planShare(context, shared, openFirewalls(context, shared));
  return 'status' in plan ? plan : parts.SUCCESS;
}
