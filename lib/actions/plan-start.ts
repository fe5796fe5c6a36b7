/** Plans what start does on this host. Changes nothing. */

import {
  OCF_ERR_CONFIGURED,
  OCF_ERR_GENERIC,
  OCF_ERR_INSTALLED,
} from '../../ocf-metadata/exit-status.ts';
import type { HeldAddress } from '../linux/kernel.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { peerOutside } from '../ocf/announce-to.ts';
import { outsideOfNetwork, plainCloneProblem } from '../ocf/clone.ts';
import { hostAddressProblem, labelTooLong, MAX_LABEL_LENGTH } from '../ocf/parameter-syntax.ts';
import { quoted } from '../ocf/quote.ts';
import { Refusal } from '../ocf/refusal.ts';
import type { VipRequest } from '../ocf/request.ts';
import {
  type AssignedAddress,
  type FoundAddresses,
  findAddresses,
  wantedOnHost,
} from '../vip/address/assigned-address.ts';
import { dadState } from '../vip/address/duplicate-address-detection.ts';
import { type Placed, type Placement, place } from '../vip/address/placement.ts';
import { metricOf } from '../vip/address/prefix-route.ts';
import { hasNeighbours, isLoopback } from '../vip/link/link-health.ts';
import { hasPlaceMark } from '../vip/state/place-marks.ts';
import { RT_SCOPE_LINK } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { addressBits, type IpAddress, sameBytes, samePrefix } from '../wire/ip-address.ts';
import { AF_INET } from '../wire/socket.ts';
import {
  howDifferent,
  namesOf,
  noMetricBeside,
  noMetricOfHost,
  onlyAddressOfNetwork,
  otherMetric,
  remedyForDifferent,
  whyNotPlaced,
} from './messages.ts';

export type StartPlan = Addition | Adoption;

/** The address is on no interface that the parameters allow. */
export interface Addition {
  readonly kind: 'add';
  readonly link: Link;
  readonly placement: Placed;
  readonly label: string | undefined;
  /** Entries for which duplicate address detection failed: the kernel does not use them. */
  readonly duplicates: readonly HeldAddress[];
  readonly warnings: readonly string[];
}

/** The address is already assigned as the parameters say: by IPaddr2, by hand, or by an earlier start. */
export interface Adoption {
  readonly kind: 'adopt';
  readonly link: Link;
  readonly assigned: AssignedAddress;
  /** Whether an earlier start added it. */
  readonly isOurs: boolean;
  readonly warnings: readonly string[];
}

/** @throws Refusal if start would fail */
export function planStart(context: ActionContext): StartPlan {
  const { kernel, request } = context;
  const { wanted, missing } = wantedOnHost(context);
  if (missing !== undefined) throw new Refusal(OCF_ERR_INSTALLED, missing);

  const found = findAddresses(kernel, wanted);
  const warnings = warningsOfOthers(request, found);
  const assigned = found.matching.find(({ entry }) => dadState(entry) !== 'duplicate');
  if (assigned) {
    const isOurs = hasPlaceMark(found.places, assigned.entry);
    return planAdoption(context, assigned, isOurs, warnings);
  }
  const different = found.different.at(0);
  if (different) refuseDifferent(request, different);
  const duplicates = found.matching.map(({ entry }) => entry);
  return planAddition(context, wanted.link, duplicates, warnings);
}

/** Warns of other interfaces on which neighbours can reach the address. */
function warningsOfOthers(request: VipRequest, { elsewhere, displaced }: FoundAddresses): string[] {
  const reachable = [...displaced, ...elsewhere.filter(({ link }) => hasNeighbours(link))];
  if (reachable.length === 0) return [];
  const { ip, nic } = request;
  const target = nic === undefined ? '' : `; start adds it to ${quoted('nic', nic)}`;
  return [`${ip.text} is already on ${namesOf(reachable)}${target}`];
}

/**
 * Refuses an address with another prefix length or label than the parameters say: it may be the host's own, and if
 * start adopted it, stop would remove it.
 */
function refuseDifferent(request: VipRequest, different: AssignedAddress): void {
  labelOn(different.link, request);
  const remedy = remedyForDifferent(request, different);
  throw new Refusal(OCF_ERR_GENERIC, `${howDifferent(request, different)}; ${remedy}`);
}

/**
 * Finds link, prefix length and label for an address that is not assigned.
 * @param link the interface that nic names; undefined for any
 * @throws Refusal if no link fits
 */
export function planAddition(
  context: ActionContext,
  link: Link | undefined,
  duplicates: readonly HeldAddress[] = [],
  warnings: readonly string[] = [],
): Addition {
  const { request } = context;
  const placement = placeAddress(context, request.ip, link);
  refuseOutsideOfNetwork(context, link, placement);
  if (placement.kind !== 'placed') {
    throw new Refusal(OCF_ERR_GENERIC, whyNotPlaced(request, placement));
  }
  refuseLink(request, placement.link);
  refusePeers(request, placement.prefixLength);
  const label = labelOn(placement.link, request);
  const ofHost = checkHostAddress(request.ip, placement.prefixLength);
  const ofMetric = checkMetric(context, placement);
  return {
    kind: 'add',
    link: placement.link,
    placement,
    label,
    duplicates,
    warnings: [...ofHost, ...ofMetric, ...checkAnnouncement(request, placement.link), ...warnings],
  };
}

