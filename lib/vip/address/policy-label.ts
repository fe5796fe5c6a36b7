/**
 * The label of an IPv6 address in the policy table. No destination has the same label, so that the kernel does
 * not choose the address as a source (RFC 6724 section 5, rule 6). Only labels that start added are changed and
 * removed: a mark in the state directory records each of them.
 */
import type { Kernel } from '../../linux/kernel.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { addressPrefix } from '../state/names.ts';
import { allPlacesOf, hasPlaceMark } from '../state/place-marks.ts';

/** Adds a label, if the address has none. Returns whether it was added. */
export function addPolicyLabel(kernel: Kernel, ip: IpAddress, label: number): boolean {
  if (kernel.addressLabels.find(ip) !== undefined) return false;
  // Create the mark first, so that each label of floatip has a mark.
  const mark = markName(kernel, ip, label);
  kernel.marks.set(mark);
  const added = kernel.addressLabels.add(ip, label);
  if (!added) kernel.marks.clear(mark);
  return added;
}

/** Removes the label that addPolicyLabel has added, unless start has also added the address to another link. */
export function removePolicyLabel(kernel: Kernel, ip: IpAddress): void {
  if (!isStillPlaced(kernel, ip)) removeOurs(kernel, ip);
}

/** Whether removePolicyLabel would remove a label. */
export function hasLeftoverLabel(kernel: Kernel, ip: IpAddress): boolean {
  const marks = marksOf(kernel, ip);
  if (marks.length === 0 || isStillPlaced(kernel, ip)) return false;
  const label = kernel.addressLabels.find(ip);
  return marks.some((mark) => mark.label === label);
}

/** Several resources may have the same link-local address on several links, with one label. */
function isStillPlaced(kernel: Kernel, ip: IpAddress): boolean {
  const entries = kernel.addresses.find(ip);
  if (entries.length === 0) return false;
  const places = allPlacesOf(kernel, ip);
  return entries.some((entry) => hasPlaceMark(places, entry));
}

/** Replaces the label that addPolicyLabel has added with `label`; removes it if `label` is undefined. */
export function setPolicyLabel(kernel: Kernel, ip: IpAddress, label: number | undefined): void {
  if (label !== undefined && kernel.addressLabels.find(ip) === label) return;
  removeOurs(kernel, ip);
  if (label !== undefined) addPolicyLabel(kernel, ip, label);
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
  const prefix = `${addressPrefix(kernel, ip)}-`;
  return kernel.marks
    .names(prefix)
    .filter((name) => name.endsWith(MARK_SUFFIX))
    .map((name) => ({ name, label: Number(name.slice(prefix.length, -MARK_SUFFIX.length)) }));
}

const MARK_SUFFIX = '.addrlabel';

function markName(kernel: Kernel, ip: IpAddress, label: number): string {
  return `${addressPrefix(kernel, ip)}-${label}${MARK_SUFFIX}`;
}
