/** The output of `floatip status`, as text or JSON. */

import {
  type ExitStatus,
  OCF_ERR_GENERIC,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from '../../ocf-metadata/exit-status.ts';
import type { NotInUse } from '../actions/messages.ts';
import type { AddressReport, SharedPart } from '../actions/monitor.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
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
  { ip, share }: AddressReport,
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
  };
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
    return `${style.good(column('up'))}${where} (${report.hardwareAddress})${shared}`;
  }
  const word = column(state.split('-').join(' '));
  return `${state === 'absent' ? style.strong(word) : style.bad(word)}${problem}`;
}

function column(word: string): string {
  return word.padEnd(12);
}

function sharedBy({ tool, total, buckets }: SharedPart): string {
  const which = `bucket${buckets.length === 1 ? '' : 's'} ${buckets.join(', ') || 'none'}`;
  return `, shared: this host answers ${which} of ${total} (${tool})`;
}
