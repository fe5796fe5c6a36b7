/** The output of `floatip explain`, as text or JSON. */
import type { Explanation, PlannedShare } from '../actions/explain.ts';
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { InterfaceAddress } from '../wire/ifaddrmsg.ts';
import { type PacketReport, packetReport } from './packet-report.ts';
import { packetText } from './packet-text.ts';
import type { Style } from './style.ts';

/** The output of `explain --json`, in this order. */
export interface ExplainReport {
  readonly address: string;
  readonly interface: string;
  readonly link: 'up' | 'down' | 'no carrier';
  /** Why start would fail. */
  readonly problem?: string | undefined;
  readonly isThereAlready: boolean;
  /** The clients that this host would answer, if the address is shared. */
  readonly share?: PlannedShare | undefined;
  /** In the notation of `ip route`, best first. */
  readonly candidates: readonly string[];
  readonly chosenRoute?: string | undefined;
  /** The equivalent ip(8) commands; absent if there is nothing to do. */
  readonly command?: string | undefined;
  /** lvs_support: whether start would remove the address from the loopback interface. */
  readonly leavesLoopback: boolean;
  /** Duration of conflict detection in milliseconds; 0 without run_arping and dad=fast. */
  readonly probing: number;
  /** Why the kernel would check for a duplicate in spite of dad=fast. */
  readonly notFast?: string | undefined;
  readonly rounds: number;
  /** Seconds after start at which one more round is sent (arp_late). */
  readonly lateRounds: readonly number[];
  /** The peers that start would ask (announce_to). */
  readonly peers: readonly string[];
  /** The packets of one announcement round. */
  readonly packets: readonly PacketReport[];
}

const LINK_STATES = { up: 'up', down: 'down', 'no-carrier': 'no carrier' } as const;

const LEAVES_LOOPBACK = 'start would then remove it from the loopback interface (lvs_support).';

export function explainReport(explanation: Explanation): ExplainReport {
  const { candidates, link, chosen, health, linkProblem, addition, packets, announcement } =
    explanation;
  const address = `${explanation.ip.text}/${explanation.prefixLength}`;
  return {
    address,
    interface: link.name,
    link: LINK_STATES[health],
    problem: linkProblem,
    isThereAlready: addition === undefined,
    share: explanation.share,
    candidates: candidates.map((candidate) => candidate.text),
    chosenRoute: chosen?.text,
    command: addition && commandFor(explanation, addition),
    leavesLoopback: explanation.leavesLoopback,
    probing: explanation.probing,
    notFast: explanation.notFast,
    rounds: packets.length > 0 ? announcement.count : 0,
    lateRounds: packets.length > 0 ? announcement.late.map((time) => time / 1000) : [],
    peers: explanation.peers.map(({ text }) => text),
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
  const { noPrefixRoute, skipsDad, addressLabel } = explanation;
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
    ...(skipsDad ? ['nodad'] : []),
  ].join(' ');
}

export function explainText(report: ExplainReport, explanation: Explanation, style: Style): string {
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
    ...steps(report, explanation, style),
    '',
    style.faint('Nothing was changed.'),
    '',
  ].join('\n');
}

function steps(
  report: ExplainReport,
  { announcement, inBackground, ip, onConflict, killsConnections }: Explanation,
  style: Style,
): string[] {
  const lines = [`The link of ${report.interface}: ${report.link}.`];
  if (report.problem) return [...lines, style.bad(`start would fail: ${report.problem}`)];
  if (report.link === 'down') lines.push('start would bring it up, and wait for its carrier.');
  if (report.share) lines.push(...sharing(report.share));
  const fromLoopback = report.leavesLoopback ? [LEAVES_LOOPBACK] : [];
  if (report.isThereAlready) {
    const unchanged =
      'The address is already assigned: start would keep it, and make it permanent.';
    return [...lines, unchanged, ...fromLoopback];
  }
  if (report.probing > 0) {
    const how = ip.family === 'inet' ? 'ARP probe' : 'Neighbor Solicitations, dad=fast';
    lines.push(`start would check for an address conflict for ${report.probing} ms (${how}).`);
  }
  if (report.notFast) lines.push(`${report.notFast}.`);
  lines.push('start would do this, and read the address back:', `  ${report.command}`);
  lines.push(...fromLoopback);
  if (report.rounds === 0)
    return [...lines, `${report.interface} has no neighbours: no announcement.`];
  const where = inBackground ? 'the others in the background' : 'and wait until all are sent';
  const rounds =
    report.rounds === 1
      ? 'once'
      : `in ${report.rounds} rounds, ${announcement.interval} ms apart, the first at once, ${where}`;
  lines.push(`It would announce the address ${rounds}; a round is:`);
  lines.push(...report.packets.flatMap(packetText));
  if (report.lateRounds.length > 0) {
    lines.push(
      `One more round would follow ${report.lateRounds.join(' s and ')} s after the first.`,
    );
  }
  if (report.peers.length > 0) {
    lines.push(`It would ask ${report.peers.join(', ')} until they answer (announce_to).`);
  }
  lines.push(
    `All virtual IPs on ${report.interface} together send at most ${announcement.rate} frames per second (announce_rate).`,
  );
  if (onConflict)
    lines.push(`If another host has the address too, ${CONFLICT_RESULTS[onConflict]}.`);
  if (killsConnections) lines.push('stop would close the TCP connections of the address.');
  return lines;
}

const CONFLICT_RESULTS = {
  warn: 'monitor warns (on_conflict=warn)',
  degrade: 'monitor returns 190 (on_conflict=degrade)',
  fail: 'monitor returns 1 (on_conflict=fail)',
  defend: 'it is announced again, and monitor returns 190 (on_conflict=defend)',
} as const;

function sharing({ mangles, ...share }: PlannedShare): string[] {
  const { bucket, total, tool, seed, hardwareAddress } = share;
  const receiving = mangles ? 'announce the hardware address' : 'receive frames for';
  return [
    `Several hosts share the address; this host would answer bucket ${bucket} of ${total} of the clients:`,
    `  ${tool} would drop the packets of other clients (hash of the client's address, seed ${seed}).`,
    `  All hosts ${receiving} ${hardwareAddress}.`,
  ];
}
