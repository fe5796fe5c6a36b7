/** Checks of routing: whether the kernel takes packets for the address, and whether answers find their way back. */
import { ipAddressFromBytes, parseIpAddress } from '../../linux/ip-text.ts';
import type { HeldRoute } from '../../linux/kernel.ts';
import type { JourneyResult } from '../../linux/network-view.ts';
import { interfaceSetting } from '../../linux/settings.ts';
import { isLoopback } from '../../vip/link/link-health.ts';
import { readAnnouncement } from '../../vip/state/announcement-record.ts';
import type { FibRule } from '../../wire/fib-rule.ts';
import { IFA_F_DADFAILED, IFA_F_TENTATIVE } from '../../wire/ifaddrmsg.ts';
import {
  addressAfter,
  addressBits,
  type IpAddress,
  isLinkLocal,
  networkRole,
  sameBytes,
  samePrefix,
  withHostBits,
} from '../../wire/ip-address.ts';
import {
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTN_BLACKHOLE,
  RTN_LOCAL,
  RTN_PROHIBIT,
  RTN_THROW,
  RTN_UNICAST,
  RTN_UNREACHABLE,
} from '../../wire/rtmsg.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { type Facts, type Holder, nameOfLink } from '../facts/facts.ts';

/** Addresses for documentation (RFC 5737, RFC 3849), which stand for clients anywhere. */
function clientsAnywhere(): readonly string[] {
  return ['203.0.113.77', '198.51.100.77', '192.0.2.77'];
}
function anywhereIpv6(): readonly string[] {
  return ['2001:db8:ffff:77::77', '2001:db9:77::77'];
}

function discardingTypes(): ReadonlyMap<number, string> {
  return new Map<number, string>([
    [RTN_BLACKHOLE, 'blackhole'],
    [RTN_UNREACHABLE, 'unreachable'],
    [RTN_PROHIBIT, 'prohibit'],
    [RTN_THROW, 'throw'],
  ]);
}

/** rp_filter: the route back must leave by the same interface. */
const STRICT = 1;
/** Routes by other interfaces that are looked at: a router has thousands. */
const MAX_DETOURS = 100;
/** Addresses that are tried to find one that is no address of this host. */
const MAX_TRIES = 16;

export function checkRoutes(facts: Facts, holder: Holder, diagnosis: Diagnosis): void {
  if (isLoopback(holder.on.link)) return;
  const notUsed = IFA_F_TENTATIVE | IFA_F_DADFAILED;
  if (holder.entry.flags & notUsed || !checkLocalRoute(facts, holder, diagnosis)) return;
  const near = neighbourInNetwork(facts);
  if (facts.client) checkClient(facts, holder, facts.client, 'certain', diagnosis);
  if (near) checkClient(facts, holder, near, 'likely', diagnosis);
  checkRoutesOver(facts, holder, diagnosis);
  if (!facts.client) checkAnywhere(facts, holder, diagnosis);
  checkLostGateways(facts, holder, diagnosis);
  if (!['policy-rule', 'route-back', 'reverse-path'].some((name) => hasCause(diagnosis, name))) {
    diagnosis.isWell('the kernel takes packets for the address, and has routes for the answers');
  }
}

function hasCause(diagnosis: Diagnosis, name: string): boolean {
  return diagnosis.findings().some(({ cause, likelihood }) => {
    return cause === name && likelihood !== 'hint';
  });
}

function checkLocalRoute(facts: Facts, { on }: Holder, diagnosis: Diagnosis): boolean {
  const { ip, routes } = facts;
  const isThere = routes.some(
    ({ type, destination, prefixLength }) =>
      type === RTN_LOCAL && samePrefix(destination, ip.bytes, prefixLength),
  );
  if (isThere) return true;
  diagnosis.add({
    cause: 'local-route',
    likelihood: 'certain',
    summary: `the kernel has no local route for ${ip.text}: it does not take packets for it`,
    seen: [`ip route show table local ${ip.text}: nothing`],
    advice: [
      `ip route add local ${ip.text} dev ${on.link.name} table local`,
      'or restart the resource, which adds the address again',
    ],
  });
  return false;
}

