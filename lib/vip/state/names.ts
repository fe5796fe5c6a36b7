/** Prefixes of the file names in the state directory. */
import type { Kernel } from '../../linux/kernel.ts';
import type { IpAddress } from '../../wire/ip-address.ts';

/** The prefix for the network namespace of the process: `floatip-4026531840`. */
export function namespacePrefix(kernel: Kernel): string {
  return prefixOfNamespace(kernel.namespaceId());
}

/** @param id the inode number of the network namespace */
export function prefixOfNamespace(id: number): string {
  return `floatip-${id}`;
}

/** The prefix for an address in the network namespace: `floatip-4026531840-192.0.2.10`. */
export function addressPrefix(kernel: Kernel, ip: IpAddress): string {
  return `${namespacePrefix(kernel)}-${ip.text}`;
}
