/**
 * Where start put the address: a mark with the interface's index, which stays when the interface is
 * renamed, and the prefix length. It is there before the address is, so that a crash leaves none
 * without. Kept by nic, because the same address may be on several interfaces for several resources.
 */

import type { HeldAddress, Kernel } from '../linux/kernel.ts';
import { decimalNumber } from '../wire/characters.ts';
import type { IpAddress } from '../wire/ip-address.ts';

export interface Place {
  /** Interface index. */
  readonly index: number;
  readonly prefixLength: number;
}

const SUFFIX = '.place';
/** Of a number of 32 bits. */
const MOST_DIGITS = 10;

/**
 * @param nic as the parameter is written
 * @returns whether the mark is new
 */
export function notePlace(
  kernel: Kernel,
  ip: IpAddress,
  nic: string | undefined,
  place: Place,
): boolean {
  return kernel.marks.set(markName(kernel, ip, nic, place));
}

export function forgetPlace(
  kernel: Kernel,
  ip: IpAddress,
  nic: string | undefined,
  place: Place,
): void {
  kernel.marks.clear(markName(kernel, ip, nic, place));
}

/** None where the marks cannot be read. */
export function placesOf(kernel: Kernel, ip: IpAddress, nic: string | undefined): Place[] {
  const marks = marksOf(kernel, ip).filter((mark) => mark.nic === (nic ?? ''));
  return marks.map(({ place }) => place);
}

/** The same, whatever nic was. */
export function allPlacesOf(kernel: Kernel, ip: IpAddress): Place[] {
  return marksOf(kernel, ip).map(({ place }) => place);
}

export function isPlaced(places: readonly Place[], entry: HeldAddress): boolean {
  return places.some(
    ({ index, prefixLength }) => index === entry.index && prefixLength === entry.prefixLength,
  );
}

/** Clears the marks of an address, whatever nic was, that is not there any more. */
export function forgetPlaces(
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
  const prefix = markPrefix(kernel, ip);
  return kernel.marks.names(prefix).flatMap((name) => {
    const mark = readMark(name, prefix);
    return mark ? [mark] : [];
  });
}

/** `PREFIX1-24@eth0.place`; undefined where it is none. */
function readMark(name: string, prefix: string): Mark | undefined {
  const at = name.indexOf('@', prefix.length);
  const hyphen = name.indexOf('-', prefix.length);
  if (hyphen < 0 || at < hyphen || !name.endsWith(SUFFIX)) return undefined;
  const index = decimalNumber(name.slice(prefix.length, hyphen), MOST_DIGITS);
  const prefixLength = decimalNumber(name.slice(hyphen + 1, at), MOST_DIGITS);
  if (index === undefined || prefixLength === undefined) return undefined;
  return { name, nic: name.slice(at + 1, -SUFFIX.length), place: { index, prefixLength } };
}

function markName(
  kernel: Kernel,
  ip: IpAddress,
  nic: string | undefined,
  { index, prefixLength }: Place,
): string {
  return `${markPrefix(kernel, ip)}${index}-${prefixLength}@${nic ?? ''}${SUFFIX}`;
}

function markPrefix(kernel: Kernel, ip: IpAddress): string {
  return `floatip-${kernel.namespaceId()}-${ip.text}-`;
}
