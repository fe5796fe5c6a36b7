/** Whether the cluster and the kernel of this host say the same about a virtual IP. */
import type { AddressReport, NotUp } from '../actions/monitor.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import type { HostView, PacemakerView } from './virtual-ip.ts';

/** How they disagree, in one line; undefined if they agree, if one is unknown, or while an action is running. */
export function disagreement(
  pacemaker: PacemakerView | undefined,
  { report }: HostView,
): string | undefined {
  if (!pacemaker || !report || pacemaker.change !== undefined) return undefined;
  const assigned = assignedIn(report);
  if (!pacemaker.isHere) {
    if (!assigned) return undefined;
    return `it is on ${assigned.link.name} of this host, but Pacemaker says that it ${whereabouts(pacemaker)}`;
  }
  // Pacemaker knows that it has failed.
  if (pacemaker.isFailed) return undefined;
  const reason = whyUnusable(report);
  return reason === undefined ? undefined : `Pacemaker says that it runs here, but ${reason}`;
}

/** Where the kernel has the address; undefined if it does not have it. */
export function assignedIn({ state }: AddressReport): AssignedAddress | undefined {
  switch (state.kind) {
    case 'up':
      return state.assigned;
    case 'absent':
    case 'no-interface':
    case 'remains':
      return undefined;
    default:
      return state.assigned;
  }
}

/** Undefined if the address is up. */
function whyUnusable({ state, share }: AddressReport): string | undefined {
  return state.kind === 'up' ? share?.fault : reasonOf(state);
}

function reasonOf(state: NotUp): string {
  return state.reason;
}

function whereabouts({ nodes }: PacemakerView): string {
  return nodes.length === 0 ? 'is stopped' : `runs on ${nodes.join(', ')}`;
}
