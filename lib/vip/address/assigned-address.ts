/** Finds the virtual IP among the addresses of the kernel. */
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

/** The virtual IP as the parameters describe it. */
export interface Wanted {
  readonly ip: IpAddress;
  /** The parameter nic. */
  readonly nic: string | undefined;
  /** The link that nic names; undefined if nic is not set, which means any link, or names no link. */
  readonly link: Link | undefined;
  readonly prefixLength?: number | undefined;
  /** The label, without the interface's name and the colon. */
  readonly label?: string | undefined;
}

export interface WantedOnHost {
  readonly wanted: Wanted;
  /** A message if the interface that nic names does not exist. */
  readonly missing: string | undefined;
}

/**
 * If nic names no interface, the interface may have been renamed, or never have been on this host: only the
 * place marks of start then identify the virtual IP.
 */
export function wantedOnHost({ kernel, request }: ActionContext): WantedOnHost {
  const { ip, nic, prefixLength, label, networkNamespace } = request;
  const wanted = { ip, nic, prefixLength, label };
  if (nic === undefined) return { wanted: { ...wanted, link: undefined }, missing: undefined };
  const link = kernel.links.byName(nic);
  if (link) return { wanted: { ...wanted, link }, missing: undefined };
  const isHere = networkNamespace === undefined;
  const where = isHere ? 'on this host' : `in ${networkNamespace}`;
  const list = isHere ? 'ip link' : `ip -n ${networkNamespace} link`;
  const at = nic.indexOf('@');
  // "ip link" shows a VLAN or veth as `name@lower`.
  const advice =
    at > 0 ? `its name ends before the @: write nic=${nic.slice(0, at)}` : `"${list}" lists them`;
  const missing = `${quoted('nic', nic)}: no such interface ${where}; ${advice}`;
  return { wanted: { ...wanted, link: undefined }, missing };
}

/** The kernel's entries with the address `ip`. */
export interface FoundAddresses {
  /** The virtual IP, as the parameters say. */
  readonly matching: readonly AssignedAddress[];
  /** On a link that the parameters allow, with another prefix length or label. */
  readonly different: readonly AssignedAddress[];
  /** On another link, where start added it: the link was renamed, or has no neighbours any more. */
  readonly displaced: readonly AssignedAddress[];
  /** On another link: not the virtual IP. */
  readonly elsewhere: readonly AssignedAddress[];
  /** The place marks of start. */
  readonly places: readonly Place[];
}

/** Searches all links, and reads the place marks of start. @throws SystemError */
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

/**
 * The entries that stop removes: the virtual IP, and entries that start added on other links or with other
 * values.
 */
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

/** The entries that stop leaves. */
export function kept({ different, elsewhere, places }: FoundAddresses): AssignedAddress[] {
  return [...different.filter(({ entry }) => !hasPlaceMark(places, entry)), ...elsewhere];
}

/**
 * Whether an address on the link can be the virtual IP. Without nic, the link must have neighbours: the real
 * servers of an LVS have the same address on lo or a dummy, kube-proxy on kube-ipvs0.
 */
function isOnWantedLink({ ip, nic, link: wanted }: Wanted, link: Link): boolean {
  if (wanted) return wanted.index === link.index;
  return nic === undefined && isReachableOn(ip, link);
}

/** Whether other hosts can reach the address on the link, or it is a loopback address on lo. */
export function isReachableOn(ip: IpAddress, link: Link): boolean {
  return hasNeighbours(link) || (isLoopback(link) && isLoopbackAddress(ip));
}

function matches({ prefixLength, label }: Wanted, { entry, link }: AssignedAddress): boolean {
  return (
    (prefixLength ?? entry.prefixLength) === entry.prefixLength &&
    (label === undefined || entry.label === `${link.name}:${label}`)
  );
}
