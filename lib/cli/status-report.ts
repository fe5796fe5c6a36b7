/** status for people and for programs. */
import type { Observation } from '../actions/monitor.ts';
import type { ExitStatus } from '../ocf/exit-status.ts';
import type { Agent } from './agent.ts';
import type { Style } from './style.ts';

/** What `status --json` prints. */
export interface StatusReport {
  readonly ip: string;
  readonly state: 'up' | 'link-down' | 'absent';
  readonly interface?: string;
  readonly prefixLength?: number;
  readonly label?: string;
  readonly hardwareAddress?: string;
  readonly operationalState?: string;
}

export function statusReport(ip: string, observation: Observation, agent: Agent): StatusReport {
  if (observation.kind === 'absent' || observation.kind === 'no-interface') {
    return { ip, state: 'absent' };
  }
  const { entry, link } = observation.holding;
  return {
    ip: agent.formatIp(entry.local),
    state: observation.kind,
    interface: link.name,
    prefixLength: entry.prefixLength,
    ...(entry.label !== undefined && { label: entry.label }),
    hardwareAddress: agent.formatHardwareAddress(link.address),
    operationalState: link.operationalState,
  };
}

export function statusOf(report: StatusReport, { statuses }: Agent): ExitStatus {
  return report.state === 'up' ? statuses.success : statuses.notRunning;
}

export function statusLine(report: StatusReport, style: Style): string {
  const where = `${report.ip}/${report.prefixLength} is on ${report.interface}`;
  switch (report.state) {
    case 'up':
      return `${style.good('up')}      ${where} (${report.hardwareAddress})`;
    case 'link-down':
      return `${style.bad('no link')} ${where}, but the link does not carry it (${report.operationalState})`;
    case 'absent':
      return `${style.bad('down')}    ${report.ip} is not on this host`;
    default: {
      const never: never = report.state;
      return never;
    }
  }
}
