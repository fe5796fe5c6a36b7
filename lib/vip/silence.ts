/** Ends the announcers of an address. */
import type { IpAddress } from '../wire/ip-address.ts';
import type { Kernel } from './kernel.ts';
import { announcerIndex } from './lock-names.ts';

/**
 * How long an announcer may take to see that its address is gone, in milliseconds. The kernel tells
 * it at once; one that does not end by then hangs, and is killed.
 */
export const GRACE = 500;

/**
 * To be called when the address is gone: waits until nobody sends for it any more, on one interface
 * or, without one, on any. Returns the interfaces whose announcer could not be ended by `deadline`.
 */
export function silence(kernel: Kernel, ip: IpAddress, deadline: number, index?: number): number[] {
  const stuck: number[] = [];
  for (const name of kernel.locks.names()) {
    const announced = announcerIndex(name, kernel.namespaceId, ip);
    if (announced === undefined || (index !== undefined && announced !== index)) continue;
    const lock = kernel.locks.acquire(name, deadline, kernel.clock.now() + GRACE);
    if (lock) lock.release();
    else stuck.push(announced);
  }
  return stuck;
}
