/**
 * Place marks: files that record where start added an address. The name contains the interface's index, which
 * survives a rename, the prefix length, and nic, because several resources may have the same address on several
 * interfaces. The mark is created before the address is added, so that a killed start leaves no address without
 * a mark.
 */
import type { HeldAddress, Kernel } from '../../linux/kernel.ts';
import { decimalNumber } from '../../wire/characters.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { addressPrefix } from './names.ts';

export interface Place {
  /** Interface index. */
  readonly index: number;
  readonly prefixLength: number;
}

const SUFFIX = '.place';
/** Decimal digits of a 32-bit number. */
const MAX_DIGITS = 10;

/** Creates a place mark. Returns whether it is new. @param nic the parameter */
export function markPlace(
  kernel: Kernel,
  ip: IpAddress,
  nic: string | undefined,
  place: Place,
): boolean {
  return kernel.marks.set(markName(kernel, ip, nic, place));
}

export function clearPlaceMark(
  kernel: Kernel,
  ip: IpAddress,
  nic: string | undefined,
  place: Place,
): void {
  kernel.marks.clear(markName(kernel, ip, nic, place));
}

/** The marks of a resource; none if they cannot be read. */
export function placesOf(kernel: Kernel, ip: IpAddress, nic: string | undefined): Place[] {
  const marks = marksOf(kernel, ip).filter((mark) => mark.nic === (nic ?? ''));
  return marks.map(({ place }) => place);
}

/** A mark of start, with the address and the parameter nic of its resource. */
export interface MarkedPlace {
  readonly ip: string;
  /** Undefined if nic is not set. */
  readonly nic: string | undefined;
  readonly place: Place;
}

/**
 * The marks among the files of a network namespace, in the order of their names.
 * @param prefix as namespacePrefix returns it
 */
export function markedPlaces(prefix: string, names: readonly string[]): MarkedPlace[] {
  const start = `${prefix}-`;
  const marked: MarkedPlace[] = [];
  for (const name of [...names].sort()) {
    if (!name.startsWith(start)) continue;
    const end = name.indexOf('-', start.length);
    const mark = end < 0 ? undefined : readMark(name, name.slice(0, end + 1));
    if (!mark) continue;
    const { nic, place } = mark;
    marked.push({ ip: name.slice(start.length, end), nic: nic === '' ? undefined : nic, place });
  }
  return marked;
}

/** The marks of all resources with the address. */
export function allPlacesOf(kernel: Kernel, ip: IpAddress): Place[] {
  return marksOf(kernel, ip).map(({ place }) => place);
}

export function hasPlaceMark(places: readonly Place[], entry: HeldAddress): boolean {
  return places.some(
    ({ index, prefixLength }) => index === entry.index && prefixLength === entry.prefixLength,
  );
}

/** Removes the marks of places that no longer have the address, for all resources with the address. */
export function clearPlaceMarks(
  kernel: Kernel,
  ip: IpAddress,
  isThere: (place: Place) => boolean,
): void {
  for (const { name, place } of marksOf(kernel, ip)) if (!isThere(place)) kernel.marks.clear(name);
}

interface Mark {
  readonly place: Place;
  readonly name: string;
  readonly nic: string;
}

function marksOf(kernel: Kernel, ip: IpAddress): Mark[] {
  const prefix = `${addressPrefix(kernel, ip)}-`;
  return kernel.marks.names(prefix).flatMap((name) => {
    const mark = readMark(name, prefix);
    return mark ? [mark] : [];
  });
}

/** Reads the name `PREFIX1-24@eth0.place`; undefined for other files. */
function readMark(name: string, prefix: string): Mark | undefined {
  const at = name.indexOf('@', prefix.length);
  const hyphen = name.indexOf('-', prefix.length);
  if (hyphen < 0 || at < hyphen || !name.endsWith(SUFFIX)) return undefined;
  const index = decimalNumber(name.slice(prefix.length, hyphen), MAX_DIGITS);
  const prefixLength = decimalNumber(name.slice(hyphen + 1, at), MAX_DIGITS);
  if (index === undefined || prefixLength === undefined) return undefined;
  return { name, nic: name.slice(at + 1, -SUFFIX.length), place: { index, prefixLength } };
}

function markName(
  kernel: Kernel,
  ip: IpAddress,
  nic: string | undefined,
  { index, prefixLength }: Place,
): string {
  return `${addressPrefix(kernel, ip)}-${index}-${prefixLength}@${nic ?? ''}${SUFFIX}`;
}
