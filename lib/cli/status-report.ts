/** status for people and for programs. */
import type { SharedPart, Sighting } from '../actions/monitor.ts';
import type { ExitStatus } from '../ocf/exit-status.ts';
import type { Agent } from './agent.ts';
import { wordOf } from './arguments.ts';
import type { Style } from './style.ts';

/** What `status --json` prints. */
export interface StatusReport {
  readonly ip: string;
  readonly state: 'up' | 'no-carrier' | 'link-down' | 'tentative' | 'duplicate' | 'absent';
  readonly interface?: string;
  readonly prefixLength?: number;
  readonly label?: string;
  readonly hardwareAddress?: string;
  readonly operationalState?: string;
  /** Where hosts share it: what of its clients this one answers. */
  readonly share?: SharedPart;
  /** Why it cannot be there. */
  readonly problem?: string;
}

export function statusReport(
  words: readonly string[],
  { ip: { text: ip }, observation, share }: Sighting,
  agent: Agent,
): StatusReport {
  if (observation.kind === 'no-interface') {
    return { ip, state: 'absent', problem: observation.reason };
  }
  if (observation.kind === 'absent') {
    const nic = wordOf(words, 'nic');
    return { ip, state: 'absent', ...(nic && { interface: nic }) };
  }
  const { entry, link } = observation.holding;
  return {
    ip,
    state: observation.kind,
    interface: link.name,
    prefixLength: entry.prefixLength,
    ...(entry.label !== undefined && { label: entry.label }),
    hardwareAddress: agent.formatHardwareAddress(link.address),
    operationalState: link.operationalState,
    ...(share && { share }),
  };
}

/** "Not running" is only what is not there at all: whoever hears it may start the address elsewhere. */
export function statusOf({ state, share }: StatusReport, { statuses }: Agent): ExitStatus {
  if (state === 'absent') return statuses.notRunning;
  return state === 'up' && share?.fault === undefined ? statuses.success : statuses.generic;
}

export function statusLine(report: StatusReport, style: Style): string {
  const where = `${report.ip}/${report.prefixLength} is on ${report.interface}`;
  switch (report.state) {
    case 'up': {
      const { share, hardwareAddress } = report;
      if (share?.fault !== undefined)
        return `${style.bad('faulty')}      ${where}, but ${share.fault}`;
      return `${style.good('up')}          ${where} (${hardwareAddress})${share ? sharedBy(share) : ''}`;
    }
    case 'no-carrier':
      return `${style.bad('no carrier')}  ${where}, but ${report.interface} has no carrier`;
    case 'link-down':
      return `${style.bad('link down')}   ${where}, but ${report.interface} is down`;
    case 'tentative':
      return `${style.bad('tentative')}   ${where}: nobody uses it until the network was asked for it`;
    case 'duplicate':
      return `${style.bad('duplicate')}   ${where}, but another host on the network has it too`;
    case 'absent': {
      const what = report.problem ?? `${report.ip} is not on ${report.interface ?? 'this host'}`;
      return `${style.strong('absent')}      ${what}`;
    }
    default: {
      const never: never = report.state;
      return never;
    }
  }
}

function sharedBy({ tool, total, buckets }: SharedPart): string {
  const which = `bucket${buckets.length === 1 ? '' : 's'} ${buckets.join(', ') || 'none'}`;
  return `, shared: this host answers ${which} of ${total} (${tool})`;
}
