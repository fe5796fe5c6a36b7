/**
 * LVS direct routing: a real server has the virtual IP on its loopback interface, accepts the packets that the
 * director forwards, and does not announce the address.
 */
import type { HeldAddress, Kernel } from '../../linux/kernel.ts';
import { ignoreErrno } from '../../linux/system-error.ts';
import { type InterfaceAddress, RT_SCOPE_UNIVERSE } from '../../wire/ifaddrmsg.ts';
import { addressBits, type IpAddress } from '../../wire/ip-address.ts';
import { AF_INET } from '../../wire/socket.ts';

/** `lo` has this index in each network namespace (net/flow.h). */
const LOOPBACK_IFINDEX = 1;

const LIMITED_BROADCAST = new Uint8Array([255, 255, 255, 255]);

/**
 * Equivalent to `ip address add IP/32 brd 255.255.255.255 scope global dev lo`. Requires the list lock. An
 * existing address stays unchanged. Does not look first: an address that cannot be found can still be added.
 */
export function addToLoopback(kernel: Kernel, ip: IpAddress): void {
  const entry: InterfaceAddress = {
    family: AF_INET,
    prefixLength: addressBits(ip.family),
    flags: 0,
    scope: RT_SCOPE_UNIVERSE,
    index: LOOPBACK_IFINDEX,
    local: ip.bytes,
    address: ip.bytes,
    broadcast: LIMITED_BROADCAST,
  };
  ignoreErrno(['EEXIST'], () => kernel.addresses.add(entry));
}

/** The /32 entries on lo. An entry with a shorter prefix is not floatip's: it makes a whole network local. */
export function entriesOnLoopback(kernel: Kernel, ip: IpAddress): HeldAddress[] {
  return kernel.addresses
    .find(ip, LOOPBACK_IFINDEX)
    .filter((entry) => entry.prefixLength === addressBits(ip.family));
}
