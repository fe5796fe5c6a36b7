/** Which entries of the kernel's address list are the virtual IP. */

import type { HeldAddress, Kernel } from '../linux/kernel.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { type IpAddress, isLoopbackAddress } from '../wire/ip-address.ts';
import { isLoopback } from './link-health.ts';
import { hasNeighbours } from './neighbours.ts';
import { isPlaced, type Place, placesOf } from './placed.ts';

/** An entry, and the link that it is on. */
export interface Holding {
  readonly entry: HeldAddress;
  readonly link: Link;
}

/** What the parameters say of the virtual IP. */
export interface Wanted {
  readonly ip: IpAddress;
  /** nic as it is written. */
  readonly nic: string | undefined;
  /** The link that nic names. Without nic, any; where it names none, only what start noted can tell. */
  readonly link: Link | 'any' | 'none';
  readonly prefixLength?: number | undefined;
  /** What follows the interface's name and a colon. */
  readonly label?: string | undefined;
}

/** Every entry that holds the address, by what it is to the virtual IP. */
export interface Survey {
  /** The virtual IP as it was asked for. */
  readonly fitting: readonly Holding[];
  /** Where it was asked for, but with another prefix length or label. */
  readonly unlike: readonly Holding[];
  /** On other interfaces, where start put it: the interface was renamed, or has no neighbours any more. */
  readonly strayed: readonly Holding[];
  /** On other interfaces: not the virtual IP. */
  readonly elsewhere: readonly Holding[];
  /** Where start put it. */
  readonly places: readonly Place[];
}

/** All of the list, and what start noted. @throws SystemError where the list cannot be read */
export function survey(kernel: Kernel, wanted: Wanted): Survey {
  const entries = kernel.addresses.find(wanted.ip);
  // What is not there needs no marks.
  const places = entries.length > 0 ? placesOf(kernel, wanted.ip, wanted.nic) : [];
  const fitting: Holding[] = [];
  const unlike: Holding[] = [];
  const strayed: Holding[] = [];
  const elsewhere: Holding[] = [];
  for (const entry of entries) {
    const link = linkOf(kernel, wanted, entry);
    if (!link) continue;
    const holding = { entry, link };
    if (counts(wanted, link)) (fits(wanted, holding) ? fitting : unlike).push(holding);
    else (isPlaced(places, entry) ? strayed : elsewhere).push(holding);
  }
  return { fitting, unlike, strayed, elsewhere, places };
}

/** The entries that are the virtual IP as it was asked for: what monitor mostly finds, without a look at anything else. */
export function fittingOnly(kernel: Kernel, wanted: Wanted): Holding[] {
  const holdings: Holding[] = [];
  const index = typeof wanted.link === 'object' ? wanted.link.index : undefined;
  for (const entry of kernel.addresses.find(wanted.ip, index)) {
    const link = linkOf(kernel, wanted, entry);
    if (link && counts(wanted, link) && fits(wanted, { entry, link })) {
      holdings.push({ entry, link });
    }
  }
  return holdings;
}

function linkOf(kernel: Kernel, { link }: Wanted, { index }: HeldAddress): Link | undefined {
  return typeof link === 'object' && link.index === index ? link : kernel.links.byIndex(index);
}

/** What stop takes away: the virtual IP, and what start put where it is not looked for any more. */
export function removable({ fitting, unlike, strayed, places }: Survey): Holding[] {
  return [...fitting, ...unlike.filter(({ entry }) => isPlaced(places, entry)), ...strayed];
}

/**
 * Whether an address on the link can be the virtual IP. Without nic it must be one that neighbours
 * reach: the real servers of an LVS have it on lo or a dummy, kube-proxy on kube-ipvs0.
 */
function counts({ ip, link: wanted }: Wanted, link: Link): boolean {
  if (typeof wanted === 'object') return wanted.index === link.index;
  return wanted === 'any' && servesOn(ip, link);
}

/** Whether anybody beside the host itself reaches the address on the link. */
export function servesOn(ip: IpAddress, link: Link): boolean {
  return hasNeighbours(link) || (isLoopback(link) && isLoopbackAddress(ip));
}

function fits({ prefixLength, label }: Wanted, { entry, link }: Holding): boolean {
  return (
    (prefixLength ?? entry.prefixLength) === entry.prefixLength &&
    (label === undefined || entry.label === `${link.name}:${label}`)
  );
}
