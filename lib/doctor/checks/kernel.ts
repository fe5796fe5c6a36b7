/** Checks of kernel parameters and tables. */
import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import { interfaceSetting, networkSetting, readSetting } from '../../linux/settings.ts';
import { isLoopback } from '../../vip/link/link-health.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import { RT_SCOPE_HOST } from '../../wire/ifaddrmsg.ts';
import { addressBits, type IpAddress, sameBytes } from '../../wire/ip-address.ts';
import { NUD_PERMANENT } from '../../wire/ndmsg.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { type Facts, type Holder, nameOfLink } from '../facts/facts.ts';
import { anyNeighbour, neighbourInNetwork } from './routes.ts';

export function checkKernel(facts: Facts, holder: Holder, diagnosis: Diagnosis): void {
  if (facts.ip.family === 'inet' && !isLoopback(holder.on.link)) {
    checkArpIgnore(facts, holder, diagnosis);
    checkArpFilter(facts, holder, diagnosis);
    checkArpAnnounce(holder, diagnosis);
  }
  checkPing(facts, diagnosis);
  checkNeighbourTable(facts, holder, diagnosis);
  checkConnections(diagnosis);
}

/** The kernel uses the larger one of the values of the interface and of `all`. */
function larger(name: string, setting: string): number {
  return Math.max(
    interfaceSetting('inet', 'all', setting) ?? 0,
    interfaceSetting('inet', name, setting) ?? 0,
  );
}

/** `sysctl net.ipv4.conf.all.arp_ignore = 0, …eth0… = 8` */
function settingText(name: string, setting: string): string {
  const all = interfaceSetting('inet', 'all', setting) ?? 0;
  const own = interfaceSetting('inet', name, setting) ?? 0;
  return `sysctl net.ipv4.conf.all.${setting} = ${all}, net.ipv4.conf.${name}.${setting} = ${own}`;
}

function resetting(name: string, setting: string): string[] {
  const commands: string[] = [];
  for (const place of ['all', name]) {
    if ((interfaceSetting('inet', place, setting) ?? 0) === 0) continue;
    commands.push(`sysctl -w net.ipv4.conf.${place}.${setting}=0`);
  }
  return [
    ...commands,
    `find what set it: grep -r ${setting} /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d`,
  ];
}

/** Documentation/networking/ip-sysctl.rst */
function checkArpIgnore({ ip }: Facts, { entry, on }: Holder, diagnosis: Diagnosis): void {
  const name = on.link.name;
  const value = larger(name, 'arp_ignore');
  const isHost = entry.prefixLength === addressBits('inet');
  const isHostScope = entry.scope === RT_SCOPE_HOST;
  // 1: only for addresses of the interface, such as this one.
  const reasons = new Map<number, string>([
    [2, `only to hosts in the network of the address, and ${ip.text}/32 has none`],
    [3, 'not for addresses with the scope host'],
    [8, 'for no address'],
  ]);
  const applies = value === 8 || (value === 2 && isHost) || (value === 3 && isHostScope);
  if (applies) {
    diagnosis.add({
      cause: 'arp-ignore',
      likelihood: 'certain',
      summary: `the kernel does not answer ARP requests for ${ip.text} on ${name}: arp_ignore is ${value}, ${reasons.get(value) ?? ''}`,
      seen: [settingText(name, 'arp_ignore')],
      advice: resetting(name, 'arp_ignore'),
    });
  } else if (value === 2) {
    diagnosis.add({
      cause: 'arp-ignore',
      likelihood: 'hint',
      summary: `arp_ignore is 2: ARP requests from outside of ${ip.text}/${entry.prefixLength} get no answer`,
      seen: [settingText(name, 'arp_ignore')],
      advice: resetting(name, 'arp_ignore'),
    });
  }
}

function checkArpFilter(facts: Facts, { on }: Holder, diagnosis: Diagnosis): void {
  const name = on.link.name;
  if (larger(name, 'arp_filter') === 0) return;
  const { ip, view } = facts;
  const asked: IpAddress[] = [];
  const near = neighbourInNetwork(facts);
  if (near) asked.push(near);
  const next = anyNeighbour(facts);
  if (next) asked.push(next);
  if (facts.client) asked.push(facts.client);
  for (const { nextHops } of facts.routes) {
    for (const { gateway, index } of nextHops) {
      if (gateway && gateway.length === 4 && index === on.link.index && !near) {
        asked.push(ipAddressFromBytes(gateway));
      }
    }
  }
  for (const neighbour of asked) {
    const { route } = view.journey('inet', {
      destination: neighbour.bytes,
      source: ip.bytes,
      input: 0,
    });
    const out = route?.nextHops.at(0)?.index;
    if (out === undefined || out === on.link.index) continue;
    diagnosis.add({
      cause: 'arp-filter',
      likelihood: 'certain',
      summary: `the kernel does not answer ARP requests of ${neighbour.text} on ${name}: arp_filter is 1, and the route to it leaves by ${nameOfLink(facts, out)}`,
      seen: [
        settingText(name, 'arp_filter'),
        `ip route get ${neighbour.text} from ${ip.text}: dev ${nameOfLink(facts, out)}`,
      ],
      advice: resetting(name, 'arp_filter'),
    });
    return;
  }
  diagnosis.add({
    cause: 'arp-filter',
    likelihood: 'hint',
    summary: `arp_filter is 1: ${name} answers only hosts to which a route leaves by ${name}`,
    seen: [settingText(name, 'arp_filter')],
    advice: resetting(name, 'arp_filter'),
  });
}

