/** Whether a firewall drops the packets of clients, or the answers. */
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import type { Diagnosis, Likelihood } from '../diagnosis.ts';
import { type Facts, type Holder, lowerLinks } from '../facts/facts.ts';
import { packetsFor } from '../firewall/packets.ts';
import { chainsFor, type Loss, Walk } from '../firewall/walk.ts';

/** More rules are only counted. */
const MAX_HINTS = 3;

export function checkFirewall(facts: Facts, holder: Holder, diagnosis: Diagnosis): void {
  const { on } = holder;
  const ports: number[] = [];
  for (const { port, at } of facts.ports) {
    if (at !== 'other' && !ports.includes(port)) ports.push(port);
  }
  const packets = packetsFor({
    ip: facts.ip,
    interfaceName: on.link.name,
    hardwareAddress: formatHardwareAddress(on.link.address),
    client: facts.client,
    ports,
  });
  const isOnBridge = on.kind === 'bridge' || on.masterKind === 'bridge';
  const devices = [on.link.name];
  for (const { link } of lowerLinks(facts, on)) devices.push(link.name);
  const losses: Loss[] = [];
  for (const packet of packets) {
    const walk = new Walk(facts.firewall, packet);
    for (const chain of chainsFor(facts.firewall, packet, devices, isOnBridge)) {
      if (chain.base) walk.through(chain, chain.base);
      if (walk.losses.some(({ isSure }) => isSure)) break;
    }
    losses.push(...walk.losses);
  }
  const before = diagnosis.findings().length;
  reportNeighbourLosses(facts, losses, diagnosis);
  reportDiverted(facts, losses, diagnosis);
  reportDrops(facts, losses, ports, diagnosis);
  // What an ordinary user cannot list is not well.
  const isComplete = !diagnosis.notLookedAt.some((line) => line.includes('of nft:'));
  if (diagnosis.findings().length === before && isComplete) {
    const what = facts.ip.family === 'inet' ? 'ARP' : 'Neighbor Discovery';
    const count = facts.firewall.chains.length;
    diagnosis.isWell(
      count === 0
        ? 'no firewall rules'
        : `the firewall rules (${count} chains) let ${what} and packets for the address pass`,
    );
  }
}

function reportNeighbourLosses(facts: Facts, losses: readonly Loss[], diagnosis: Diagnosis): void {
  for (const loss of losses) {
    const { packet, isSure, matches, isTargeted } = loss;
    if (packet.kind !== 'neighbour' || loss.kind !== 'drop') continue;
    // A catch-all behind a rule that may have accepted the packet.
    if (!isSure && matches && !isTargeted) continue;
    const likelihood: Likelihood = isSure ? 'certain' : isTargeted ? 'likely' : 'possible';
    if (diagnosis.has('firewall-neighbour')) continue;
    diagnosis.add({
      cause: 'firewall-neighbour',
      likelihood,
      summary: `the firewall ${isSure ? 'drops' : 'may drop'} ${packet.name}: neighbours do not find the address`,
      seen: [placeOf(loss)],
      advice: adviceFor(loss, facts),
    });
  }
}

/** To another address or port, or to a program. */
function reportDiverted(facts: Facts, losses: readonly Loss[], diagnosis: Diagnosis): void {
  for (const loss of losses) {
    if (loss.kind !== 'divert' || loss.packet.kind === 'neighbour') continue;
    if (!loss.isTargeted && !loss.isSure) continue;
    if (diagnosis.has('redirected')) continue;
    diagnosis.add({
      cause: 'redirected',
      likelihood: loss.isSure ? 'likely' : 'possible',
      summary: `the firewall sends ${loss.isSure ? '' : 'some '}${loss.packet.name} elsewhere`,
      seen: [placeOf(loss)],
      advice: adviceFor(loss, facts),
    });
  }
}

