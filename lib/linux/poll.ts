import { getU16, putU16, putU32 } from '../wire/octets.ts';
import type { Clock } from './clock.ts';
import { check, isInterrupted } from './system-error.ts';

const POLLIN = 0x1;

/** struct pollfd: fd 4, events 2, revents 2. */
const POLLFD_LENGTH = 8;

/** Waits until the descriptor is readable; false if `deadline` (clock.now()) comes first. */
export function waitReadable(fd: number, deadline: number, clock: Clock): boolean {
  return firstReadable([fd], deadline, clock) !== undefined;
}

/** Waits until a descriptor is readable, and returns the first that is; undefined at `deadline` (clock.now()). */
export function firstReadable(
  fds: readonly number[],
  deadline: number,
  clock: Clock,
): number | undefined {
  const pollfds = new Uint8Array(fds.length * POLLFD_LENGTH);
  fds.forEach((fd, at) => {
    putU32(pollfds, at * POLLFD_LENGTH, fd);
    putU16(pollfds, at * POLLFD_LENGTH + 4, POLLIN);
  });
  for (;;) {
    // Rounded up, so that poll(2) never times out before the deadline.
    const ready = sys_poll(pollfds, Math.max(0, Math.ceil(deadline - clock.now())));
    if (isInterrupted(ready)) continue;
    if (check('poll', ready) === 0) return undefined;
    return fds.find((_, at) => getU16(pollfds, at * POLLFD_LENGTH + 6) !== 0);
  }
}