/** Whether packets of a client get in, and the answers out. */
function checkClient(
  facts: Facts,
  holder: Holder,
  client: IpAddress,
  likelihood: 'certain' | 'likely',
  diagnosis: Diagnosis,
): void {
  const { ip, view } = facts;
  const index = holder.on.link.index;
  if (client.family !== ip.family) return;
  const answer = view.journey(ip.family, { destination: client.bytes, source: ip.bytes, input: 0 });
  if (reportDiscarded(facts, client, answer, likelihood, diagnosis)) return;
  const arrival = view.journey(ip.family, {
    destination: ip.bytes,
    source: client.bytes,
    input: index,
  });
  if (reportArrival(facts, holder, client, arrival, likelihood, diagnosis)) return;
  const out = outputOf(answer);
  if (out === undefined || out === index) return;
  diagnosis.add({
    cause: 'asymmetric',
    likelihood: likelihood === 'certain' ? 'possible' : 'likely',
    summary: `answers to ${client.text} leave by ${nameOfLink(facts, out)}, not by ${holder.on.link.name}`,
    seen: [
      `ip route get ${client.text} from ${ip.text}: dev ${nameOfLink(facts, out)}`,
      'firewalls on the way that follow connections drop such answers',
    ],
    advice: routeAdvice(facts, holder),
  });
}

/** The answer is discarded by a rule or a route, or there is no route. */
function reportDiscarded(
  facts: Facts,
  client: IpAddress,
  { code, route }: JourneyResult,
  likelihood: 'certain' | 'likely',
  diagnosis: Diagnosis,
): boolean {
  const { ip } = facts;
  const type = route ? discardingTypes().get(route.type) : undefined;
  if (code === '' && type === undefined) return false;
  const rule = discardingRule(facts, client);
  if (rule) {
    if (diagnosis.has('policy-rule')) return true;
    diagnosis.add({
      cause: 'policy-rule',
      likelihood: 'certain',
      summary: `a rule of policy routing discards the answers of ${ip.text} (${rule.action})`,
      seen: [
        `ip rule: ${ruleText(rule)}`,
        `ip route get ${client.text} from ${ip.text}: ${code || type || ''}`,
      ],
      advice: [`ip ${familyOption(ip)}rule delete priority ${rule.priority}`],
    });
    return true;
  }
  const discarding = discardingRoute(facts, client);
  const words = discarding ? routeText(discarding) : '';
  const found = discarding ? (discardingTypes().get(discarding.type) ?? '') : '';
  diagnosis.add({
    cause: 'route-back',
    likelihood,
    summary: discarding
      ? `a route discards the answers to ${client.text} (${found})`
      : `there is no route back to ${client.text}`,
    seen: [
      `ip route get ${client.text} from ${ip.text}: ${code || found || type || ''}`,
      ...(discarding ? [`ip route: ${words}`] : []),
    ],
    advice: discarding
      ? [`ip ${familyOption(ip)}route delete ${words}`]
      : [
          `add a route: ip ${familyOption(ip)}route add NETWORK via GATEWAY, and make it permanent in the network configuration`,
        ],
  });
  return true;
}

function reportArrival(
  facts: Facts,
  { on }: Holder,
  client: IpAddress,
  { code, route }: JourneyResult,
  likelihood: 'certain' | 'likely' | 'possible',
  diagnosis: Diagnosis,
): boolean {
  const { ip } = facts;
  const name = on.link.name;
  if (isReversePath(facts, on.link.index, client, code)) {
    if (hasCause(diagnosis, 'reverse-path')) return true;
    diagnosis.add({
      cause: 'reverse-path',
      likelihood,
      summary: `the reverse path filter drops packets of ${client.text} that arrive on ${name}: the route back leaves by another interface`,
      seen: [
        `ip route get ${ip.text} from ${client.text} iif ${name}: the source is not valid (${code})`,
        `rp_filter: ${filterOf(name)} (the larger one of all and ${name})`,
      ],
      advice: [
        `sysctl -w net.ipv4.conf.${name}.rp_filter=2 (loose), if net.ipv4.conf.all.rp_filter is not 1`,
        `or make the route back leave by ${name}`,
      ],
    });
    return true;
  }
  const isTaken = route?.type === RTN_LOCAL;
  if (isTaken || (code === '' && route === undefined)) return false;
  // This host has the client's address, or it is no host address.
  if (code === 'EINVAL' && !facts.client) return false;
  const rule = incomingRule(facts, client, name);
  if (diagnosis.has('policy-rule')) return true;
  diagnosis.add({
    cause: 'policy-rule',
    likelihood: rule ? 'certain' : likelihood,
    summary: rule
      ? `a rule of policy routing discards packets for ${ip.text} (${rule.action})`
      : `the kernel does not take packets of ${client.text} for ${ip.text}`,
    seen: [
      `ip route get ${ip.text} from ${client.text} iif ${name}: ${code || 'no local route'}`,
      ...(rule ? [`ip rule: ${ruleText(rule)}`] : []),
    ],
    advice: rule
      ? [`ip ${familyOption(ip)}rule delete priority ${rule.priority}`]
      : [
          'ip rule show: a rule must look up the table local before others',
          'a client with an address of this host itself, or a martian address, is refused (sysctl log_martians)',
        ],
  });
  return true;
}

