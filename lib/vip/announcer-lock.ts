/** The lock of whoever sends for an address on an interface. */
import type { IpAddress } from '../wire/ip-address.ts';
import type { Kernel, Lock } from './kernel.ts';
import { announcerName } from './lock-names.ts';

/**
 * How long an announcer may take to see that its address is gone, in milliseconds. The kernel tells
 * it at once; one that does not end by then hangs, and is killed.
 */
export const GRACE = 500;

/**
 * Undefined when another announcer is still at work at `deadline` (clock.now()).
 * @param grace milliseconds until another announcer is killed
 */
export function acquireAnnouncerLock(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
  deadline: number,
  grace = GRACE,
): Lock | undefined {
  const name = announcerName(kernel.namespaceId, ip, index);
  const lock = kernel.locks.acquire(name, deadline, kernel.clock.now() + grace);
  try {
    lock?.advertise();
    return lock;
  } catch (error) {
    lock?.release();
    throw error;
  }
}
