import { cString } from './c-string.ts';
import { O_RDWR, openFile } from './files.ts';
import { check } from './system-error.ts';

/** Highest number of a descriptor (linux/close_range.h takes any). */
const LAST_DESCRIPTOR = 0xffffffff;

/** Those that a kernel older than 5.9, which has no close_range(2), is asked to close one by one. */
const USUAL_DESCRIPTORS = 1024;

/**
 * Runs `work` in a process that outlives this one: its own session, no terminal, no pipe of ours that
 * somebody waits for, working directory `/`. Nothing else stays open in it than the descriptors.
 * It ends when `work` does. @throws SystemError where there can be no such process
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

/** Of all that are open, the standard streams apart. */
export function closeAllBut(descriptors: readonly number[]): void {
  let first = 3;
  for (const kept of [...descriptors].sort((a, b) => a - b)) {
    closeRange(first, kept - 1);
    first = Math.max(first, kept + 1);
  }
  closeRange(first, LAST_DESCRIPTOR);
}

function closeRange(first: number, last: number): void {
  if (last < first || sys_close_range(first, last) === 0) return;
  for (let fd = first; fd <= Math.min(last, USUAL_DESCRIPTORS); fd++) sys_close(fd);
}

/** To where nobody reads or writes. */
function redirectStandardStreams(): void {
  const nowhere = openFile('/dev/null', O_RDWR);
  for (const stream of [0, 1, 2]) sys_dup2(nowhere, stream);
  if (nowhere > 2) sys_close(nowhere);
}
