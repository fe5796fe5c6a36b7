/**
 * Makes the background processes of an action children of this process: only the parent of a process gets its end
 * and its CPU time.
 */
import { libc } from './libc.ts';
import { anyEnded } from './wait.ts';

const PR_SET_CHILD_SUBREAPER = 36;
/** Time between two calls of wait4(2). */
const PAUSE_US = 500;

export function adoptOrphans(): void {
  if (libc.prctl(PR_SET_CHILD_SUBREAPER, 1n, 0n, 0n, 0n) !== 0) {
    throw new Error('prctl PR_SET_CHILD_SUBREAPER failed');
  }
}

/**
 * Waits until no child is left. Returns their CPU time in milliseconds, with that of their own children. Must not be
 * called while a child of node:child_process runs: Node.js would not get its exit status.
 */
export function reapOrphans(timeoutMs: number): number {
  const end = performance.now() + timeoutMs;
  let total = 0;
  for (;;) {
    const { pid, cpu } = anyEnded();
    // ECHILD, the only possible error: all have ended.
    if (pid < 0) return total;
    if (pid > 0) total += cpu;
    else if (performance.now() > end) {
      throw new Error(`a background process did not end within ${timeoutMs} ms`);
    } else libc.usleep(PAUSE_US);
  }
}
