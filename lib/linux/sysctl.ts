/**
 * Settings of an interface in /proc/sys/net (Documentation/networking/ip-sysctl.rst), in this network
 * namespace.
 */
import { octetAt } from '../wire/octets.ts';
import { O_RDONLY, openFile, writeFile } from './files.ts';
import { SystemError } from './system-error.ts';

/** net.ipv6.conf.NAME.forwarding: whether the host is a router on the interface. */
export function forwardsIpv6(linkName: string): boolean {
  try {
    return isSet(pathOf('ipv6', linkName, 'forwarding'));
  } catch (error) {
    // If /proc is unreadable, assume a host, not a router.
    if (error instanceof SystemError) return false;
    throw error;
  }
}

/**
 * Equivalent to `sysctl net.ipv4.conf.NAME.promote_secondaries=1` (or 0). Returns false if it changes nothing,
 * because the interface already has the value, promote_secondaries is set for all interfaces, or /proc is not
 * writable.
 */
export function setPromotion(linkName: string, on: boolean): boolean {
  const path = pathOf('ipv4', linkName, 'promote_secondaries');
  try {
    if (isSet(path) === on || isSet(pathOf('ipv4', 'all', 'promote_secondaries'))) return false;
    writeFile(path, 0, on ? '1' : '0');
    return true;
  } catch {
    return false;
  }
}

function isSet(path: string): boolean {
  const fd = openFile(path, O_RDONLY);
  try {
    const digit = new Uint8Array(1);
    return sys_read(fd, digit) === 1 && octetAt(digit, 0) !== 0x30;
  } finally {
    sys_close(fd);
  }
}

/** @param linkName an interface, or `all` */
function pathOf(family: 'ipv4' | 'ipv6', linkName: string, setting: string): string {
  return `/proc/sys/net/${family}/conf/${linkName}/${setting}`;
}
