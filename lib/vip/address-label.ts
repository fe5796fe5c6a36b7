/**
 * The label that keeps an IPv6 address from being chosen as a source (RFC 6724 section 5, rule 6):
 * no destination has the same. One that the administrator gave the address is left alone, which takes
 * a mark on the one that is ours.
 */
import type { IpAddress } from '../wire/ip-address.ts';
import type { Kernel } from './kernel.ts';

type Means = Pick<Kernel, 'addressLabels' | 'marks' | 'namespaceId'>;

/** @returns whether the label is new */
export function labelAddress(kernel: Means, ip: IpAddress, label: number): boolean {
  // In this order, so that none that is ours can be without its mark.
  const name = markName(kernel, ip);
  const wasMarked = kernel.marks.has(name);
  if (!wasMarked) kernel.marks.set(name);
  const added = kernel.addressLabels.add(ip, label);
  if (!added && !wasMarked) kernel.marks.clear(name);
  return added;
}

/** Takes the label away again if it is one that `labelAddress` gave. */
export function unlabelAddress(kernel: Means, ip: IpAddress): void {
  const name = markName(kernel, ip);
  if (!kernel.marks.has(name)) return;
  const label = kernel.addressLabels.find(ip);
  if (label !== undefined) kernel.addressLabels.remove(ip, label);
  kernel.marks.clear(name);
}

/** Makes the address's own label the wanted one, if it has none but ours; undefined takes ours away. */
export function relabelAddress(kernel: Means, ip: IpAddress, label: number | undefined): void {
  const isRight = label !== undefined && kernel.addressLabels.find(ip) === label;
  if (isRight) return;
  unlabelAddress(kernel, ip);
  if (label !== undefined) labelAddress(kernel, ip, label);
}

function markName({ namespaceId }: Means, ip: IpAddress): string {
  return `floatip-${namespaceId}-${ip.text}.addrlabel`;
}
