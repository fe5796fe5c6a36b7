/** Gathers the facts of this host. */
import type { Kernel } from '../../linux/kernel.ts';
import { NetworkView } from '../../linux/network-view.ts';
import type { VipRequest } from '../../ocf/request.ts';
import { place } from '../../vip/address/placement.ts';
import { hasNeighbours, isLoopback } from '../../vip/link/link-health.ts';
import { hasPlaceMark, placesOf } from '../../vip/state/place-marks.ts';
import { addressBits, type IpAddress } from '../../wire/ip-address.ts';
import type { LinkDetails } from '../../wire/link-details.ts';
import { RT_TABLE_UNSPEC } from '../../wire/rtmsg.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Facts, Holder } from './facts.ts';
import { firewallRules } from './firewalls.ts';
import { listeningPorts } from './listening-ports.ts';

export interface Subject {
  readonly kernel: Kernel;
  readonly request: VipRequest;
  readonly client: IpAddress | undefined;
  readonly isShared: boolean;
  /** The value of PATH. */
  readonly path: string;
}

/** @throws SystemError if the kernel cannot be asked at all */
export function gatherFacts(subject: Subject, diagnosis: Diagnosis): Facts {
  const { kernel, request, client, isShared, path } = subject;
  const { ip, nic } = request;
  const view = new NetworkView();
  const links = view.links();
  const named = nic === undefined ? undefined : kernel.links.byName(nic);
  const wanted = links.find(({ link }) => link.index === named?.index);
  const holders: Holder[] = [];
  for (const entry of kernel.addresses.find(ip)) {
    const on = links.find(({ link }) => link.index === entry.index);
    if (on) holders.push({ entry, on });
  }
  const holder = chooseHolder(subject, holders, wanted);
  const where = holder?.on ?? wanted ?? placeFor(subject, links);
  const routes = kernel.routes.list(ip.family, 0, RT_TABLE_UNSPEC);
  return {
    kernel,
    view,
    request,
    ip,
    client,
    links,
    wanted,
    missingInterface: nic !== undefined && !wanted ? nic : undefined,
    holders,
    holder,
    place: where,
    prefixLength:
      holder?.entry.prefixLength ?? request.prefixLength ?? networkLength(subject, where),
    addresses: where ? kernel.addresses.onLink(ip.family, where.link.index) : [],
    neighbours: view.neighbours(ip.family),
    routes,
    rules: view.rules(ip.family),
    firewall: firewallRules(path, diagnosis),
    ports: listeningPorts(ip.bytes),
    isShared,
  };
}

/** On the interface of nic; otherwise where start added it; otherwise on one with neighbours. */
function chooseHolder(
  { kernel, request }: Subject,
  holders: readonly Holder[],
  wanted: LinkDetails | undefined,
): Holder | undefined {
  const onWanted = holders.find(({ on }) => on.link.index === wanted?.link.index);
  if (onWanted) return onWanted;
  const places = holders.length > 0 ? placesOf(kernel, request.ip, request.nic) : [];
  return (
    holders.find(({ entry }) => hasPlaceMark(places, entry)) ??
    holders.find(({ on }) => hasNeighbours(on.link)) ??
    holders.find(({ on }) => !isLoopback(on.link)) ??
    holders.at(0)
  );
}

/** The interface that start would choose. */
function placeFor(
  { kernel, request }: Subject,
  links: readonly LinkDetails[],
): LinkDetails | undefined {
  const { ip, prefixLength, routeProtocol } = request;
  const placed = place(kernel, { ip, prefixLength, routeProtocol });
  if (placed.kind !== 'placed') return undefined;
  return links.find(({ link }) => link.index === placed.link.index);
}

function networkLength({ kernel, request }: Subject, where: LinkDetails | undefined): number {
  const placed = place(kernel, { ip: request.ip, link: where?.link });
  return placed.kind === 'placed' ? placed.prefixLength : addressBits(request.ip.family);
}