function reportDrops(
  facts: Facts,
  losses: readonly Loss[],
  ports: readonly number[],
  diagnosis: Diagnosis,
): void {
  const drops = losses.filter(({ kind, packet }) => kind === 'drop' && packet.kind !== 'neighbour');
  const sure = drops.filter(({ isSure }) => isSure);
  const tcp = sureOf(sure, 'tcp', 0);
  const udp = sureOf(sure, 'udp', 0);
  const ping = sureOf(sure, 'ping', 0);
  const passing = ports.filter((port) => !sureOf(sure, 'tcp', port));
  if (tcp && (udp || passing.length === 0)) {
    // A firewall for a service of UDP alone drops all of TCP.
    const likelihood = udp && ping ? 'certain' : udp ? 'likely' : 'possible';
    const names = [...(ping ? ['pings'] : []), 'TCP', ...(udp ? ['UDP'] : [])].join(', ');
    addDrop(facts, tcp, likelihood, `drops all packets ${directionOf(tcp)} (${names})`, diagnosis);
    return;
  }
  const targeted = sure.find(({ isTargeted }) => isTargeted);
  if (targeted) {
    addDrop(facts, targeted, 'certain', `drops ${targeted.packet.name}`, diagnosis);
    return;
  }
  const closed = ports.filter((port) => sureOf(sure, 'tcp', port));
  const first = closed.at(0);
  const loss = first === undefined ? undefined : sureOf(sure, 'tcp', first);
  if (loss) {
    const likelihood = passing.length === 0 ? 'likely' : 'hint';
    const list = `TCP port${closed.length === 1 ? '' : 's'} ${closed.slice(0, 8).join(', ')}`;
    addDrop(
      facts,
      loss,
      likelihood,
      `drops packets to ${list}, on which a program listens`,
      diagnosis,
    );
  }
  const perhaps = drops.find(
    ({ isSure, isTargeted, matches }) => !isSure && isTargeted && !matches,
  );
  if (perhaps) {
    addDrop(facts, perhaps, 'likely', `drops some ${perhaps.packet.name}`, diagnosis);
  }
  if (ping) {
    const isMeant = ping.rule !== undefined && ping.isSpecific;
    addDrop(facts, ping, isMeant ? 'possible' : 'hint', 'drops pings', diagnosis);
  }
  hint(facts, drops, diagnosis);
}

function directionOf({ packet }: Loss): string {
  return packet.direction === 'in' ? 'for the address' : 'from the address';
}

function sureOf(losses: readonly Loss[], kind: string, port: number): Loss | undefined {
  return losses.find(({ packet }) => packet.kind === kind && packet.port === port);
}

/** Rules for some clients or ports only. */
function hint(facts: Facts, drops: readonly Loss[], diagnosis: Diagnosis): void {
  const told: string[] = [];
  for (const loss of drops) {
    const { isSure, matches, isTargeted, rule } = loss;
    if (isSure || matches || isTargeted || !rule) continue;
    if (told.includes(rule.deletion) || told.length >= MAX_HINTS) continue;
    told.push(rule.deletion);
    addDrop(facts, loss, 'hint', `may drop some packets (${rule.text})`, diagnosis);
  }
}

function addDrop(
  facts: Facts,
  loss: Loss,
  likelihood: Likelihood,
  what: string,
  diagnosis: Diagnosis,
): void {
  diagnosis.add({
    cause: 'firewall',
    likelihood,
    summary: `the firewall ${what}`,
    seen: [placeOf(loss)],
    advice: adviceFor(loss, facts),
  });
}

function placeOf({ chain, rule }: Loss): string {
  const where = `${chain.tool}: table ${chain.family} ${chain.table}, chain ${chain.name}`;
  return rule ? `${where}: ${rule.text}` : `${where}: its policy is drop`;
}

function adviceFor({ chain, rule, packet }: Loss, { ip, place }: Facts): string[] {
  const name = place?.link.name ?? '';
  const own = packet.direction === 'in' ? 'daddr' : 'saddr';
  const match = packet.network === 'arp' ? `arp ${own} ip` : `${packet.network} ${own}`;
  if (chain.tool === 'nft') {
    return [
      `nft --handle list chain ${chain.family} ${chain.table} ${chain.name}`,
      ...(rule
        ? [`delete it: ${rule.deletion}`]
        : [
            `accept the packets: nft insert rule ${chain.family} ${chain.table} ${chain.name} ${match} ${ip.text} accept`,
          ]),
      'change the file or program that made the rule as well (firewalld, ufw, /etc/nftables.conf)',
    ];
  }
  const option = packet.direction === 'in' ? '-d' : '-s';
  return [
    `${chain.tool} -t ${chain.table} -nvL ${chain.name} --line-numbers`,
    ...(rule
      ? [`delete it: ${rule.deletion}`]
      : [`accept the packets: ${chain.tool} -I ${chain.name} ${option} ${ip.text} -j ACCEPT`]),
    `change the file or program that made the rule as well${name === '' ? '' : ` (interface ${name})`}`,
  ];
}
