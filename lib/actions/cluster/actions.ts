/** The actions on an address that several hosts share. */
import { findFirewalls } from '../../kernel/firewall/find.ts';
import { MulticastMemberships } from '../../kernel/multicast.ts';
import type { Actions } from '../dispatch/run.ts';
import type { Instance } from '../dispatch/shared-actions.ts';
import type { Explanation } from '../explain.ts';
import type { Sighting } from '../monitor.ts';
import type { ActionContext } from '../shared/context.ts';
import type { Outcome } from '../shared/outcome.ts';
import { explainShare } from './explain.ts';
import { monitorShare, reloadShare, statusOfShare } from './monitor.ts';
import type { Means, Shared } from './shared.ts';
import { sightShare } from './sight.ts';
import { startShare } from './start.ts';
import { stopEverything, stopShare } from './stop.ts';
import { validateShare } from './validate-all.ts';

export interface SharedActions extends Actions {
  /** stop without saying as which instance. */
  readonly stopEverything: (context: ActionContext) => Outcome;
  readonly sight: (context: ActionContext) => Sighting;
  readonly explain: (context: ActionContext) => Explanation | Outcome;
}

/** @param means those of the host */
export function sharedActions(instance: Instance, means = meansOf(instance)): SharedActions {
  const shared: Shared = { ...instance, ...means };
  return {
    start: (context) => startShare(context, shared),
    stop: (context) => stopShare(context, shared),
    'reload-agent': (context) => reloadShare(context, shared),
    monitor: (context) => monitorShare(context, shared),
    status: (context) => statusOfShare(context, shared),
    stopEverything: (context) => stopEverything(context, shared),
    sight: (context) => sightShare(context, shared),
    explain: (context) => explainShare(context, shared),
    'validate-all': (context) => validateShare(context, shared),
  };
}

function meansOf({ parts }: Instance): Means {
  return { findFirewalls, memberships: new MulticastMemberships(parts) };
}
