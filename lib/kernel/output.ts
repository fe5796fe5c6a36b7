import { EAGAIN, EINTR } from './errno.ts';
import { lastErrno, libc } from './libc.ts';

export const STDOUT = 1;
export const STDERR = 2;

/** Writes all of it, however slowly the reader of a pipe takes it. Gives up when nobody reads. */
export function writeOut(fd: number, text: string): void {
  try {
    writeAll(fd, text);
  } catch {
    // Without FFI there is still a way to say why: see libc.ts.
    process.getBuiltinModule('node:fs').writeSync(fd, text);
  }
}

function writeAll(fd: number, text: string): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) {
    const written = libc.write(fd, rest, rest.length);
    if (written >= 0) rest = rest.subarray(written);
    else if (lastErrno() === EAGAIN) libc.usleep(1000);
    else if (lastErrno() !== EINTR) return;
  }
}

/** Whether a person sits at the descriptor. */
export function isTerminal(fd: number): boolean {
  return libc.isatty(fd) === 1;
}
