/**
 * monitor and status: whether the address is up.
 *
 * The steps of monitor, in order:
 *
 *  1. find the address as the parameters say, on a link that carries
 *  2. if it is not there: wait for changes by other actions, then search all interfaces and the marks of start
 *  3. arp_count_refresh: announce it again
 */

import { OCF_ERR_GENERIC, OCF_NOT_RUNNING } from '../../ocf-metadata/exit-status.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { Refusal } from '../ocf/refusal.ts';
import type { VipRequest } from '../ocf/request.ts';
import {
  type AssignedAddress,
  type FoundAddresses,
  findAddresses,
  findMatching,
  wantedOnHost,
} from '../vip/address/assigned-address.ts';
import { dadState } from '../vip/address/duplicate-address-detection.ts';
import { hasLeftoverLabel } from '../vip/address/policy-label.ts';
import { linkHealth } from '../vip/link/link-health.ts';
import { withAddressListLock } from '../vip/state/locks.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { announceAgain } from './announce.ts';
import { howDifferent, type NotInUse, whyAbsent, whyDisplaced, whyNotInUse } from './messages.ts';

/** The state of the virtual IP on this host. */
export type AddressState = { readonly kind: 'up'; readonly assigned: AssignedAddress } | NotUp;

/** With one line for an administrator that says why. */
export type NotUp =
  | {
      readonly kind:
        | NotInUse
        /** It has another prefix length or label than the parameters say. */
        | 'different'
        /** It is on the interface where start added it, which the parameters no longer name. */
        | 'displaced';
      readonly assigned: AssignedAddress;
      readonly reason: string;
    }
  /** It is not here, but its label in the policy table is, or rules of a shared address. */
  | { readonly kind: 'remains'; readonly reason: string }
  /** stop would find nothing to remove. */
  | { readonly kind: 'absent' | 'no-interface'; readonly reason: string };

/** What `floatip status` shows. */
export interface AddressReport {
  readonly ip: IpAddress;
  /** The interface that the parameters name. */
  readonly nic: string | undefined;
  readonly state: AddressState;
  /** If the address is up and shared. */
  readonly share?: SharedPart | undefined;
}

/** The share of the clients that this host answers. */
export interface SharedPart {
  /** The tool that made the rules. */
  readonly tool: string;
  readonly total: number;
  /** Counted from 1. */
  readonly buckets: readonly number[];
  /** What is wrong with the rules. */
  readonly fault?: string | undefined;
}

export function monitor(context: ActionContext): void {
  const state = checkAddress(context);
  if (state.kind !== 'up') throw notUp(context, state);
  announceAgain(context, state.assigned.link, context.request.integer('arp_count_refresh'));
}

export function status(context: ActionContext): string {
  const state = checkAddress(context);
  if (state.kind === 'up') return RUNNING;
  throw notUp(context, state, STOPPED);
}

/** What status prints. */
export const RUNNING = 'running\n';
export const STOPPED = 'stopped\n';

export function checkAddress(context: ActionContext): AddressState {
  const { kernel, request } = context;
  const { wanted, missing } = wantedOnHost(context);
  if (missing === undefined) {
    const matching = findMatching(kernel, wanted);
    const first = matching.at(0);
    if (first) return checkUsable(request, first, matching);
  }
  const found = withAddressListLock(context, 'silent', () => findAddresses(kernel, wanted));
  return missing === undefined
    ? checkOthers(context, found)
    : checkWithoutInterface(context, found, missing);
}

/** One entry on a link that carries is enough. */
function checkUsable(
  request: VipRequest,
  first: AssignedAddress,
  all: readonly AssignedAddress[],
): AddressState {
  for (const assigned of all) {
    const isCarried = linkHealth(assigned.link) === 'up';
    if (!isCarried && request.boolean('check_link_status')) continue;
    const dad = dadState(assigned.entry);
    if (dad === 'unique') return { kind: 'up', assigned };
    return { kind: dad, assigned, reason: whyNotInUse(request, assigned, dad) };
  }
  const kind: NotInUse = linkHealth(first.link) === 'down' ? 'link-down' : 'no-carrier';
  return { kind, assigned: first, reason: whyNotInUse(request, first, kind) };
}

function checkOthers(context: ActionContext, found: FoundAddresses): AddressState {
  const { request } = context;
  const matching = found.matching.at(0);
  if (matching) return checkUsable(request, matching, found.matching);
  const displaced = found.displaced.at(0);
  if (displaced) {
    const reason = whyDisplaced(request, displaced);
    return { kind: 'displaced', assigned: displaced, reason };
  }
  const different = found.different.at(0);
  if (different) {
    const reason = howDifferent(request, different);
    return { kind: 'different', assigned: different, reason };
  }
  return checkLabel(context) ?? { kind: 'absent', reason: whyAbsent(request, found.elsewhere) };
}

/** nic names no interface: stop removes the address from where start added it. */
function checkWithoutInterface(
  context: ActionContext,
  found: FoundAddresses,
  missing: string,
): AddressState {
  const ip = context.request.ip.text;
  const assigned = found.displaced.at(0);
  if (assigned) {
    const reason = `${ip} is on ${assigned.link.name}, where start added it; ${missing}`;
    return { kind: 'displaced', assigned, reason };
  }
  const other = found.elsewhere.at(0);
  const reason = other ? `${missing}; ${ip} is on ${other.link.name}` : missing;
  return checkLabel(context) ?? { kind: 'no-interface', reason };
}

/** The label is left over if start was killed, or if the interface with the address was removed. */
function checkLabel({ kernel, request: { ip } }: ActionContext): NotUp | undefined {
  if (ip.family !== 'inet6' || !hasLeftoverLabel(kernel, ip)) return undefined;
  const reason = `${ip.text} is not on this host, but its label in the policy table is; stop removes it`;
  return { kind: 'remains', reason };
}

/**
 * OCF_NOT_RUNNING only if stop would find nothing to remove: Pacemaker takes it for cleanly stopped, starts
 * the address elsewhere, and does not call stop here. A missing interface is OCF_ERR_GENERIC, unless for a
 * probe: it is a fault of this host, and Pacemaker shows the reason.
 */
export function notUp({ environment }: ActionContext, state: NotUp, output = ''): Refusal {
  const kind = state.kind;
  const isAbsent = kind === 'absent' || kind === 'no-interface';
  // For a probe, absent is the normal answer: it needs no reason.
  if (isAbsent && environment.isProbe) return new Refusal(OCF_NOT_RUNNING, undefined, output);
  return new Refusal(kind === 'absent' ? OCF_NOT_RUNNING : OCF_ERR_GENERIC, state.reason, output);
}
