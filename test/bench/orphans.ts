/**
 * The processes that an action leaves in the background become children of this one, so that their
 * end and their CPU time can be had: nobody else would tell.
 */
import { dlopen } from 'bun:ffi';

const { symbols: libc } = dlopen('libc.so.6', {
  prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' },
  wait4: { args: ['i32', 'ptr', 'i32', 'ptr'], returns: 'i32' },
});

const PR_SET_CHILD_SUBREAPER = 36;
const WNOHANG = 1;

/** struct rusage: ru_utime 16, ru_stime 16 (seconds 8, microseconds 8 each), then 14 longs. */
const RUSAGE_LENGTH = 144;

export function adoptOrphans(): void {
  if (libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) !== 0) {
    throw new Error('prctl PR_SET_CHILD_SUBREAPER failed');
  }
}

/**
 * Waits until no child is left; their CPU time in milliseconds, with that of their own children.
 * Not to be called while a child of Bun.spawn runs: its end would be taken away from Bun.
 */
export function reapOrphans(patience: number): number {
  const end = Bun.nanoseconds() + patience * 1e6;
  const status = new Int32Array(1);
  const usage = new BigInt64Array(RUSAGE_LENGTH / 8);
  let cpu = 0;
  for (;;) {
    const pid = libc.wait4(-1, status, WNOHANG, usage);
    // ECHILD, the only error there is: all have ended.
    if (pid < 0) return cpu;
    if (pid > 0) {
      const [userSeconds = 0n, user = 0n, systemSeconds = 0n, system = 0n] = usage;
      cpu += Number(userSeconds + systemSeconds) * 1000 + Number(user + system) / 1000;
    } else if (Bun.nanoseconds() > end) {
      throw new Error(`a background process did not end within ${patience} ms`);
    } else {
      Bun.sleepSync(0.5);
    }
  }
}
