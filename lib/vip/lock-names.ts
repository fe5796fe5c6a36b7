/**
 * The two kinds of lock, by network namespace and address:
 *
 * - the turn: one start or stop of the address at a time;
 * - the announcer's, for each interface: held by whoever sends for the address, from before its
 *   first packet until after its last. Who has it knows that nobody else will send.
 */
import type { IpAddress } from '../wire/ip-address.ts';

export function turnName(namespaceId: number, ip: IpAddress): string {
  return `floatip-${namespaceId}-${ip.text}.turn`;
}

export function announcerName(namespaceId: number, ip: IpAddress, index: number): string {
  return `floatip-${namespaceId}-${ip.text}-${index}.announcer`;
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
  return /^\d+$/.test(index) ? Number(index) : undefined;
}
