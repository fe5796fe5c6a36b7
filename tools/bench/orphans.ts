/**
 * The processes that an action leaves in the background become children of this one, so that their
 * end and their CPU time can be had: nobody else would tell.
 */
import { libc } from './libc.ts';
import { anyEnded } from './wait.ts';

const PR_SET_CHILD_SUBREAPER = 36;
/** Microseconds from one look to the next. */
const PAUSE = 500;

export function adoptOrphans(): void {
  if (libc.prctl(PR_SET_CHILD_SUBREAPER, 1n, 0n, 0n, 0n) !== 0) {
    throw new Error('prctl PR_SET_CHILD_SUBREAPER failed');
  }
}

/**
 * Waits until no child is left; their CPU time in milliseconds, with that of their own children.
 * Not to be called while a child of node:child_process runs: its end would be taken away from Node.
 */
export function reapOrphans(patience: number): number {
  const end = performance.now() + patience;
  let total = 0;
  for (;;) {
    const { pid, cpu } = anyEnded();
    // ECHILD, the only error there is: all have ended.
    if (pid < 0) return total;
    if (pid > 0) total += cpu;
    else if (performance.now() > end) {
      throw new Error(`a background process did not end within ${patience} ms`);
    } else libc.usleep(PAUSE);
  }
}
