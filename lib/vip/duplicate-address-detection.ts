/**
 * Duplicate Address Detection (RFC 4862 section 5.4), which the kernel does for each new IPv6
 * address: here only its course is read off the address's flags.
 */

import type { Kernel } from '../linux/kernel.ts';
import { IFA_F_DADFAILED, IFA_F_TENTATIVE, type InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';

export type Detection =
  /** Over, or never begun: the address is in use. */
  | 'unique'
  | 'tentative'
  /** Another node has the address; the kernel holds it, and does not use it. */
  | 'duplicate';

/** IPv4 has none of these flags: its addresses are in use at once. */
export function detectionOf({ flags }: InterfaceAddress): Detection {
  if (flags & IFA_F_DADFAILED) return 'duplicate';
  return flags & IFA_F_TENTATIVE ? 'tentative' : 'unique';
}

/**
 * Waits for the kernel's verdict on an address that is held, by its notifications.
 * `tentative` when there is none by `deadline` (clock.now()).
 */
export function awaitDetection(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
  deadline: number,
): Detection | 'gone' {
  // Before the first look, so that no change can come between it and the wait.
  const watch = kernel.watchAddress(ip, index);
  try {
    for (;;) {
      const entry = kernel.addresses.find(ip, index).at(0);
      if (!entry) return 'gone';
      const detection = detectionOf(entry);
      if (detection !== 'tentative' || !watch.waitForChange(deadline)) return detection;
    }
  } finally {
    watch.close();
  }
}