/** Since Linux 6.13, the lookup fails with EINVAL, as for other invalid sources. */
function isReversePath(facts: Facts, index: number, client: IpAddress, code: string): boolean {
  if (code === 'EXDEV') return true;
  const { ip, view } = facts;
  const filter = ip.family === 'inet' ? filterOf(nameOfLink(facts, index)) : 0;
  if (code !== 'EINVAL' || filter === 0) return false;
  const answer = view.journey(ip.family, { destination: client.bytes, source: ip.bytes, input: 0 });
  const out = outputOf(answer);
  return filter === STRICT ? out !== index : out === undefined;
}

function filterOf(name: string): number {
  return Math.max(
    interfaceSetting('inet', 'all', 'rp_filter') ?? 0,
    interfaceSetting('inet', name, 'rp_filter') ?? 0,
  );
}

/** Clients beyond a gateway. */
function checkAnywhere(facts: Facts, holder: Holder, diagnosis: Diagnosis): void {
  const { ip, view } = facts;
  const client = anywhere(facts);
  if (!client || isLinkLocal(ip)) return;
  const { link } = holder.on;
  const answer = view.journey(ip.family, { destination: client.bytes, source: ip.bytes, input: 0 });
  const type = answer.route ? discardingTypes().get(answer.route.type) : undefined;
  const rule = answer.code !== '' || type ? discardingRule(facts, client) : undefined;
  if (rule) {
    reportDiscarded(facts, client, answer, 'likely', diagnosis);
    return;
  }
  const discarding = discardingRoute(facts, client);
  if (discarding && answer.code !== '') {
    reportDiscarded(facts, client, answer, 'likely', diagnosis);
    return;
  }
  if (answer.code !== '' || type) {
    diagnosis.add({
      cause: 'route-back',
      likelihood: 'hint',
      summary: `there is no default route: only clients in the networks of this host get answers`,
      seen: [`ip ${familyOption(ip)}route show default: nothing for ${ip.text}`],
      advice: [
        `for clients elsewhere: ip ${familyOption(ip)}route add default via GATEWAY dev ${link.name}`,
        `floatip doctor --from CLIENT looks at one client`,
      ],
    });
    return;
  }
  const out = outputOf(answer);
  if (out === undefined || out === link.index) return;
  const arrival = view.journey(ip.family, {
    destination: ip.bytes,
    source: client.bytes,
    input: link.index,
  });
  if (isReversePath(facts, link.index, client, arrival.code)) {
    reportArrival(facts, holder, client, arrival, 'possible', diagnosis);
    return;
  }
  diagnosis.add({
    cause: 'asymmetric',
    likelihood: 'hint',
    summary: `answers to clients in other networks leave by ${nameOfLink(facts, out)}, not by ${link.name}`,
    seen: [`ip route get ${client.text} from ${ip.text}: dev ${nameOfLink(facts, out)}`],
    advice: routeAdvice(facts, holder),
  });
}

/** Routes for other networks that discard packets, or leave by another interface. */
function checkRoutesOver(facts: Facts, holder: Holder, diagnosis: Diagnosis): void {
  const { ip, routes, prefixLength } = facts;
  const { link } = holder.on;
  let reported = 0;
  let detours = 0;
  for (const route of routes) {
    const { type, destination, prefixLength: length, table } = route;
    if (table === RT_TABLE_LOCAL || length === 0 || reported >= 3) continue;
    const network = ipAddressFromBytes(destination);
    if (isLinkLocal(network) || destination.length !== ip.bytes.length) continue;
    if (isMulticast(network)) continue;
    const inside = length > prefixLength && samePrefix(destination, ip.bytes, prefixLength);
    const sample = addressIn(destination, length);
    if (!sample || facts.client) continue;
    if (discardingTypes().has(type)) {
      // The kernel has its own for IPv6, which discard nothing that exists.
      if (table !== RT_TABLE_MAIN || ip.text === network.text) continue;
      reported++;
      diagnosis.add({
        cause: 'route-back',
        likelihood: inside ? 'likely' : 'possible',
        summary: `a route discards the answers to clients in ${network.text}/${length} (${discardingTypes().get(type) ?? ''})`,
        seen: [`ip ${familyOption(ip)}route: ${routeText(route)}`],
        advice: [`ip ${familyOption(ip)}route delete ${routeText(route)}`],
      });
      continue;
    }
    const isHere = route.nextHops.some((hop) => hop.index === link.index);
    if (type !== RTN_UNICAST || isHere || table !== RT_TABLE_MAIN) continue;
    if (sameBytes(sample.bytes, ip.bytes) || ++detours > MAX_DETOURS) continue;
    checkDetour(facts, holder, sample, inside, diagnosis);
  }
}

