/** The actions on an address that several hosts share. */

import type { Actions } from '../actions/address-action.ts';
import type { ActionContext } from '../actions/context.ts';
import type { Explanation } from '../actions/explain.ts';
import type { Sighting } from '../actions/monitor.ts';
import type { Outcome } from '../actions/outcome.ts';
import { HostMemberships } from '../linux/multicast-addresses.ts';
import type { Variables } from '../ocf/environment.ts';
import { sharedClone } from '../ocf/shared-clone.ts';
import { explainShare } from './explain.ts';
import { findFirewalls } from './firewall/find.ts';
import { monitorShare, reloadShare, statusOfShare } from './monitor.ts';
import type { Shared } from './shared.ts';
import { startShare } from './start.ts';
import { sightShare } from './status.ts';
import { stopEverything, stopShare } from './stop.ts';
import { validateShare } from './validate-all.ts';

export interface SharedActions {
  readonly actions: Actions;
  /** stop without saying as which instance. */
  readonly stopEverything: (context: ActionContext) => Outcome;
  readonly sight: (context: ActionContext) => Sighting;
  readonly explain: (context: ActionContext) => Explanation | Outcome;
}

/** Where a PATH that is not set would lead, as a shell has it. */
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function sharedActions(variables: Variables): SharedActions {
  const { bucket, total } = sharedClone(variables);
  const path = variables.PATH || USUAL_PATH;
  return sharedActionsOver({
    bucket,
    total,
    path,
    findFirewalls,
    memberships: new HostMemberships(),
  });
}

export function sharedActionsOver(shared: Shared): SharedActions {
  return {
    actions: {
      start: (context) => startShare(context, shared),
      stop: (context) => stopShare(context, shared),
      'reload-agent': (context) => reloadShare(context, shared),
      monitor: (context) => monitorShare(context, shared),
      status: (context) => statusOfShare(context, shared),
      'validate-all': (context) => validateShare(context, shared),
    },
    stopEverything: (context) => stopEverything(context, shared),
    sight: (context) => sightShare(context, shared),
    explain: (context) => explainShare(context, shared),
  };
}
