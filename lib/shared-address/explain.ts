/** explain of a shared address. Changes nothing. */

import type { ActionContext } from '../actions/context.ts';
import { type Explanation, explain } from '../actions/explain.ts';
import type { Outcome } from '../actions/outcome.ts';
import { openFirewalls } from './open-firewalls.ts';
import { asHolder, planShare } from './plan.ts';
import type { Shared } from './shared.ts';

export function explainShare(context: ActionContext, shared: Shared): Explanation | Outcome {
  const plan = planShare(context, shared, openFirewalls(context, shared));
  if ('status' in plan) return plan;
  const explanation = explain(asHolder(context, plan.holder));
  if ('status' in explanation) return explanation;
  const { hash, mac, mangles } = plan.share;
  return {
    ...explanation,
    share: {
      bucket: shared.bucket,
      total: hash.total,
      tool: plan.firewall.name,
      seed: hash.seed,
      hardwareAddress: mac,
      mangles,
    },
  };
}
