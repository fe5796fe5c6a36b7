/** Ends the announcers of an address. */

import type { Kernel } from '../linux/kernel.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { acquireAnnouncerLock } from './announcer-lock.ts';
import { announcerIndex } from './lock-names.ts';

/**
 * To be called when the address is gone: waits until nobody sends for it any more, on some interfaces
 * or, where none are named, on any. Returns those whose announcer could not be ended by `deadline`.
 */
export function silence(
  kernel: Kernel,
  ip: IpAddress,
  deadline: number,
  indexes?: readonly number[],
): number[] {
  const stuck: number[] = [];
  for (const name of kernel.locks.names()) {
    const announced = announcerIndex(name, kernel.namespaceId(), ip);
    if (announced === undefined || indexes?.includes(announced) === false) continue;
    const lock = acquireAnnouncerLock(kernel, ip, announced, deadline);
    if (lock) lock.release();
    else stuck.push(announced);
  }
  return stuck;
}
