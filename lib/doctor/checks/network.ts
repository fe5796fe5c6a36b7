/** Checks that ask the network: another owner of the address, and what the gateway has in its cache. */
import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import { messageOf } from '../../ocf/refusal.ts';
import { peersOf } from '../../vip/announce/peers.ts';
import { hasNeighbours } from '../../vip/link/link-health.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import { IFA_F_DADFAILED, IFA_F_TENTATIVE } from '../../wire/ifaddrmsg.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import {
  addressBits,
  type IpAddress,
  isLinkLocal,
  sameBytes,
  samePrefix,
} from '../../wire/ip-address.ts';
import { NUD_FAILED, NUD_NOARP } from '../../wire/ndmsg.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Facts } from '../facts/facts.ts';
import { askNeighbour, canAsk, type NeighbourAnswers, ownersOf } from '../facts/network.ts';

/** More are not asked: each may take seconds. */
const MAX_GATEWAYS = 3;
const MAX_OTHERS = 2;

export function checkNetwork(facts: Facts, diagnosis: Diagnosis): void {
  const { place, isShared } = facts;
  if (!place || !hasNeighbours(place.link) || isShared) return;
  try {
    if (checkOwners(facts, place.link, diagnosis)) return;
    checkNeighbours(facts, place.link, diagnosis);
  } catch (error) {
    diagnosis.cannotLookAt('the network', messageOf(error));
  }
}

/** Returns whether another host answers for the address. */
function checkOwners(facts: Facts, link: Link, diagnosis: Diagnosis): boolean {
  const { kernel, ip, prefixLength, holder } = facts;
  if (!canAsk(kernel, link, ip)) {
    diagnosis.cannotLookAt('other owners', `${link.name} has no link-local address to ask from`);
    return false;
  }
  const owners = ownersOf(kernel, link, ip, prefixLength);
  const first = owners.at(0);
  if (!first) {
    if (holder) diagnosis.isWell(`no other host answers for ${ip.text}`);
    return false;
  }
  const macs = owners.map(({ hardwareAddress }) => formatHardwareAddress(hardwareAddress));
  const asked = ip.family === 'inet' ? 'an ARP Probe' : 'a Neighbor Solicitation';
  diagnosis.add({
    cause: 'other-owner',
    likelihood: holder ? 'certain' : 'possible',
    summary: holder
      ? `another host has ${ip.text} too: it answers with ${macs.join(', ')}`
      : `another host has ${ip.text}: it answers with ${macs.join(', ')}`,
    seen: [`${asked} on ${link.name} for ${ip.text} was answered by ${macs.join(', ')}`],
    advice: holder
      ? [
          `find the host: ip neigh | grep ${macs.at(0) ?? ''} on a neighbour, or the table of the switch`,
          'remove the address there; if it is a node of the cluster, look at crm_mon and at fencing',
        ]
      : ['if it is the node on which the resource runs, run floatip doctor there'],
  });
  return true;
}

function checkNeighbours(facts: Facts, link: Link, diagnosis: Diagnosis): void {
  const { holder, ip, addresses, kernel } = facts;
  if (!holder || holder.entry.flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) return;
  const other = otherAddress(facts);
  const gateways = peersOf(kernel, ip, facts.prefixLength, link.index, 'gateway').slice(
    0,
    MAX_GATEWAYS,
  );
  const { announceTo } = facts.request;
  const others: IpAddress[] = [];
  if (announceTo !== 'gateway' && announceTo !== 'none') others.push(...announceTo);
  if (facts.client && isNear(facts, facts.client)) others.push(facts.client);
  for (const neighbour of knownNeighbours(facts, link)) others.push(neighbour);
  const told: IpAddress[] = [];
  for (const gateway of gateways) {
    told.push(gateway);
    report(facts, link, other, askNeighbour(kernel, { link, ip, other }, gateway, true), diagnosis);
  }
  let count = 0;
  for (const neighbour of others) {
    if (count >= MAX_OTHERS) break;
    const isTold = told.some(({ bytes }) => sameBytes(bytes, neighbour.bytes));
    const isOwn = addresses.some(({ local }) => sameBytes(local, neighbour.bytes));
    if (isTold || isOwn || neighbour.family !== ip.family) continue;
    told.push(neighbour);
    count++;
    report(
      facts,
      link,
      other,
      askNeighbour(kernel, { link, ip, other }, neighbour, false),
      diagnosis,
    );
  }
}

