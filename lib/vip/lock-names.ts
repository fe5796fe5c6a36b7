/**
 * The kinds of lock, each of one network namespace, in the order in which they may be taken:
 *
 * - the turn, of an address: one start or stop of it at a time;
 * - the firewall's: one change of the rules of shared addresses at a time;
 * - the announcer's, of an address and an interface: held by whoever sends for the address, from
 *   before its first packet until after its last. Who has it knows that nobody else will send;
 * - that of all addresses, for the moment in which one is added or removed: the kernel may drop
 *   others along with one that is removed.
 */
import { decimalNumber } from '../wire/characters.ts';
import type { IpAddress } from '../wire/ip-address.ts';

/** Of an interface index. */
const MOST_DIGITS = 10;

export function turnName(namespaceId: number, ip: IpAddress): string {
  return `floatip-${namespaceId}-${ip.text}.turn`;
}

export function announcerName(namespaceId: number, ip: IpAddress, index: number): string {
  return `floatip-${namespaceId}-${ip.text}-${index}.announcer`;
}

export function firewallName(namespaceId: number): string {
  return `floatip-${namespaceId}.firewall`;
}

export function addressListName(namespaceId: number): string {
  return `floatip-${namespaceId}.addresses`;
}

/** The interface index in an announcer's lock name, if it is one for this address. */
export function announcerIndex(
  name: string,
  namespaceId: number,
  ip: IpAddress,
): number | undefined {
  const prefix = `floatip-${namespaceId}-${ip.text}-`;
  if (!name.startsWith(prefix) || !name.endsWith('.announcer')) return undefined;
  const index = name.slice(prefix.length, -'.announcer'.length);
  return decimalNumber(index, MOST_DIGITS);
}
