/** How the names of the files in the state directory begin. */
import type { Kernel } from '../../linux/kernel.ts';
import type { IpAddress } from '../../wire/ip-address.ts';

/** `floatip-4026531840`: the network namespace. */
export function namespacePrefix(kernel: Kernel): string {
  return `floatip-${kernel.namespaceId()}`;
}

/** `floatip-4026531840-192.0.2.10`: an address in the network namespace. */
export function addressPrefix(kernel: Kernel, ip: IpAddress): string {
  return `${namespacePrefix(kernel)}-${ip.text}`;
}