function planAdoption(
  { kernel, request }: ActionContext,
  assigned: AssignedAddress,
  isOurs: boolean,
  warnings: readonly string[],
): Adoption {
  const { link, entry } = assigned;
  refuseLink(request, link);
  refusePeers(request, entry.prefixLength);
  const ofHost = checkHostAddress(request.ip, entry.prefixLength);
  const siblings = kernel.addresses.onLink(request.ip.family, link.index);
  const isOnly = !isOurs && isOnlyOfNetwork(entry, siblings);
  const ofNetwork = isOnly ? [onlyAddressOfNetwork(request, assigned)] : [];
  return {
    kind: 'adopt',
    link,
    assigned,
    isOurs,
    warnings: [...warnings, ...ofHost, ...ofNetwork, ...checkAssignedMetric(request, assigned)],
  };
}

/**
 * Warns if metric has no effect: of the IPv4 addresses of a network on an interface, the kernel adds a route
 * only for the first (__inet_insert_ifa() and fib_add_ifaddr() of net/ipv4), and none for a host address.
 */
function checkMetric(
  { kernel, request }: ActionContext,
  { link, prefixLength }: Placed,
): readonly string[] {
  const { ip } = request;
  const metric = request.routeMetric();
  if (metric === undefined || ip.family !== 'inet') return [];
  if (prefixLength === addressBits('inet')) return [noMetricOfHost(request, metric)];
  const first = kernel.addresses
    .onLink('inet', link.index)
    .find(
      (other) =>
        other.prefixLength === prefixLength && samePrefix(other.address, ip.bytes, prefixLength),
    );
  return first ? [noMetricBeside(metric, { entry: first, link })] : [];
}

function checkAssignedMetric(request: VipRequest, assigned: AssignedAddress): readonly string[] {
  const metric = request.routeMetric();
  if (metric === undefined) return [];
  const found = metricOf(assigned.entry);
  return found === metric ? [] : [otherMetric(request, metric, assigned, found)];
}

function placeAddress(
  { kernel, request }: ActionContext,
  ip: IpAddress,
  link: Link | undefined,
): Placement {
  const { prefixLength, broadcast, routeProtocol } = request;
  return place(kernel, { ip, link, prefixLength, broadcast, routeProtocol });
}

/** unique_clone_address: the address of an instance must be in the network of ip. */
function refuseOutsideOfNetwork(
  context: ActionContext,
  link: Link | undefined,
  placement: Placement,
): void {
  const { ip, baseIp } = context.request;
  if (!baseIp) return;
  // If no route covers the instance's address, the route that covers ip determines the network.
  const network = placement.kind === 'no-route' ? placeAddress(context, baseIp, link) : placement;
  if (network.kind !== 'placed') return;
  const outside = outsideOfNetwork(baseIp, ip, network.prefixLength);
  if (outside === undefined) return;
  throw new Refusal(OCF_ERR_CONFIGURED, `${quoted('ip', baseIp.text)}: ${outside}`);
}

/** Refuses a link that contradicts the parameters. */
function refuseLink(request: VipRequest, link: Link): void {
  if (request.isPlainClone && hasNeighbours(link)) {
    throw new Refusal(OCF_ERR_CONFIGURED, plainCloneProblem(link.name));
  }
  if (!request.boolean('lvs_support') || !isLoopback(link)) return;
  const problem = `lvs_support=true, but ${request.ip.text} belongs on the loopback interface ${link.name}`;
  throw new Refusal(
    OCF_ERR_CONFIGURED,
    `${problem}; set nic to another interface, or leave lvs_support out`,
  );
}

/** announce_to: peers outside of the network do not answer. */
function refusePeers({ ip, announceTo }: VipRequest, prefixLength: number): void {
  const outside = peerOutside(ip, prefixLength, announceTo);
  if (outside !== undefined) throw new Refusal(OCF_ERR_CONFIGURED, `announce_to: ${outside}`);
}

/** Warns of parameters of the announcement that have no effect, because the link has no neighbours. */
function checkAnnouncement(request: VipRequest, link: Link): readonly string[] {
  if (hasNeighbours(link)) return [];
  const given = ['arp_late', 'announce_to', 'announce_rate', 'on_conflict'].filter((name) =>
    request.differsFromDefault(name),
  );
  return given.map(
    (name) => `${name} has no effect on ${link.name}: the interface has no neighbours`,
  );
}

/** Returns the label with the interface name: `eth0:label`. @throws Refusal if it is too long */
function labelOn(link: Link, { label }: VipRequest): string | undefined {
  if (label === undefined) return undefined;
  const whole = `${link.name}:${label}`;
  if (whole.length <= MAX_LABEL_LENGTH) return whole;
  throw new Refusal(OCF_ERR_CONFIGURED, `${quoted('iflabel', label)} ${labelTooLong(whole)}`);
}

/** Refuses an IPv4 network or broadcast address. Returns a warning for an IPv6 subnet-router anycast address. */
function checkHostAddress(ip: IpAddress, prefixLength: number): string[] {
  const problem = hostAddressProblem(ip, prefixLength);
  if (problem === undefined) return [];
  const text = `${quoted('ip', ip.text)} ${problem}`;
  if (ip.family === 'inet') throw new Refusal(OCF_ERR_CONFIGURED, text);
  return [text];
}

/** Whether the interface has no other address in the same network; for /32 and /128, no other address at all. */
function isOnlyOfNetwork(entry: HeldAddress, siblings: readonly HeldAddress[]): boolean {
  const { local, prefixLength, family } = entry;
  const isHostRoute = prefixLength === addressBits(family === AF_INET ? 'inet' : 'inet6');
  return !siblings.some(
    (other) =>
      !sameBytes(other.local, local) &&
      other.scope !== RT_SCOPE_LINK &&
      (isHostRoute || samePrefix(other.local, local, prefixLength)),
  );
}