function checkArpAnnounce({ on }: Holder, diagnosis: Diagnosis): void {
  const name = on.link.name;
  const value = larger(name, 'arp_announce');
  if (value === 0) return;
  diagnosis.add({
    cause: 'arp-announce',
    likelihood: 'hint',
    summary: `arp_announce is ${value}: neighbours do not learn the address from the ARP requests of the kernel; the announcements of floatip are not concerned`,
    seen: [settingText(name, 'arp_announce')],
    advice: resetting(name, 'arp_announce'),
  });
}

function checkPing({ ip }: Facts, diagnosis: Diagnosis): void {
  const path = ip.family === 'inet' ? 'ipv4/icmp_echo_ignore_all' : 'ipv6/icmp/echo_ignore_all';
  if (networkSetting(path) !== 1) return;
  const name = `net.${path.split('/').join('.')}`;
  diagnosis.add({
    cause: 'ping-off',
    likelihood: 'possible',
    summary: 'the kernel does not answer pings; other packets are not concerned',
    seen: [`sysctl ${name} = 1`],
    advice: [`sysctl -w ${name}=0`],
  });
}

function checkNeighbourTable(facts: Facts, { on }: Holder, diagnosis: Diagnosis): void {
  const { ip, neighbours } = facts;
  const family = ip.family === 'inet' ? 'ipv4' : 'ipv6';
  const limit = networkSetting(`${family}/neigh/default/gc_thresh3`);
  if (limit !== undefined && limit > 0 && neighbours.length >= limit) {
    diagnosis.add({
      cause: 'neighbour-table',
      likelihood: 'certain',
      summary: `the neighbour table is full: the kernel cannot answer hosts that are not in it`,
      seen: [
        `${neighbours.length} entries; sysctl net.${family}.neigh.default.gc_thresh3 = ${limit}`,
      ],
      advice: [`sysctl -w net.${family}.neigh.default.gc_thresh3=${4 * limit}`],
    });
  }
  for (const { index, state, address, hardwareAddress } of neighbours) {
    if (index !== on.link.index || (state & NUD_PERMANENT) === 0) continue;
    if (hardwareAddress.length === 0 || address.length !== ip.bytes.length) continue;
    const isOfRoute = facts.routes.some(({ nextHops }) =>
      nextHops.some(({ gateway }) => gateway !== undefined && sameBytes(gateway, address)),
    );
    const isOfClient = facts.client !== undefined && sameBytes(facts.client.bytes, address);
    if (!isOfRoute && !isOfClient) continue;
    const { text } = ipAddressFromBytes(address);
    diagnosis.add({
      cause: 'neighbour-table',
      likelihood: 'hint',
      summary: `${text} has a permanent entry in the neighbour table of ${on.link.name}`,
      seen: [
        `ip neigh show dev ${on.link.name}: ${formatHardwareAddress(hardwareAddress)} PERMANENT`,
      ],
      advice: [`if it has changed: ip neigh delete ADDRESS dev ${on.link.name}`],
    });
  }
}

function checkConnections(diagnosis: Diagnosis): void {
  const count = readSetting('/proc/sys/net/netfilter/nf_conntrack_count');
  const limit = readSetting('/proc/sys/net/netfilter/nf_conntrack_max');
  if (count === undefined || limit === undefined) return;
  if (Number(limit) === 0 || Number(count) < Number(limit)) return;
  diagnosis.add({
    cause: 'connections-full',
    likelihood: 'certain',
    summary:
      'the table of tracked connections is full: the kernel drops packets of new connections',
    seen: [`sysctl net.netfilter.nf_conntrack_count = ${count}, nf_conntrack_max = ${limit}`],
    advice: [`sysctl -w net.netfilter.nf_conntrack_max=${2 * Number(limit)}`],
  });
}
