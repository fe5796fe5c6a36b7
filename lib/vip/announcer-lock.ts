/** The lock of whoever sends for an address on an interface. */

import type { Kernel, Lock } from '../linux/kernel.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { announcerName } from './lock-names.ts';

/**
 * How long an announcer may take to see that its address is gone, in milliseconds. The kernel tells
 * it at once; one that does not end by then hangs, and is killed.
 */
export const GRACE = 500;

/** Undefined when another announcer is still at work at `deadline` (clock.now()). */
export function acquireAnnouncerLock(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
  deadline: number,
): Lock | undefined {
  const name = announcerName(kernel.namespaceId(), ip, index);
  return advertised(kernel.locks.acquire(name, deadline, kernel.clock.now() + GRACE));
}

/**
 * The lock of the background announcer that is at work, which is killed; undefined where there is
 * none, or where a start or monitor is sending itself.
 */
export function takeOverAnnouncerLock(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
): Lock | undefined {
  const name = announcerName(kernel.namespaceId(), ip, index);
  if (!kernel.locks.isHeld(name)) return undefined;
  const now = kernel.clock.now();
  return advertised(kernel.locks.acquire(name, now + GRACE, now, 'background'));
}

function advertised(lock: Lock | undefined): Lock | undefined {
  try {
    lock?.advertise('foreground');
    return lock;
  } catch (error) {
    lock?.release();
    throw error;
  }
}
