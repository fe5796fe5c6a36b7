/**
 * LVS direct routing: a real server has the virtual IP on its loopback interface, where it accepts
 * what the director passes on to it, and nobody on the network learns of it.
 */

import type { HeldAddress, Kernel } from '../linux/kernel.ts';
import { RT_SCOPE_UNIVERSE } from '../wire/ifaddrmsg.ts';
import { addressBits, type IpAddress } from '../wire/ip-address.ts';
import { AF_INET } from '../wire/socket.ts';

/** The kernel sees to it that `lo` has this index in every network namespace (net/flow.h). */
const LOOPBACK_IFINDEX = 1;

const LIMITED_BROADCAST = new Uint8Array([255, 255, 255, 255]);

/**
 * To be called while the address list is ours to change (changeAddressList).
 * Equivalent to `ip address add IP/32 brd 255.255.255.255 scope global dev lo`. Where it is there
 * already, it stays as it is.
 */
export function keepOnLoopback(kernel: Kernel, ip: IpAddress): void {
  if (entriesOnLoopback(kernel, ip).length > 0) return;
  kernel.addresses.add({
    family: AF_INET,
    prefixLength: addressBits(ip.family),
    flags: 0,
    scope: RT_SCOPE_UNIVERSE,
    index: LOOPBACK_IFINDEX,
    local: ip.bytes,
    address: ip.bytes,
    broadcast: LIMITED_BROADCAST,
  });
}

/** With a shorter prefix the host would answer for a whole network: that is none of ours. */
export function entriesOnLoopback(kernel: Kernel, ip: IpAddress): HeldAddress[] {
  return kernel.addresses
    .find(ip, LOOPBACK_IFINDEX)
    .filter((entry) => entry.prefixLength === addressBits(ip.family));
}
