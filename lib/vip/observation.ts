/** Which entries of the kernel's address list are the virtual IP. */
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { HeldAddress, Kernel } from './kernel.ts';
import { isLoopback } from './link-health.ts';

/** An entry, and the link that it is on. */
export interface Holding {
  readonly entry: HeldAddress;
  readonly link: Link;
}

/**
 * The entries that hold `ip`, on one link or, without one, on any. An address other than a loopback
 * address that is on a loopback interface serves nobody on the network (LVS real servers have
 * it there), so that it counts only where the loopback interface was asked for.
 */
export function observe(kernel: Kernel, ip: IpAddress, wanted?: Link): Holding[] {
  const holdings: Holding[] = [];
  for (const entry of kernel.addresses.find(ip, wanted?.index)) {
    const link = wanted ?? kernel.links.byIndex(entry.index);
    if (!link) continue;
    if (wanted || isLoopbackAddress(ip) || !isLoopback(link)) holdings.push({ entry, link });
  }
  return holdings;
}

/** 127.0.0.0/8, ::1. */
export function isLoopbackAddress({ family, bytes }: IpAddress): boolean {
  if (family === 'inet') return bytes[0] === 127;
  return bytes.every((octet, at) => octet === (at === 15 ? 1 : 0));
}
