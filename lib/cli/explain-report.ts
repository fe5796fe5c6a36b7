/** explain for people and for programs. */
import type { Explanation, PlannedShare } from '../actions/explain.ts';
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { Announcement } from '../ocf/request.ts';
import type { InterfaceAddress } from '../wire/ifaddrmsg.ts';
import { type PacketReport, packetReport } from './packet-report.ts';
import { packetText } from './packet-text.ts';
import type { Style } from './style.ts';

/** What `explain --json` prints, in this order. */
export interface ExplainReport {
  readonly address: string;
  readonly interface: string;
  readonly link: 'up' | 'down' | 'no carrier';
  /** Why start would fail. */
  readonly problem?: string | undefined;
  readonly isThereAlready: boolean;
  /** What start would see to first, where hosts share the address. */
  readonly share?: PlannedShare | undefined;
  /** As `ip route` writes them, best first. */
  readonly candidates: readonly string[];
  readonly chosenRoute?: string | undefined;
  /** What would do the same; absent where nothing is to be done. */
  readonly command?: string | undefined;
  /** Whether start would take the address off the loopback interface (lvs_support). */
  readonly leavesLoopback: boolean;
  /** Milliseconds that the network would be asked for the address first. */
  readonly probing: number;
  readonly rounds: number;
  /** One round of the announcement. */
  readonly packets: readonly PacketReport[];
}

const LINK_IN_WORDS = {
  up: 'up',
  'administratively-down': 'down',
  'no-lower-layer': 'no carrier',
} as const;

const LEAVES_LOOPBACK = 'It would then take it off the loopback interface (lvs_support).';

export function explainReport(explanation: Explanation): ExplainReport {
  const { candidates, link, chosen, health, linkProblem, addition, packets } = explanation;
  const address = `${explanation.ip.text}/${explanation.prefixLength}`;
  return {
    address,
    interface: link.name,
    link: LINK_IN_WORDS[health.kind],
    problem: linkProblem,
    isThereAlready: addition === undefined,
    share: explanation.share,
    candidates: candidates.map((candidate) => candidate.text),
    chosenRoute: chosen?.text,
    command: addition && commandFor(explanation, addition),
    leavesLoopback: explanation.leavesLoopback,
    probing: explanation.probing,
    rounds: packets.length > 0 ? explanation.announcement.count : 0,
    packets: packetReports(explanation),
  };
}

function packetReports({ packets, link }: Explanation): PacketReport[] {
  const reports: PacketReport[] = [];
  for (const packet of packets) reports.push(packetReport(packet, link));
  return reports;
}

function commandFor(explanation: Explanation, addition: InterfaceAddress): string {
  const ip = explanation.ip.text;
  const { noPrefixRoute, skipDetection, addressLabel } = explanation;
  const { name } = explanation.link;
  const { broadcast, label, routeMetric, preferredLifetime } = addition;
  return [
    ...(addressLabel === undefined ? [] : [`ip addrlabel add prefix ${ip} label ${addressLabel};`]),
    `ip address add ${ip}/${explanation.prefixLength}`,
    ...(broadcast ? [`brd ${ipAddressFromBytes(broadcast).text}`] : []),
    `dev ${name}`,
    ...(label && label !== name ? [`label ${label}`] : []),
    ...(noPrefixRoute ? ['noprefixroute'] : []),
    ...(routeMetric === undefined ? [] : [`metric ${routeMetric}`]),
    ...(preferredLifetime === undefined ? [] : [`preferred_lft ${preferredLifetime}`]),
    ...(skipDetection ? ['nodad'] : []),
  ].join(' ');
}

export function explainText(
  report: ExplainReport,
  announcement: Announcement,
  style: Style,
): string {
  const routes = report.candidates.map((text) =>
    text === report.chosenRoute ? `  ${text}  ${style.good('<- chosen')}` : `  ${text}`,
  );
  return [
    style.strong(`${report.address} on ${report.interface}`),
    '',
    report.isThereAlready || report.chosenRoute
      ? 'On-link routes of the main table that cover it, best first:'
      : 'Interface and prefix length are given; on-link routes that cover the address:',
    ...(routes.length > 0 ? routes : ['  none']),
    '',
    ...steps(report, announcement, style),
    '',
    style.faint('Nothing was changed.'),
    '',
  ].join('\n');
}

function steps(
  report: ExplainReport,
  { interval, background }: Announcement,
  style: Style,
): string[] {
  const lines = [`The link of ${report.interface}: ${report.link}.`];
  if (report.problem) return [...lines, style.bad(`start would fail: ${report.problem}`)];
  if (report.link === 'down') lines.push('start would bring it up, and wait for its carrier.');
  if (report.share) lines.push(...sharing(report.share));
  const fromLoopback = report.leavesLoopback ? [LEAVES_LOOPBACK] : [];
  if (report.isThereAlready) {
    const unchanged = 'The address is there already: start would not change it.';
    return [...lines, unchanged, ...fromLoopback];
  }
  if (report.probing > 0) {
    lines.push(`start would ask the network for ${report.probing} ms whether somebody has it.`);
  }
  lines.push('start would do what this does, and read it back:', `  ${report.command}`);
  lines.push(...fromLoopback);
  if (report.rounds === 0) return [...lines, `${report.interface} has no neighbours to tell.`];
  const where = background ? 'the others from the background' : 'and wait until all are sent';
  const rounds =
    report.rounds === 1
      ? 'once'
      : `in ${report.rounds} rounds, ${interval} ms apart, the first at once, ${where}`;
  lines.push(`It would tell the neighbours ${rounds}; a round is:`);
  return [...lines, ...report.packets.flatMap(packetText)];
}

function sharing({ mangles, ...share }: PlannedShare): string[] {
  const { bucket, total, tool, seed, hardwareAddress } = share;
  const telling = mangles ? 'tell neighbours that the address is at' : 'listen to frames for';
  return [
    `Several hosts share the address; this one would answer bucket ${bucket} of ${total} of the clients:`,
    `  ${tool} would drop what is for the others, by a hash of the client's address with seed ${seed},`,
    `  and ${telling} ${hardwareAddress}, as all the hosts do.`,
  ];
}
