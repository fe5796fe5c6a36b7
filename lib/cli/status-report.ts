/** status for people and for programs. */
import type { SharedPart, Sighting } from '../actions/monitor.ts';
import {
  type ExitStatus,
  OCF_ERR_GENERIC,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from '../ocf/exit-status.ts';
import type { Holding } from '../vip/observation.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import { wordOf } from './arguments.ts';
import type { Style } from './style.ts';

type State = 'up' | 'no-carrier' | 'link-down' | 'tentative' | 'duplicate' | 'unusable' | 'absent';

/** What `status --json` prints, in this order. */
export interface StatusReport {
  readonly ip: string;
  readonly state: State;
  /** Why it is not up. */
  readonly problem?: string | undefined;
  readonly interface?: string | undefined;
  readonly prefixLength?: number | undefined;
  readonly label?: string | undefined;
  readonly hardwareAddress?: string | undefined;
  readonly operationalState?: string | undefined;
  /** Where hosts share it: what of its clients this one answers. */
  readonly share?: SharedPart | undefined;
}

export function statusReport(words: readonly string[], sighting: Sighting): StatusReport {
  const { observation } = sighting;
  const ip = sighting.ip.text;
  switch (observation.kind) {
    case 'up':
      return heldReport(sighting, 'up', observation.holding);
    case 'unlike':
    case 'strayed':
      return heldReport(sighting, 'unusable', observation.holding, observation.reason);
    case 'remains':
      return { ip, state: 'unusable', problem: observation.reason };
    case 'no-interface':
      return { ip, state: 'absent', problem: observation.reason };
    case 'absent': {
      const nic = wordOf(words, 'nic') || undefined;
      return { ip, state: 'absent', problem: observation.reason, interface: nic };
    }
    default:
      return heldReport(sighting, observation.kind, observation.holding, observation.reason);
  }
}

function heldReport(
  { ip, share }: Sighting,
  state: State,
  { entry, link }: Holding,
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

/** "Not running" is only what is not there at all: whoever hears it may start the address elsewhere. */
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
