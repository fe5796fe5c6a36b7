/** status for people: also which part of the clients this host answers. */

import type { ActionContext } from '../actions/context.ts';
import { look, type SharedPart, type Sighting } from '../actions/monitor.ts';
import type { Holding } from '../vip/observation.ts';
import { describeLack, inspectShare } from './inspection.ts';
import { lookShare } from './monitor.ts';
import { openFirewalls } from './open-firewalls.ts';
import { bucketsOf, rulesInForce } from './rules-in-force.ts';
import type { Shared } from './shared.ts';

/** Somebody who asks for an address may not know that it is a shared one, nor as which instance. */
export function sightShare(context: ActionContext, shared: Shared): Sighting {
  const isInstance = shared.total > 1;
  const observation = isInstance ? lookShare(context, shared) : look(context);
  const sighting: Sighting = { ip: context.request.ip, observation };
  if (sighting.observation.kind !== 'up') return sighting;
  try {
    return { ...sighting, share: partOf(context, shared, sighting.observation.holding) };
  } catch (error) {
    // Rules are root's to read; without them there is still the address.
    if (!isInstance) return sighting;
    throw error;
  }
}

function partOf(context: ActionContext, shared: Shared, holding: Holding): SharedPart | undefined {
  const { request } = context;
  const inForce = rulesInForce(openFirewalls(context, shared).all, request.ip);
  const hash = inForce?.rules.find(({ role }) => role === 'share')?.hash;
  const inspection = shared.total > 1 ? inspectShare(context, shared, holding) : undefined;
  if (!inForce && !inspection) return undefined;
  return {
    tool: inForce?.firewall.name ?? 'none',
    total: hash?.total ?? shared.total,
    buckets: inForce ? bucketsOf(inForce.rules) : [],
    fault: inspection && describeLack(shared, inspection),
  };
}
