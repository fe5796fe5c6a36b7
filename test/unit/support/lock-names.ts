/** The names of the lock files (docs/announcing.md). */
import type { IpAddress } from '../../../lib/wire/ip-address.ts';

export function addressLockName(namespaceId: number, ip: IpAddress): string {
  return `floatip-${namespaceId}-${ip.text}.address`;
}

export function announcerLockName(namespaceId: number, ip: IpAddress, index: number): string {
  return `floatip-${namespaceId}-${ip.text}-${index}.announcer`;
}

export function firewallLockName(namespaceId: number): string {
  return `floatip-${namespaceId}.firewall`;
}

export function addressListLockName(namespaceId: number): string {
  return `floatip-${namespaceId}.address-list`;
}
