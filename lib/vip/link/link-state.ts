/**
 * The state of a link on which the announcements depend. If it changes, the neighbours may have lost what they were
 * told: a switch that was replaced knows no address, and one whose port has changed sends to the old port.
 */
import type { Kernel } from '../../linux/kernel.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import type { Link } from '../../wire/ifinfomsg.ts';

/** A macvlan on a VLAN on a bond. */
const MAX_LEVELS = 2;

/**
 * How often the link got a carrier, its hardware address, and the index of the active port of the bond that it is
 * or is on: `3 02:00:00:00:00:01 7`. The index of the link itself is not part of it.
 */
export function linkState(kernel: Kernel, link: Link): string {
  return `${link.carrierUps} ${formatHardwareAddress(link.address)} ${activePort(kernel, link)}`;
}

function activePort(kernel: Kernel, link: Link): number {
  let level: Link | undefined = link;
  for (let depth = 0; level && depth <= MAX_LEVELS; depth++) {
    if (level.activePort !== 0 || level.lower === 0) return level.activePort;
    level = kernel.links.byIndex(level.lower);
  }
  return 0;
}
