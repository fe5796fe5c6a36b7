/** explain of a shared address. Changes nothing. */
import { type Explanation, explain } from '../actions/explain.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { planShare, withAnnouncedMac } from './plan.ts';
import { openFirewalls, type SharedAddress } from './shared-address.ts';

/** @throws Refusal if start would fail */
export function explainShared(context: ActionContext, shared: SharedAddress): Explanation {
  const plan = planShare(context, shared, openFirewalls(context, shared));
  const { hash, mac, mangles } = plan.share;
  return {
    ...explain(withAnnouncedMac(context, plan.mac)),
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
