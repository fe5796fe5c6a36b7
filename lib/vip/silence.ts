/** Ends the announcers of an address. */
import type { IpAddress } from '../wire/ip-address.ts';
import { acquireAnnouncerLock } from './announcer-lock.ts';
import type { Kernel } from './kernel.ts';
import { announcerIndex } from './lock-names.ts';

/**
 * To be called when the address is gone: waits until nobody sends for it any more, on one interface
 * or, without one, on any. Returns the interfaces whose announcer could not be ended by `deadline`.
 */
export function silence(kernel: Kernel, ip: IpAddress, deadline: number, index?: number): number[] {
  const stuck: number[] = [];
  for (const name of kernel.locks.names()) {
    const announced = announcerIndex(name, kernel.namespaceId, ip);
    if (announced === undefined || (index !== undefined && announced !== index)) continue;
    const lock = acquireAnnouncerLock(kernel, ip, announced, deadline);
    if (lock) lock.release();
    else stuck.push(announced);
  }
  return stuck;
}