/** A client whose answers leave by another interface. */
function checkDetour(
  facts: Facts,
  holder: Holder,
  client: IpAddress,
  isInside: boolean,
  diagnosis: Diagnosis,
): void {
  const { ip, view } = facts;
  const { link } = holder.on;
  const answer = view.journey(ip.family, { destination: client.bytes, source: ip.bytes, input: 0 });
  const out = outputOf(answer);
  if (out === undefined || out === link.index || isLoopbackIndex(facts, out)) return;
  const arrival = view.journey(ip.family, {
    destination: ip.bytes,
    source: client.bytes,
    input: link.index,
  });
  if (isReversePath(facts, link.index, client, arrival.code)) {
    reportArrival(facts, holder, client, arrival, isInside ? 'likely' : 'possible', diagnosis);
  } else if (isInside) {
    diagnosis.add({
      cause: 'asymmetric',
      likelihood: 'likely',
      summary: `answers to ${client.text}, in the network of ${ip.text}, leave by ${nameOfLink(facts, out)}, not by ${link.name}`,
      seen: [`ip route get ${client.text} from ${ip.text}: dev ${nameOfLink(facts, out)}`],
      advice: routeAdvice(facts, holder),
    });
  } else if (!diagnosis.has('asymmetric')) {
    diagnosis.add({
      cause: 'asymmetric',
      likelihood: 'hint',
      summary: `answers to clients such as ${client.text} leave by ${nameOfLink(facts, out)}, not by ${link.name}`,
      seen: [`ip route get ${client.text} from ${ip.text}: dev ${nameOfLink(facts, out)}`],
      advice: routeAdvice(facts, holder),
    });
  }
}

function isLoopbackIndex({ links }: Facts, index: number): boolean {
  return links.some(({ link }) => link.index === index && isLoopback(link));
}

/** A gateway that start has asked, and that is no next hop any more. */
function checkLostGateways(facts: Facts, { on }: Holder, diagnosis: Diagnosis): void {
  const { kernel, ip, routes, request } = facts;
  if (request.announceTo !== 'gateway') return;
  const peers = readAnnouncement(kernel, ip, on.link.index)?.peers ?? [];
  for (const peer of peers) {
    const address = parseIpAddress(peer.ip);
    if (!address) continue;
    const isNextHop = routes.some(({ nextHops }) =>
      nextHops.some(({ gateway }) => gateway !== undefined && sameBytes(gateway, address.bytes)),
    );
    if (isNextHop) continue;
    diagnosis.add({
      cause: 'route-back',
      likelihood: 'likely',
      summary: `the route by the gateway ${peer.ip}, which was there when the address was started, is gone`,
      seen: [`start has asked ${peer.ip}; no route has it as its next hop now`],
      advice: [
        `ip ${familyOption(ip)}route add default via ${peer.ip} dev ${on.link.name}`,
        'find what removed it: a restart of the network configuration, or ip link set down',
      ],
    });
  }
}

function routeAdvice({ ip }: Facts, { on }: Holder): string[] {
  const family = familyOption(ip);
  return [
    `a rule and a table for the address: ip ${family}rule add from ${ip.text} lookup 100`,
    `ip ${family}route add default via GATEWAY dev ${on.link.name} table 100`,
  ];
}

/** The first rule that discards packets from the address to the client, before a table that has a route. */
function discardingRule({ rules, ip }: Facts, client: IpAddress): FibRule | undefined {
  return rules.find(
    (rule) =>
      isDiscarding(rule) &&
      rule.inputInterface === undefined &&
      applies(rule, ip.bytes, client.bytes),
  );
}

function incomingRule({ rules, ip }: Facts, client: IpAddress, name: string): FibRule | undefined {
  return rules.find(
    (rule) =>
      isDiscarding(rule) &&
      (rule.inputInterface ?? name) === name &&
      applies(rule, client.bytes, ip.bytes),
  );
}

function isDiscarding({ action }: FibRule): boolean {
  return action === 'blackhole' || action === 'unreachable' || action === 'prohibit';
}

