/** The output of `floatip list`. */
import { times } from '../actions/messages.ts';
import { aligned } from '../cli/columns.ts';
import { type StatusReport, statusReport } from '../cli/status-report.ts';
import type { Style } from '../cli/style.ts';
import type { Log } from '../ocf/log.ts';
import { oneLine } from '../ocf/quote.ts';
import type { Inventory, PacemakerView, VirtualIp } from './virtual-ip.ts';

/** Tells on stderr why the list is not complete. */
export function explainGaps({ cluster, virtualIps }: Inventory, log: Log): void {
  const { problem, statusProblem } = cluster;
  if (problem !== undefined) {
    const advice =
      sys_geteuid() === 0 ? '' : '; run it as root or as a member of the group haclient';
    log.info(`only virtual IPs that floatip has started on this host: ${problem}${advice}`);
  } else if (statusProblem !== undefined) {
    log.info(`what Pacemaker says is unknown: ${statusProblem}`);
  }
  if (virtualIps.length === 0) log.info('no virtual IP');
}

/** One line for each virtual IP, below a line with the names of the columns; empty for none. */
export function listText(inventory: Inventory, style: Style): string {
  const { node, virtualIps } = inventory;
  if (virtualIps.length === 0) return '';
  const rows: string[][] = [['RESOURCE', 'ADDRESS', 'AGENT', 'PACEMAKER', node || 'THIS HOST', '']];
  for (const one of virtualIps) rows.push(cellsOf(one, inventory));
  const lines: string[] = [];
  for (const [at, cells] of aligned(rows).entries()) {
    const one = at === 0 ? undefined : virtualIps[at - 1];
    const line = one ? painted(cells, one, style) : cells.join('  ');
    lines.push(one ? line.trimEnd() : style.faint(line.trimEnd()));
  }
  return `${lines.join('\n')}\n`;
}

const NOTHING = '-';

function cellsOf(one: VirtualIp, { cluster }: Inventory): string[] {
  const { resource, instance, agent, pacemaker } = one;
  const name = resource ?? NOTHING;
  const isUnknown = resource !== undefined && cluster.status === undefined;
  const withoutView = isUnknown ? 'unknown' : NOTHING;
  return [
    oneLine(instance === undefined ? name : `${name}:${instance}`),
    oneLine(addressText(one)),
    oneLine(agent ?? NOTHING),
    oneLine(pacemaker ? pacemakerText(pacemaker) : withoutView),
    oneLine(hostText(one)),
    oneLine(notesOf(one, cluster.problem === undefined).join('; ')),
  ];
}

function painted(cells: readonly string[], one: VirtualIp, style: Style): string {
  const [name = '', address = '', agent = '', pacemaker = '', host = '', notes = ''] = cells;
  const kind = one.host.report ? one.host.report.state.kind : 'absent';
  const isAtRest = kind === 'absent' || kind === 'no-interface';
  const isBad = one.disagreement !== undefined || (kind !== 'up' && !isAtRest);
  const isTroubled = one.pacemaker !== undefined && isInTrouble(one.pacemaker);
  return [
    style.strong(name),
    address,
    style.faint(agent),
    isTroubled ? style.bad(pacemaker) : pacemaker,
    isBad ? style.bad(host) : kind === 'up' ? style.good(host) : host,
    notes === '' ? '' : style.bad(notes),
  ].join('  ');
}

/** `192.0.2.10/24`, with the network namespace if it is not the own one. */
function addressText({ ip, prefixLength, networkNamespace, host }: VirtualIp): string {
  const held = host.report ? statusReport(host.report).prefixLength : undefined;
  const length = held ?? prefixLength;
  const address = ip === '' ? NOTHING : length === undefined ? ip : `${ip}/${length}`;
  return networkNamespace === undefined ? address : `${address} (${networkNamespace})`;
}

/** `node1`, `stopped, disabled`, `node1, unmanaged` */
function pacemakerText(view: PacemakerView): string {
  const { nodes, change, uncleanNodes } = view;
  const words = nodes.length > 0 ? [...nodes] : ['stopped'];
  if (change !== undefined) words.push(change);
  if (hasFailed(view)) words.push('failed');
  if (view.isBlocked) words.push('blocked');
  if (!view.isManaged) words.push('unmanaged');
  if (view.isDisabled) words.push('disabled');
  if (view.isOrphaned) words.push('not configured');
  for (const name of uncleanNodes) words.push(`${name} must be fenced`);
  return words.join(', ');
}

/** A resource that does not run because it has failed is not failed for crm_mon. */
function hasFailed({ isFailed, nodes, failures, isDisabled }: PacemakerView): boolean {
  return isFailed || (nodes.length === 0 && failures.length > 0 && !isDisabled);
}

function isInTrouble(view: PacemakerView): boolean {
  return hasFailed(view) || view.isBlocked || view.isOrphaned || view.uncleanNodes.length > 0;
}

/** `up on eth0`, `no carrier on eth0`, `absent`, `unknown` */
function hostText({ host }: VirtualIp): string {
  if (!host.report) return host.problem === undefined ? NOTHING : 'unknown';
  const { state, interface: name } = statusReport(host.report);
  const word = state.split('-').join(' ');
  return state === 'absent' || name === undefined ? word : `${word} on ${name}`;
}

function notesOf(one: VirtualIp, isConfigurationKnown: boolean): string[] {
  const { resource, problems, host, pacemaker, disagreement } = one;
  const notes: string[] = [];
  if (disagreement !== undefined) notes.push(`disagreement: ${disagreement}`);
  const report = host.report ? statusReport(host.report) : undefined;
  if (report) notes.push(...heard(report));
  if (report && disagreement === undefined && isUnusable(report)) {
    notes.push(report.share?.fault ?? report.problem ?? '');
  }
  if (problems.length > 0) notes.push(`parameters: ${problems.join('; ')}`);
  else if (host.problem !== undefined) notes.push(host.problem);
  const failure = pacemaker && hasFailed(pacemaker) ? pacemaker.failures.at(0) : undefined;
  if (failure) {
    const reason = failure.exitReason === '' ? failure.exitStatus : failure.exitReason;
    notes.push(`${failure.operation} failed on ${failure.node}: ${reason}`);
  }
  if (resource === undefined && isConfigurationKnown)
    notes.push('no resource of the cluster has it');
  return notes;
}

function isUnusable({ state, share }: StatusReport): boolean {
  return (state !== 'up' && state !== 'absent') || share?.fault !== undefined;
}

/** Marks of the announcement: another host with the address, and gateways that have not answered. */
function heard({ conflict, peers = [] }: StatusReport): string[] {
  const notes: string[] = [];
  if (conflict) {
    const { hardwareAddress, count, lastSecondsAgo } = conflict;
    const when = `heard ${times(count)}, last ${lastSecondsAgo} s ago`;
    notes.push(`conflict: the host with ${hardwareAddress} has the address too (${when})`);
  }
  const silent = peers.filter(({ answered }) => !answered).map(({ ip }) => ip);
  if (silent.length > 0) notes.push(`no answer from ${silent.join(', ')}`);
  return notes;
}
