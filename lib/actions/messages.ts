/** Messages about the address on this host, for an administrator. */
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import { quoted } from '../ocf/quote.ts';
import type { VipRequest } from '../ocf/request.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import type { NotPlaced, Placed } from '../vip/address/placement.ts';
import type { LinkHealth } from '../vip/link/link-health.ts';
import type { ConflictRecord, PeerRecord } from '../vip/state/announcement-record.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';

/** Why the address is assigned but not in use. */
export type NotInUse = 'tentative' | 'duplicate' | 'link-down' | 'no-carrier';

export function whyNotInUse(
  { ip }: VipRequest,
  { link: { name } }: AssignedAddress,
  kind: NotInUse,
): string {
  const where = `${ip.text} is on ${name}, but`;
  switch (kind) {
    case 'tentative':
      return `${where} duplicate address detection has not finished`;
    case 'duplicate':
      return `${where} another host on the network has it too (duplicate address detection failed)`;
    case 'link-down':
      return `${where} ${name} is down`;
    case 'no-carrier':
      return `${where} ${name} has no carrier`;
  }
}

/** `192.0.2.10 is only on lo (ignored unless nic names the interface)` */
export function whyAbsent({ ip, nic }: VipRequest, elsewhere: readonly AssignedAddress[]): string {
  const absent = `${ip.text} is not on ${nic ?? 'this host'}`;
  if (elsewhere.length === 0) return absent;
  const where = namesOf(elsewhere);
  return nic === undefined
    ? `${ip.text} is only on ${where} (ignored unless nic names the interface)`
    : `${absent}, but on ${where}; nic names another interface`;
}

export function namesOf(assigned: readonly AssignedAddress[]): string {
  return [...new Set(assigned.map(({ link }) => link.name))].join(', ');
}

/** `192.0.2.10 is on eth0 as /24, not /32` */
export function howDifferent(request: VipRequest, { entry, link }: AssignedAddress): string {
  const { ip, prefixLength = entry.prefixLength, label } = request;
  const where = `${ip.text} is on ${link.name}`;
  if (prefixLength !== entry.prefixLength) {
    return `${where} as /${entry.prefixLength}, not /${prefixLength}`;
  }
  return `${where} with the label ${entry.label ?? ''}, not ${link.name}:${label ?? ''}`;
}

/** How to resolve a difference between the address and the parameters. */
export function remedyForDifferent(request: VipRequest, { entry, link }: AssignedAddress): string {
  const { ip, prefixLength = entry.prefixLength } = request;
  const remove = `remove it (ip address delete ${ip.text}/${entry.prefixLength} dev ${link.name})`;
  return prefixLength === entry.prefixLength
    ? `leave iflabel out, or ${remove}`
    : `if it belongs to the host itself, choose another ip; otherwise set cidr_netmask=${entry.prefixLength}, or ${remove}`;
}

/** Why the address is on another interface than the parameters say. */
export function whyDisplaced({ ip, nic }: VipRequest, { link }: AssignedAddress): string {
  const where = `${ip.text} is on ${link.name}, where start added it`;
  return nic === undefined
    ? `${where}, but ${link.name} has no neighbours any more (loopback or NOARP)`
    : `${where}, and ${quoted('nic', nic)} is another interface now`;
}

/** A warning that ip may be the host's own address. */
export function onlyAddressOfNetwork({ ip }: VipRequest, { entry, link }: AssignedAddress): string {
  const address = `${ip.text}/${entry.prefixLength}`;
  return (
    `${address} was on ${link.name} before start, and is its only address in that network; ` +
    "stop will remove it. If it is the host's own, choose another ip"
  );
}

/** `metric="100" has no effect on 192.0.2.10/32: …` */
export function noMetricOfHost({ ip }: VipRequest, metric: number): string {
  return `${quoted('metric', `${metric}`)} has no effect on ${ip.text}/32: the kernel adds no route for it`;
}

/** `metric="100" has no effect beside 192.0.2.1/24 on eth0: …` */
export function noMetricBeside(metric: number, { entry, link }: AssignedAddress): string {
  const first = `${ipAddressFromBytes(entry.local).text}/${entry.prefixLength}`;
  return (
    `${quoted('metric', `${metric}`)} has no effect beside ${first} on ${link.name}: of the IPv4 addresses ` +
    `of one network, only the first has a route; set the metric of ${first} instead`
  );
}

