import { putU16, putU32 } from '../wire/octets.ts';
import type { Clock } from './clock.ts';
import { check, isInterrupted } from './system-error.ts';

const POLLIN = 0x1;

/** struct pollfd: fd 4, events 2, revents 2. */
const POLLFD_LENGTH = 8;

/** Waits until the descriptor is readable; false if `deadline` (clock.now()) comes first. */
export function waitReadable(fd: number, deadline: number, clock: Clock): boolean {
  const pollfd = new Uint8Array(POLLFD_LENGTH);
  putU32(pollfd, 0, fd);
  putU16(pollfd, 4, POLLIN);
  for (;;) {
    // Rounded up, so that poll(2) never times out before the deadline.
    const ready = sys_poll(pollfd, Math.max(0, Math.ceil(deadline - clock.now())));
    if (!isInterrupted(ready)) return check('poll', ready) > 0;
  }
}