function isNear({ ip, prefixLength }: Facts, { bytes }: IpAddress): boolean {
  return samePrefix(ip.bytes, bytes, prefixLength) && prefixLength < addressBits(ip.family);
}

/** Another address of the interface, as near to the virtual IP as possible. */
function otherAddress(facts: Facts): IpAddress | undefined {
  const { addresses, ip } = facts;
  let found: IpAddress | undefined;
  for (const { local, flags } of addresses) {
    if (sameBytes(local, ip.bytes) || flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) continue;
    const address = ipAddressFromBytes(local);
    if (!found || (isLinkLocal(found) && !isLinkLocal(address))) found = address;
  }
  return found;
}

function knownNeighbours(facts: Facts, link: Link): IpAddress[] {
  const known: IpAddress[] = [];
  for (const { index, address, hardwareAddress, state } of facts.neighbours) {
    if (index !== link.index || hardwareAddress.length === 0 || address.length === 0) continue;
    if (state & (NUD_FAILED | NUD_NOARP)) continue;
    const neighbour = ipAddressFromBytes(address);
    if (isNear(facts, neighbour)) known.push(neighbour);
  }
  return known;
}

function report(
  facts: Facts,
  link: Link,
  other: IpAddress | undefined,
  answers: NeighbourAnswers,
  diagnosis: Diagnosis,
): void {
  const { ip } = facts;
  const { isGateway, hardwareAddress, echoToVip, echoToOther, echoAfterQuestion } = answers;
  const what = isGateway ? 'the gateway' : 'the neighbour';
  const name = answers.ip.text;
  if (!hardwareAddress) {
    const asked = ip.family === 'inet' ? 'ARP Probes' : 'Neighbor Solicitations';
    if (!isGateway || (ip.family === 'inet6' && !other)) return;
    diagnosis.add({
      cause: 'gateway-silent',
      likelihood: 'likely',
      summary: `${what} ${name} does not answer on ${link.name}`,
      seen: [`${asked} for ${name} had no answer`],
      advice: [
        'check that it is up, and that the cable and the VLAN of the switch port are right',
        `ip ${ip.family === 'inet6' ? '-6 ' : ''}route show: is this its address?`,
      ],
    });
    return;
  }
  const mac = formatHardwareAddress(hardwareAddress);
  if (echoToVip === true) {
    diagnosis.isWell(`${what} ${name} (${mac}) sends its answers for ${ip.text} to this host`);
    return;
  }
  if (echoToOther !== true) {
    diagnosis.isWell(`${what} ${name} (${mac}) answers ARP; it does not answer pings`);
    return;
  }
  const isHealed = echoAfterQuestion === true;
  diagnosis.add({
    cause: 'gateway-stale',
    likelihood: 'certain',
    summary: `${what} ${name} sends packets for ${ip.text} to another hardware address${isHealed ? ', until it was asked' : ''}`,
    seen: [
      `an echo request from another address of this host was answered, one from ${ip.text} was not`,
      isHealed
        ? `after a question from ${ip.text}, it was answered: its cache had an old entry`
        : `nor after a question from ${ip.text}: the entry in its cache is fixed, or it drops the packets`,
    ],
    advice: isHealed
      ? [
          `look whether the address is reached now; if gratuitous ARP gets lost, set announce_to=${name} or arp_late`,
        ]
      : [
          `on ${name}: ip neigh show ${ip.text}; it must be ${formatHardwareAddress(link.address)}`,
          `on ${name}: ip neigh delete ${ip.text} dev INTERFACE (or clear arp), and remove static entries`,
        ],
  });
}
