/** The output of `floatip status`, as text or JSON. */

import {
  type ExitStatus,
  OCF_ERR_GENERIC,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from '../../ocf-metadata/exit-status.ts';
import { type NotInUse, times } from '../actions/messages.ts';
import type { AddressReport, SharedPart } from '../actions/monitor.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import type { ConflictRecord, PeerRecord } from '../vip/state/announcement-record.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import type { Style } from './style.ts';

/**
 * `unusable`: the interface, prefix length or label differs from the parameters, or only a label or rules are
 * left.
 */
type State = 'up' | NotInUse | 'unusable' | 'absent';

/** The output of `status --json`, in this order. */
export interface StatusReport {
  readonly ip: string;
  readonly state: State;
  /** Why the address is not up. */
  readonly problem?: string | undefined;
  readonly interface?: string | undefined;
  readonly prefixLength?: number | undefined;
  readonly label?: string | undefined;
  readonly hardwareAddress?: string | undefined;
  readonly operationalState?: string | undefined;
  /** The buckets of this host, if the address is shared. */
  readonly share?: SharedPart | undefined;
  /** The peers of announce_to that were asked. Only root can read them. */
  readonly peers?: readonly PeerReport[] | undefined;
  readonly conflict?: ConflictReport | undefined;
}

export interface PeerReport {
  readonly ip: string;
  readonly answered: boolean;
  /** Milliseconds from the first question to the answer. */
  readonly after?: number | undefined;
  readonly secondsAgo?: number | undefined;
}

/** Another host that has the address. */
export interface ConflictReport {
  readonly hardwareAddress: string;
  /** Number of packets. */
  readonly count: number;
  readonly firstSecondsAgo: number;
  readonly lastSecondsAgo: number;
}

export function statusReport(report: AddressReport): StatusReport {
  const { state, nic } = report;
  const ip = report.ip.text;
  switch (state.kind) {
    case 'up':
      return heldReport(report, 'up', state.assigned);
    case 'different':
    case 'displaced':
      return heldReport(report, 'unusable', state.assigned, state.reason);
    case 'remains':
      return { ip, state: 'unusable', problem: state.reason };
    case 'no-interface':
      return { ip, state: 'absent', problem: state.reason };
    case 'absent':
      return { ip, state: 'absent', problem: state.reason, interface: nic };
    default:
      return heldReport(report, state.kind, state.assigned, state.reason);
  }
}

function heldReport(
  { ip, share, announcement, now = 0 }: AddressReport,
  state: State,
  { entry, link }: AssignedAddress,
  problem?: string,
): StatusReport {
  return {
    ip: ip.text,
    state,
    problem,
    interface: link.name,
    prefixLength: entry.prefixLength,
    label: entry.label,
    hardwareAddress: formatHardwareAddress(link.address),
    operationalState: link.operationalState,
    share,
    peers: announcement?.peers.map((peer) => peerReport(peer, now)),
    conflict: announcement?.conflict && conflictReport(announcement.conflict, now),
  };
}

function peerReport({ ip, askedAt, answeredAt }: PeerRecord, now: number): PeerReport {
  if (answeredAt === 0) return { ip, answered: false };
  const after = Math.round((answeredAt - askedAt) * 10) / 10;
  return { ip, answered: true, after, secondsAgo: secondsSince(answeredAt, now) };
}

function conflictReport(conflict: ConflictRecord, now: number): ConflictReport {
  const { hardwareAddress, count, firstAt, lastAt } = conflict;
  return {
    hardwareAddress,
    count,
    firstSecondsAgo: secondsSince(firstAt, now),
    lastSecondsAgo: secondsSince(lastAt, now),
  };
}

function secondsSince(time: number, now: number): number {
  return Math.round((now - time) / 1000);
}

/** OCF_NOT_RUNNING only if nothing is left to stop: another host may then start the address. */
export function statusOf({ state, share }: StatusReport): ExitStatus {
  if (state === 'absent') return OCF_NOT_RUNNING;
  return state === 'up' && share?.fault === undefined ? OCF_SUCCESS : OCF_ERR_GENERIC;
}

export function statusLine(report: StatusReport, style: Style): string {
  const { ip, state, share, problem } = report;
  const where = `${ip}/${report.prefixLength} is on ${report.interface}`;
  if (share?.fault !== undefined)
    return `${style.bad(column('faulty'))}${where}, but ${share.fault}`;
  if (state === 'up') {
    const shared = share ? sharedBy(share) : '';
    const state = `${style.good(column('up'))}${where} (${report.hardwareAddress})${shared}`;
    return [state, ...heardLines(report, style)].join('\n');
  }
  const word = column(state.split('-').join(' '));
  return `${state === 'absent' ? style.strong(word) : style.bad(word)}${problem}`;
}

/** Who has acknowledged the address, and who has it too. */
function heardLines({ peers = [], conflict }: StatusReport, style: Style): string[] {
  const lines = peers.map(({ ip, answered, after, secondsAgo }) =>
    answered
      ? `${style.good(column('answered'))}${ip}, after ${after} ms, ${secondsAgo} s ago`
      : `${style.bad(column('no answer'))}${ip}`,
  );
  if (!conflict) return lines;
  const { hardwareAddress, count, lastSecondsAgo } = conflict;
  const heard = `heard ${times(count)}, last ${lastSecondsAgo} s ago`;
  const line = `${style.bad(column('conflict'))}the host with ${hardwareAddress} has the address too (${heard})`;
  return [...lines, line];
}

function column(word: string): string {
  return word.padEnd(12);
}

function sharedBy({ tool, total, buckets }: SharedPart): string {
  const which = `bucket${buckets.length === 1 ? '' : 's'} ${buckets.join(', ') || 'none'}`;
  return `, shared: this host answers ${which} of ${total} (${tool})`;
}
