import { cString } from './c-string.ts';
import { O_RDONLY } from './files.ts';

export const SIGPIPE = 13;
const SIGCHLD = 17;
export const SIGXFSZ = 25;

/** What a process must have before anything else. */
export function prepareProcess(): void {
  // Who closed the pipe has seen enough, and what is being done must come to its end: see writeOut.
  sys_signal(SIGPIPE, 1);
  // Nor is a log that may grow no further worth an address: write(2) says EFBIG.
  sys_signal(SIGXFSZ, 1);
  // Where our caller ignores it, the kernel would not tell us how a program has ended.
  sys_signal(SIGCHLD, 0);
  openStandardStreams();
}

/**
 * Where one is closed, the next file to be opened would take its place, and our messages. To write to
 * what is opened here still fails.
 */
function openStandardStreams(): void {
  const nowhere = cString('/dev/null');
  let fd = sys_open(nowhere, O_RDONLY, 0);
  while (fd >= 0 && fd <= 2) fd = sys_open(nowhere, O_RDONLY, 0);
  sys_close(fd);
}
