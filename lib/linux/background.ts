import { cString } from '../wire/c-string.ts';
import { O_RDWR, openFile } from './files.ts';
import { check, isInterrupted } from './system-error.ts';

/** The last descriptor, for close_range(2). */
const MAX_DESCRIPTOR = 0xffffffff;

/** The usual RLIMIT_NOFILE. Kernels before 5.9 have no close_range(2). */
const USUAL_MAX_DESCRIPTOR = 1024;

/**
 * Runs `work` in a daemon: its own session, standard streams on /dev/null, working directory `/`, and no other
 * open descriptors than `descriptors`. It exits when `work` returns or throws.
 * @throws SystemError if fork(2) fails
 */
export function runInBackground(
  name: string,
  descriptors: readonly number[],
  work: () => void,
): void {
  if (check('fork', sys_fork()) !== 0) return;
  try {
    sys_setsid();
    sys_chdir(cString('/'));
    sys_prctl_set_name(cString(name));
    closeAllBut(descriptors);
    redirectStandardStreams();
    work();
  } finally {
    sys__exit(0);
  }
}

/** Closes all descriptors except the standard streams and `descriptors`. */
export function closeAllBut(descriptors: readonly number[]): void {
  let first = 3;
  for (const kept of [...descriptors].sort((a, b) => a - b)) {
    closeRange(first, kept - 1);
    first = Math.max(first, kept + 1);
  }
  closeRange(first, MAX_DESCRIPTOR);
}

function closeRange(first: number, last: number): void {
  if (last < first || sys_close_range(first, last) === 0) return;
  for (let fd = first; fd <= Math.min(last, USUAL_MAX_DESCRIPTOR); fd++) sys_close(fd);
}

/** @throws SystemError: a caller that reads the streams to their end would wait for the daemon */
function redirectStandardStreams(): void {
  const fd = openFile('/dev/null', O_RDWR);
  for (const stream of [0, 1, 2]) check('dup2', copyDescriptor(fd, stream));
  if (fd > 2) sys_close(fd);
}

/** dup2(2): `to` becomes a copy of `from`. Returns the negative errno if it fails. */
export function copyDescriptor(from: number, to: number): number {
  let copied = sys_dup2(from, to);
  while (isInterrupted(copied)) copied = sys_dup2(from, to);
  return copied;
}