function applies(rule: FibRule, source: Uint8Array, destination: Uint8Array): boolean {
  const fromSource = rule.source.length === 0 || samePrefix(rule.source, source, rule.sourceLength);
  const toDestination =
    rule.destination.length === 0 ||
    samePrefix(rule.destination, destination, rule.destinationLength);
  return (fromSource && toDestination) !== rule.inverted;
}

/** The most specific route that discards packets to the client. */
function discardingRoute({ routes }: Facts, client: IpAddress): HeldRoute | undefined {
  let found: HeldRoute | undefined;
  for (const route of routes) {
    if (!samePrefix(route.destination, client.bytes, route.prefixLength)) continue;
    if (route.table === RT_TABLE_LOCAL || !discardingTypes().has(route.type)) continue;
    if (!found || route.prefixLength > found.prefixLength) found = route;
  }
  return found;
}

function ruleText(rule: FibRule): string {
  const from =
    rule.source.length > 0 ? `${ipAddressFromBytes(rule.source).text}/${rule.sourceLength}` : 'all';
  const to =
    rule.destination.length > 0
      ? ` to ${ipAddressFromBytes(rule.destination).text}/${rule.destinationLength}`
      : '';
  const iif = rule.inputInterface === undefined ? '' : ` iif ${rule.inputInterface}`;
  return `${rule.priority}: ${rule.inverted ? 'not ' : ''}from ${from}${to}${iif} ${rule.action}`;
}

/** In the words of `ip route delete`. */
function routeText({ destination, prefixLength, type, table, metric }: HeldRoute): string {
  const network =
    prefixLength === 0 ? 'default' : `${ipAddressFromBytes(destination).text}/${prefixLength}`;
  const inTable = table === RT_TABLE_MAIN ? '' : ` table ${table}`;
  const preference = metric === 0 ? '' : ` metric ${metric}`;
  return `${discardingTypes().get(type) ?? 'unicast'} ${network}${preference}${inTable}`;
}

function familyOption({ family }: IpAddress): string {
  return family === 'inet6' ? '-6 ' : '';
}

function outputOf({ route }: JourneyResult): number | undefined {
  return route?.nextHops.at(0)?.index;
}

/** A neighbour of the address: one that the kernel knows, or the next address of the network. */
export function neighbourInNetwork(facts: Facts): IpAddress | undefined {
  return knownNeighbour(facts) ?? anyNeighbour(facts);
}

function knownNeighbour(facts: Facts): IpAddress | undefined {
  const { ip, prefixLength, neighbours, place } = facts;
  for (const { index, address, hardwareAddress } of neighbours) {
    if (index !== place?.link.index || hardwareAddress.length === 0) continue;
    const isNear =
      address.length === ip.bytes.length && samePrefix(address, ip.bytes, prefixLength);
    if (isNear && prefixLength < addressBits(ip.family)) return ipAddressFromBytes(address);
  }
  return undefined;
}

/** The first address of the network that is not one of this host. */
export function anyNeighbour(facts: Facts): IpAddress | undefined {
  const { ip, prefixLength } = facts;
  if (prefixLength >= addressBits(ip.family) - 1) return undefined;
  for (let offset = 1; offset <= MAX_TRIES; offset++) {
    const bytes = addressAfter(withHostBits(ip.bytes, prefixLength, 0), offset);
    if (!bytes || !samePrefix(bytes, ip.bytes, prefixLength)) return undefined;
    const address = ipAddressFromBytes(bytes);
    const isOwn = facts.routes.some(
      ({ type, destination, prefixLength: length }) =>
        type === RTN_LOCAL && samePrefix(destination, bytes, length),
    );
    if (!isOwn && networkRole(address, prefixLength) === undefined) return address;
  }
  return undefined;
}

/** A host address in a network. */
function addressIn(network: Uint8Array, length: number): IpAddress | undefined {
  const bits = network.length * 8;
  const bytes = length >= bits - 1 ? network : addressAfter(network, 1);
  return bytes && ipAddressFromBytes(bytes);
}

/** An address that only a default route covers. */
function anywhere({ ip, routes }: Facts): IpAddress | undefined {
  for (const text of ip.family === 'inet' ? clientsAnywhere() : anywhereIpv6()) {
    const address = parseIpAddress(text);
    if (!address) continue;
    const isSpecial = routes.some(
      ({ destination, prefixLength }) =>
        prefixLength > 0 && samePrefix(destination, address.bytes, prefixLength),
    );
    if (!isSpecial) return address;
  }
  return undefined;
}

function isMulticast({ text }: IpAddress): boolean {
  return text.startsWith('ff') || text.startsWith('224.');
}
