/** status for people and for programs. */
import type { Observation, SharedPart, Sighting } from '../actions/monitor.ts';
import type { ExitStatus } from '../ocf/exit-status.ts';
import type { Agent } from './agent.ts';
import { wordOf } from './arguments.ts';
import type { Style } from './style.ts';

type State = 'up' | 'no-carrier' | 'link-down' | 'tentative' | 'duplicate' | 'unusable' | 'absent';

/** What `status --json` prints. */
export interface StatusReport {
  readonly ip: string;
  readonly state: State;
  readonly interface?: string;
  readonly prefixLength?: number;
  readonly label?: string;
  readonly hardwareAddress?: string;
  readonly operationalState?: string;
  /** Where hosts share it: what of its clients this one answers. */
  readonly share?: SharedPart;
  /** Why it is not up. */
  readonly problem?: string;
}

export function statusReport(
  words: readonly string[],
  { ip: { text: ip }, observation, share }: Sighting,
  agent: Agent,
): StatusReport {
  const state = stateOf(observation);
  const problem = observation.kind === 'up' ? undefined : observation.reason;
  const common = { ip, state, ...(problem && { problem }) };
  if (!('holding' in observation)) {
    const nic = observation.kind === 'absent' && wordOf(words, 'nic');
    return { ...common, ...(nic && { interface: nic }) };
  }
  const { entry, link } = observation.holding;
  return {
    ...common,
    interface: link.name,
    prefixLength: entry.prefixLength,
    ...(entry.label !== undefined && { label: entry.label }),
    hardwareAddress: agent.formatHardwareAddress(link.address),
    operationalState: link.operationalState,
    ...(share && { share }),
  };
}

function stateOf({ kind }: Observation): State {
  switch (kind) {
    case 'no-interface':
      return 'absent';
    case 'unlike':
    case 'strayed':
    case 'remains':
      return 'unusable';
    default:
      return kind;
  }
}

/** "Not running" is only what is not there at all: whoever hears it may start the address elsewhere. */
export function statusOf({ state, share }: StatusReport, { statuses }: Agent): ExitStatus {
  if (state === 'absent') return statuses.notRunning;
  return state === 'up' && share?.fault === undefined ? statuses.success : statuses.generic;
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
  const word = column(state.replace('-', ' '));
  return `${state === 'absent' ? style.strong(word) : style.bad(word)}${problem}`;
}

function column(word: string): string {
  return word.padEnd(12);
}

function sharedBy({ tool, total, buckets }: SharedPart): string {
  const which = `bucket${buckets.length === 1 ? '' : 's'} ${buckets.join(', ') || 'none'}`;
  return `, shared: this host answers ${which} of ${total} (${tool})`;
}
