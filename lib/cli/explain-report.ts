/** explain for people and for programs. */
import type { Explanation } from '../actions/explain.ts';
import type { Agent } from './agent.ts';
import type { Style } from './style.ts';

/** What `explain --json` prints. */
export interface ExplainReport {
  readonly address: string;
  readonly interface: string;
  readonly broadcast?: string;
  readonly label?: string;
  readonly link: string;
  readonly isThereAlready: boolean;
  /** As `ip route` writes them, best first. */
  readonly candidates: readonly string[];
  readonly chosenRoute?: string;
  readonly command: string;
  readonly packets: readonly { readonly operation: string; readonly frame: string }[];
}

export function explainReport(explanation: Explanation, agent: Agent): ExplainReport {
  const { candidates, placement, health, address, isThereAlready, packets } = explanation;
  const { link } = placement;
  const local = `${agent.formatIp(address.local)}/${address.prefixLength}`;
  const broadcast = address.broadcast && agent.formatIp(address.broadcast);
  const command = [
    `ip address add ${local}`,
    ...(broadcast ? [`brd ${broadcast}`] : []),
    `dev ${link.name}`,
    ...(address.label && address.label !== link.name ? [`label ${address.label}`] : []),
    ...(explanation.noPrefixRoute ? ['noprefixroute'] : []),
    ...(address.protocol === undefined ? [] : [`proto ${address.protocol}`]),
  ].join(' ');
  return {
    address: local,
    interface: link.name,
    ...(broadcast && { broadcast }),
    ...(address.label && { label: address.label }),
    link: health.kind,
    isThereAlready,
    candidates: candidates.map((candidate) => candidate.text),
    ...(placement.route && { chosenRoute: placement.route.text }),
    command,
    packets: packets.map(({ operation, frame }) => ({
      operation: `ARP ${operation}`,
      frame: frame.toHex(),
    })),
  };
}

export function explainText(report: ExplainReport, rounds: string, style: Style): string {
  const candidates = report.candidates.map((text) =>
    text === report.chosenRoute ? `  ${text}  ${style.good('<- chosen')}` : `  ${text}`,
  );
  const reason = report.chosenRoute
    ? 'On-link routes of the main table that cover it, best first:'
    : 'Interface and prefix length are given; on-link routes that cover the address:';
  const change = report.isThereAlready
    ? 'The address is there already: start would change nothing.'
    : `start would do what this does, and read it back:\n  ${report.command}`;
  const packets = report.packets.map(
    ({ operation, frame }) => `  ${operation.padEnd(11)}  ${frame}`,
  );
  const announcement =
    packets.length > 0
      ? [`and tell the neighbours, ${rounds}:`, ...packets]
      : [`${report.interface} has no neighbours to tell.`];
  return [
    style.strong(`${report.address} on ${report.interface}`),
    '',
    reason,
    ...(candidates.length > 0 ? candidates : ['  none']),
    '',
    `Link of ${report.interface}: ${report.link}`,
    change,
    ...announcement,
    '',
    style.faint('Nothing was changed.'),
    '',
  ].join('\n');
}
