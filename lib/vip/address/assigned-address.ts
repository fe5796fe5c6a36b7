/** Which of the kernel's addresses are the virtual IP. */
import type { HeldAddress, Kernel } from '../../linux/kernel.ts';
import type { ActionContext } from '../../ocf/action-context.ts';
import { quoted } from '../../ocf/quote.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { type IpAddress, isLoopbackAddress } from '../../wire/ip-address.ts';
import { hasNeighbours, isLoopback } from '../link/link-health.ts';
import { hasPlaceMark, type Place, placesOf } from '../state/place-marks.ts';

/** An address and its link. */
export interface AssignedAddress {
  readonly entry: HeldAddress;
  readonly link: Link;
}

/** The virtual IP, by the parameters. */
export interface Wanted {
  readonly ip: IpAddress;
  /** The parameter nic. */
  readonly nic: string | undefined;
  /** The link that nic names; undefined without nic, which means any link, or if there is no such link. */
  readonly link: Link | undefined;
  readonly prefixLength?: number | undefined;
  /** Without the interface's name and the colon. */
  readonly label?: string | undefined;
}

export interface WantedOnHost {
  readonly wanted: Wanted;
  /** Why the interface that nic names does not exist. */
  readonly missing: string | undefined;
}

/**
 * If nic names no interface, it may have been renamed, or this may be another host: only the marks of start
 * tell which address is the virtual IP.
 */
export function wantedOnHost({ kernel, request }: ActionContext): WantedOnHost {
  const { ip, nic, prefixLength, label, networkNamespace } = request;
  const wanted = { ip, nic, prefixLength, label };
  if (nic === undefined) return { wanted: { ...wanted, link: undefined }, missing: undefined };
  const link = kernel.links.byName(nic);
  if (link) return { wanted: { ...wanted, link }, missing: undefined };
  const where = networkNamespace === undefined ? 'on this host' : `in ${networkNamespace}`;
  const at = nic.indexOf('@');
  // "ip link" shows the name of a VLAN or veth with the lower interface.
  const advice =
    at > 0
      ? `the @ and what follows is not part of its name, write nic=${nic.slice(0, at)}`
      : '"ip link" lists them';
  const missing = `${quoted('nic', nic)}: there is no such interface ${where}; ${advice}`;
  return { wanted: { ...wanted, link: undefined }, missing };
}

/** All entries with the address. */
export interface FoundAddresses {
  /** The virtual IP, as the parameters say. */
  readonly matching: readonly AssignedAddress[];
  /** On a link that the parameters mean, with another prefix length or label. */
  readonly different: readonly AssignedAddress[];
  /** On another link, where start added it: the link was renamed, or has no neighbours any more. */
  readonly displaced: readonly AssignedAddress[];
  /** On another link: not the virtual IP. */
  readonly elsewhere: readonly AssignedAddress[];
  /** Where start added it. */
  readonly places: readonly Place[];
}

/** Searches all links, and reads the marks of start. @throws SystemError */
export function findAddresses(kernel: Kernel, wanted: Wanted): FoundAddresses {
  const entries = kernel.addresses.find(wanted.ip);
  // Without entries, the marks need not be read.
  const places = entries.length > 0 ? placesOf(kernel, wanted.ip, wanted.nic) : [];
  const matching: AssignedAddress[] = [];
  const different: AssignedAddress[] = [];
  const displaced: AssignedAddress[] = [];
  const elsewhere: AssignedAddress[] = [];
  for (const entry of entries) {
    const link = linkOf(kernel, wanted, entry);
    if (!link) continue;
    const assigned = { entry, link };
    if (isOnWantedLink(wanted, link))
      (matches(wanted, assigned) ? matching : different).push(assigned);
    else (hasPlaceMark(places, entry) ? displaced : elsewhere).push(assigned);
  }
  return { matching, different, displaced, elsewhere, places };
}

/** `matching` of findAddresses alone: the usual result of monitor, with the fewest system calls. */
export function findMatching(kernel: Kernel, wanted: Wanted): AssignedAddress[] {
  const matching: AssignedAddress[] = [];
  const index = wanted.link?.index;
  for (const entry of kernel.addresses.find(wanted.ip, index)) {
    const link = linkOf(kernel, wanted, entry);
    if (link && isOnWantedLink(wanted, link) && matches(wanted, { entry, link })) {
      matching.push({ entry, link });
    }
  }
  return matching;
}

function linkOf(kernel: Kernel, { link }: Wanted, { index }: HeldAddress): Link | undefined {
  return link?.index === index ? link : kernel.links.byIndex(index);
}

/** What stop removes: the virtual IP, and what start has added elsewhere or with other parameters. */
export function removable({
  matching,
  different,
  displaced,
  places,
}: FoundAddresses): AssignedAddress[] {
  return [
    ...matching,
    ...different.filter(({ entry }) => hasPlaceMark(places, entry)),
    ...displaced,
  ];
}

/**
 * Whether an address on the link can be the virtual IP. Without nic, the link must have neighbours: the real
 * servers of an LVS have the same address on lo or a dummy, kube-proxy on kube-ipvs0.
 */
function isOnWantedLink({ ip, nic, link: wanted }: Wanted, link: Link): boolean {
  if (wanted) return wanted.index === link.index;
  return nic === undefined && isReachableOn(ip, link);
}

/** Whether the address counts on this link: other hosts reach it there, or it is a loopback address on lo. */
export function isReachableOn(ip: IpAddress, link: Link): boolean {
  return hasNeighbours(link) || (isLoopback(link) && isLoopbackAddress(ip));
}

function matches({ prefixLength, label }: Wanted, { entry, link }: AssignedAddress): boolean {
  return (
    (prefixLength ?? entry.prefixLength) === entry.prefixLength &&
    (label === undefined || entry.label === `${link.name}:${label}`)
  );
}
