/**
 * The label that keeps an IPv6 address from being chosen as a source (RFC 6724 section 5, rule 6):
 * no destination has the same. One that the administrator gave the address is left alone, which takes
 * a mark on the one that is ours.
 */

import type { Kernel } from '../linux/kernel.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { allPlacesOf, isPlaced } from './placed.ts';

/** @returns whether the label is new */
export function labelAddress(kernel: Kernel, ip: IpAddress, label: number): boolean {
  if (kernel.addressLabels.find(ip) !== undefined) return false;
  // In this order, so that none that is ours can be without its mark.
  const mark = markName(kernel, ip, label);
  kernel.marks.set(mark);
  const added = kernel.addressLabels.add(ip, label);
  if (!added) kernel.marks.clear(mark);
  return added;
}

/** Takes the label away again if it is one that `labelAddress` gave, and no start's address is left that has it. */
export function unlabelAddress(kernel: Kernel, ip: IpAddress): void {
  if (!isStillPlaced(kernel, ip)) removeOurs(kernel, ip);
}

/** Whether `unlabelAddress` would find something to do. */
export function wouldBeUnlabelled(kernel: Kernel, ip: IpAddress): boolean {
  const marks = marksOf(kernel, ip);
  if (marks.length === 0 || isStillPlaced(kernel, ip)) return false;
  const label = kernel.addressLabels.find(ip);
  return marks.some((mark) => mark.label === label);
}

/** A link-local address may be on several links for several resources, and has one label on all of them. */
function isStillPlaced(kernel: Kernel, ip: IpAddress): boolean {
  const entries = kernel.addresses.find(ip);
  if (entries.length === 0) return false;
  const places = allPlacesOf(kernel, ip);
  return entries.some((entry) => isPlaced(places, entry));
}

/** Makes the address's own label the wanted one, if it has none but ours; undefined takes ours away. */
export function relabelAddress(kernel: Kernel, ip: IpAddress, label: number | undefined): void {
  if (label !== undefined && kernel.addressLabels.find(ip) === label) return;
  removeOurs(kernel, ip);
  if (label !== undefined) labelAddress(kernel, ip, label);
}

function removeOurs(kernel: Kernel, ip: IpAddress): void {
  for (const { name, label } of marksOf(kernel, ip)) {
    if (kernel.addressLabels.find(ip) === label) kernel.addressLabels.remove(ip, label);
    kernel.marks.clear(name);
  }
}

function marksOf(
  kernel: Kernel,
  ip: IpAddress,
): { readonly name: string; readonly label: number }[] {
  const prefix = markPrefix(kernel, ip);
  return kernel.marks
    .names(prefix)
    .filter((name) => name.endsWith(MARK_SUFFIX))
    .map((name) => ({ name, label: Number(name.slice(prefix.length, -MARK_SUFFIX.length)) }));
}

const MARK_SUFFIX = '.addrlabel';

function markName(kernel: Kernel, ip: IpAddress, label: number): string {
  return `${markPrefix(kernel, ip)}${label}${MARK_SUFFIX}`;
}

function markPrefix(kernel: Kernel, ip: IpAddress): string {
  return `floatip-${kernel.namespaceId()}-${ip.text}-`;
}
