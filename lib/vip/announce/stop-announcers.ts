import type { Kernel } from '../../linux/kernel.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { acquireAnnouncerLock, announcerIndexes } from '../state/locks.ts';

/**
 * Waits until no process announces a removed address, on the interfaces `indexes` or on all. Kills an announcer
 * that has not ended after ANNOUNCER_GRACE_MS. Returns the indexes of interfaces whose announcer is still
 * running at `deadline` (clock.now()).
 */
export function stopAnnouncers(
  kernel: Kernel,
  ip: IpAddress,
  deadline: number,
  indexes?: readonly number[],
): number[] {
  const stuck: number[] = [];
  for (const index of announcerIndexes(kernel, ip)) {
    if (indexes?.includes(index) === false) continue;
    const lock = acquireAnnouncerLock(kernel, ip, index, deadline);
    if (lock) lock.release();
    else stuck.push(index);
  }
  return stuck;
}