/** `metric="100" has no effect: 192.0.2.10/24 is already on eth0 with the metric 50; …` */
export function otherMetric(
  { ip }: VipRequest,
  metric: number,
  { entry, link }: AssignedAddress,
  found: number,
): string {
  const address = withPrefix(ip, entry.prefixLength);
  return (
    `${quoted('metric', `${metric}`)} has no effect: ${address} is already on ${link.name} with the metric ` +
    `${found}; restart the resource to change it`
  );
}

/** Why no interface was found for the address, and which parameter to set. */
export function whyNotPlaced(request: VipRequest, placement: NotPlaced): string {
  const { nic, prefixLength, routeProtocol } = request;
  const routes = placement.candidates.map(({ text }) => text).join(', ');
  const ip = quoted('ip', request.ip.text);
  if (placement.kind === 'ambiguous') {
    return `${ip}: these routes are equally good: ${routes}; set nic to the interface to use`;
  }
  const conditions = [
    ...(nic === undefined ? [] : [`nic=${nic}`]),
    ...(routeProtocol === undefined ? [] : [`proto=${routeProtocol}`]),
    ...(prefixLength === undefined ? [] : [`cidr_netmask=${prefixLength} or less`]),
  ];
  const searched = conditions.length > 0 ? ` (${conditions.join(', ')})` : '';
  const found = routes ? `there is ${routes}; ` : '';
  const missing = nic === undefined ? 'nic and cidr_netmask' : 'cidr_netmask';
  const problem = `no on-link route in table main covers it${searched}`;
  return `${ip}: ${problem}; ${found}set ${missing}, or add the interface's own address`;
}

/** `192.0.2.10: interface eth0, prefix length 24, broadcast 192.0.2.255, from route …` */
export function describePlacement({ ip }: VipRequest, placement: Placed): string {
  const { link, prefixLength, broadcast, route } = placement;
  const brd = broadcast
    ? `broadcast ${ipAddressFromBytes(broadcast).text}`
    : 'no broadcast address';
  return [
    `${ip.text}: interface ${link.name}`,
    `prefix length ${prefixLength}`,
    ...(ip.family === 'inet6' ? [] : [brd]),
    route ? `from route ${route.text}` : 'no route needed',
  ].join(', ');
}

/** @param waited milliseconds since start brought the link up; undefined if it was up before */
export function whyNoCarrier(name: string, health: LinkHealth, waited?: number): string {
  const state = health === 'down' ? 'is down' : 'has no carrier';
  const still =
    waited === undefined
      ? state
      : `still ${state} ${Math.round(waited / 1000)} s after it was brought up`;
  return (
    `interface ${name} ${still}; check its cable, its switch port or its lower interfaces, ` +
    'or set check_link_status=false'
  );
}

/** @param who the hardware address of the other host, or `another host` */
export function whyTaken(ip: IpAddress, link: Link, who: string): string {
  return `${quoted('ip', ip.text)}: ${who} on the network of ${link.name} has this address; remove it there first`;
}

/** @param reason why dad=fast cannot ask the network */
export function whyNotFast(reason: string): string {
  return `${reason}: the kernel checks for a duplicate instead, one to two seconds (dad=fast)`;
}

/** `192.0.2.10/24` */
export function withPrefix(ip: { readonly text: string }, prefixLength: number): string {
  return `${ip.text}/${prefixLength}`;
}

/** `10.0.0.1 answered after 0.2 ms, 12 s ago`, or that it has not. @param now clock.now() */
export function whetherAnswered({ ip, askedAt, answeredAt }: PeerRecord, now: number): string {
  if (answeredAt === 0) return `${ip} has not answered`;
  const ago = Math.round((now - answeredAt) / 1000);
  return `${ip} answered after ${milliseconds(answeredAt - askedAt)}, ${ago} s ago`;
}

/** `0.2 ms` */
export function milliseconds(time: number): string {
  return `${time.toFixed(1)} ms`;
}

/**
 * `10.0.0.10 is also on the host 02:00:00:00:00:09; remove it there (4 times, 1 s ago)`. crm_mon shows 120
 * characters. @param now clock.now()
 */
export function whyConflict(
  { ip }: VipRequest,
  { hardwareAddress, lastAt, count }: ConflictRecord,
  now: number,
): string {
  const ago = `${Math.round((now - lastAt) / 1000)} s ago`;
  return `${ip.text} is also on host ${hardwareAddress}; remove it there (${times(count)}, ${ago})`;
}

/** `once`, `4 times` */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
