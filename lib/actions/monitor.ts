/**
 * monitor and status: whether the address is up.
 *
 * The steps of monitor, in order:
 *
 *  1. find the address as the parameters say, on a link that is up
 *  2. if it is absent: wait until no other action changes addresses, then search all interfaces and the place
 *     marks
 *  3. if the link has changed since the last announcement, or with arp_count_refresh: announce the address again
 *  4. OCF_CHECK_LEVEL=10, arp_count_refresh, or a recorded conflict: ask whether another host has the address
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
import { announcementPlan } from '../vip/announce/announcement-plan.ts';
import { linkHealth } from '../vip/link/link-health.ts';
import {
  type AnnouncementRecord,
  type RecordedState,
  readAnnouncement,
  recordedState,
} from '../vip/state/announcement-record.ts';
import { withAddressListLock } from '../vip/state/locks.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { announceAgain } from './announce.ts';
import { checkConflict } from './check-conflict.ts';
import {
  howDifferent,
  type NotInUse,
  whetherAnswered,
  whyAbsent,
  whyDisplaced,
  whyNotInUse,
} from './messages.ts';

/** OCF_CHECK_LEVEL of the checks that cost more (OCF 1.1: "a more intensive check"). */
const DEEP_CHECK_LEVEL = 10;

/** The state of the virtual IP on this host. */
export type AddressState = { readonly kind: 'up'; readonly assigned: AssignedAddress } | NotUp;

/** `reason` is one line for an administrator. */
export type NotUp =
  | {
      readonly kind:
        | NotInUse
        /** The address has another prefix length or label than the parameters say. */
        | 'different'
        /** The address is where start added it, but the parameters name another interface. */
        | 'displaced';
      readonly assigned: AssignedAddress;
      readonly reason: string;
    }
  /** The address is absent, but its label in the policy table or its firewall rules are left. */
  | { readonly kind: 'remains'; readonly reason: string }
  /** Nothing is left for stop to remove. */
  | { readonly kind: 'absent' | 'no-interface'; readonly reason: string };

/** What `floatip status` shows. */
export interface AddressReport {
  readonly ip: IpAddress;
  /** The parameter nic. */
  readonly nic: string | undefined;
  readonly state: AddressState;
  /** Defined if the address is up and shared. */
  readonly share?: SharedPart | undefined;
  /** Defined if the address is up and was announced. */
  readonly announcement?: AnnouncementRecord | undefined;
  /** clock.now() of the report, for the times of the announcement. */
  readonly now?: number;
}

/** The share of the clients that this host answers. */
export interface SharedPart {
  /** The firewall tool: nft, iptables or none. */
  readonly tool: string;
  readonly total: number;
  /** Bucket numbers, from 1. */
  readonly buckets: readonly number[];
  /** Why this host does not answer its bucket. */
  readonly fault?: string | undefined;
}

/** Returns the text for stdout: with OCF_CHECK_LEVEL=10, who has acknowledged the address. */
export function monitor(context: ActionContext): string {
  const state = checkAddress(context);
  if (state.kind !== 'up') throw notUp(context, state);
  const { request, environment } = context;
  const { assigned } = state;
  const refresh = request.integer('arp_count_refresh');
  const { hasConflict } = announceIfChanged(context, assigned, refresh);
  const isDeep = (environment.checkLevel ?? 0) >= DEEP_CHECK_LEVEL;
  const output = isDeep ? answersOf(context, assigned.link.index) : '';
  if (isDeep || hasConflict || refresh > 0) {
    checkConflict(context, assigned, hasConflict, output);
  }
  return output;
}

/** A line for each peer of announce_to. */
function answersOf({ kernel, request }: ActionContext, index: number): string {
  const record = readAnnouncement(kernel, request.ip, index);
  const now = kernel.clock.now();
  return (record?.peers ?? []).map((peer) => `${whetherAnswered(peer, now)}\n`).join('');
}

/** Step 3. @param refresh number of rounds if the link has not changed */
export function announceIfChanged(
  context: ActionContext,
  { link, entry }: AssignedAddress,
  refresh: number,
): RecordedState {
  const { kernel, request, log } = context;
  const recorded = recordedState(kernel, request.ip, link);
  const { prefixLength } = entry;
  if (recorded.link === 'changed') {
    log.info(`${request.ip.text}: ${link.name} has changed since the last announcement`);
    const { count, late } = announcementPlan(context, link, prefixLength);
    announceAgain(context, link, { prefixLength, count, late, replaces: false });
  } else {
    announceAgain(context, link, { prefixLength, count: refresh, late: [], replaces: false });
  }
  return recorded;
}

export function status(context: ActionContext): string {
  const state = checkAddress(context);
  if (state.kind === 'up') return RUNNING;
  throw notUp(context, state, STOPPED);
}

/** Output of the action status. */
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

/** The address is up if one of its entries is in use on a link with a carrier. */
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

/** If nic names no interface, only the place marks of start identify the address. */
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

/** The label stays behind if start was killed, or if the interface with the address was removed. */
function checkLabel({ kernel, request: { ip } }: ActionContext): NotUp | undefined {
  if (ip.family !== 'inet6' || !hasLeftoverLabel(kernel, ip)) return undefined;
  const reason = `${ip.text} is not on this host, but its label is still in the policy table; stop removes it`;
  return { kind: 'remains', reason };
}

/**
 * OCF_NOT_RUNNING only if nothing is left for stop to remove: Pacemaker then starts the address on another node
 * and does not call stop on this one. A missing interface is OCF_ERR_GENERIC except in a probe: it is a fault
 * of this host, and Pacemaker shows the reason.
 */
export function notUp({ environment }: ActionContext, state: NotUp, output = ''): Refusal {
  const kind = state.kind;
  const isAbsent = kind === 'absent' || kind === 'no-interface';
  // A probe normally finds no address, and needs no reason.
  if (isAbsent && environment.isProbe) return new Refusal(OCF_NOT_RUNNING, undefined, output);
  return new Refusal(kind === 'absent' ? OCF_NOT_RUNNING : OCF_ERR_GENERIC, state.reason, output);
}
