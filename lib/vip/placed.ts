/**
 * Where start put the address: a mark with the interface's index, which stays when the interface is
 * renamed, and the prefix length. It is there before the address is, so that a crash leaves none
 * without. Kept by nic, because the same address may be on several interfaces for several resources.
 */
import type { IpAddress } from '../wire/ip-address.ts';
import type { HeldAddress, Kernel } from './kernel.ts';

type Means = Pick<Kernel, 'marks' | 'namespaceId'>;

export interface Place {
  /** Interface index. */
  readonly index: number;
  readonly prefixLength: number;
}

const SUFFIX = '.place';

/**
 * @param nic as the parameter is written
 * @returns whether the mark is new
 */
export function notePlace(
  kernel: Means,
  ip: IpAddress,
  nic: string | undefined,
  place: Place,
): boolean {
  return kernel.marks.set(markName(kernel, ip, nic, place));
}

export function forgetPlace(
  kernel: Means,
  ip: IpAddress,
  nic: string | undefined,
  place: Place,
): void {
  kernel.marks.clear(markName(kernel, ip, nic, place));
}

/** None where the marks cannot be read. */
export function placesOf(kernel: Means, ip: IpAddress, nic: string | undefined): Place[] {
  return marksOf(kernel, ip).filter((mark) => mark.nic === (nic ?? ''));
}

/** The same, whatever nic was. */
export function allPlacesOf(kernel: Means, ip: IpAddress): Place[] {
  return marksOf(kernel, ip);
}

export function isPlaced(places: readonly Place[], entry: HeldAddress): boolean {
  return places.some(
    ({ index, prefixLength }) => index === entry.index && prefixLength === entry.prefixLength,
  );
}

/** Clears the marks of an address, whatever nic was, that is not there any more. */
export function forgetPlaces(
  kernel: Means,
  ip: IpAddress,
  isThere: (place: Place) => boolean,
): void {
  for (const mark of marksOf(kernel, ip)) if (!isThere(mark)) kernel.marks.clear(mark.name);
}

interface Mark extends Place {
  readonly name: string;
  readonly nic: string;
}

function marksOf(kernel: Means, ip: IpAddress): Mark[] {
  const prefix = markPrefix(kernel, ip);
  return kernel.marks.names(prefix).flatMap((name) => {
    const match = /^(\d+)-(\d+)@([^/]*)\.place$/.exec(name.slice(prefix.length));
    if (!match) return [];
    const [, index, prefixLength, nic = ''] = match;
    return [{ name, index: Number(index), prefixLength: Number(prefixLength), nic }];
  });
}

function markName(
  kernel: Means,
  ip: IpAddress,
  nic: string | undefined,
  { index, prefixLength }: Place,
): string {
  return `${markPrefix(kernel, ip)}${index}-${prefixLength}@${nic ?? ''}${SUFFIX}`;
}

function markPrefix({ namespaceId }: Means, ip: IpAddress): string {
  return `floatip-${namespaceId}-${ip.text}-`;
}
