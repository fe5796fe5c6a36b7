/**
 * The label that keeps an IPv6 address from being chosen as a source (RFC 6724 section 5, rule 6):
 * no destination has the same. One that the administrator gave the address is left alone, which takes
 * a mark on the one that is ours.
 */
import type { IpAddress } from '../wire/ip-address.ts';
import type { Kernel } from './kernel.ts';

type Means = Pick<Kernel, 'addresses' | 'addressLabels' | 'marks' | 'namespaceId'>;

/** @returns whether the label is new */
export function labelAddress(kernel: Means, ip: IpAddress, label: number): boolean {
  if (kernel.addressLabels.find(ip) !== undefined) return false;
  // In this order, so that none that is ours can be without its mark.
  const mark = markName(kernel, ip, label);
  kernel.marks.set(mark);
  const added = kernel.addressLabels.add(ip, label);
  if (!added) kernel.marks.clear(mark);
  return added;
}

/** Takes the label away again if it is one that `labelAddress` gave, and the address is gone. */
export function unlabelAddress(kernel: Means, ip: IpAddress): void {
  // A link-local address may be on several links, and has one label on all of them.
  if (kernel.addresses.find(ip).length === 0) removeOurs(kernel, ip);
}

/** Makes the address's own label the wanted one, if it has none but ours; undefined takes ours away. */
export function relabelAddress(kernel: Means, ip: IpAddress, label: number | undefined): void {
  if (label !== undefined && kernel.addressLabels.find(ip) === label) return;
  removeOurs(kernel, ip);
  if (label !== undefined) labelAddress(kernel, ip, label);
}

/** Whether there is a label that `labelAddress` gave. */
export function hasOwnLabel(kernel: Means, ip: IpAddress): boolean {
  const marks = marksOf(kernel, ip);
  if (marks.length === 0) return false;
  const label = kernel.addressLabels.find(ip);
  return marks.some((mark) => mark.label === label);
}

function removeOurs(kernel: Means, ip: IpAddress): void {
  for (const { name, label } of marksOf(kernel, ip)) {
    if (kernel.addressLabels.find(ip) === label) kernel.addressLabels.remove(ip, label);
    kernel.marks.clear(name);
  }
}

function marksOf(
  kernel: Means,
  ip: IpAddress,
): { readonly name: string; readonly label: number }[] {
  const prefix = markPrefix(kernel, ip);
  return kernel.marks
    .names(prefix)
    .filter((name) => name.endsWith(MARK_SUFFIX))
    .map((name) => ({ name, label: Number(name.slice(prefix.length, -MARK_SUFFIX.length)) }));
}

const MARK_SUFFIX = '.addrlabel';

function markName(kernel: Means, ip: IpAddress, label: number): string {
  return `${markPrefix(kernel, ip)}${label}${MARK_SUFFIX}`;
}

function markPrefix({ namespaceId }: Means, ip: IpAddress): string {
  return `floatip-${namespaceId}-${ip.text}-`;
}
